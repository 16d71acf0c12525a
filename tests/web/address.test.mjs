/** Addresses: which thing a page is about, and where a sign-in may lead back to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { idAfter, productUrl, safeReturn, showUrl } from "../../web/js/lib/address.js";

test("a page finds its id in its own path", () => {
  assert.equal(idAfter("/s/", "/s/kiln-14"), "kiln-14");
  assert.equal(idAfter("/o/", "/o/a%20b/"), "a b");
  assert.equal(idAfter("/p/", "/somewhere"), "");
});

test("ids are escaped in addresses", () => {
  assert.equal(showUrl("a/b"), "/s/a%2Fb");
  assert.equal(productUrl("jug", "1&2"), "/p/jug?variant=1%262");
});

test("a sign-in leads back only into our own site", () => {
  const shop = "https://shop.example";
  assert.equal(safeReturn("/studio/kiln?tab=1#pin", shop), `${shop}/studio/kiln?tab=1#pin`);
  // A path may look like a host once its dots are folded, so the whole address is given back.
  assert.equal(safeReturn("/.//evil.example/x", shop), `${shop}//evil.example/x`);
  const hostile = [
    null, "", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example/x",
    "/\n/evil.example", "\t//evil.example", " //evil.example", "/\r\\evil.example", "///evil.example",
    "https://shop.example.evil.example/", "https://shop.example@evil.example/", "https://me@shop.example/",
    "http://shop.example/", "https://shop.example:8443/", "javascript:alert(1)", "java\nscript:alert(1)",
    "data:text/html,x", "blob:https://shop.example/1", "//[",
  ];
  for (const bad of hostile) assert.equal(safeReturn(bad, shop), `${shop}/`, `${bad}`);
});
