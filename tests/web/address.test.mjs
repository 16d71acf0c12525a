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
  assert.equal(safeReturn("/studio/kiln"), "/studio/kiln");
  for (const bad of [null, "", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    assert.equal(safeReturn(bad), "/");
  }
});
