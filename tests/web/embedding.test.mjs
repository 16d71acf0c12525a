/** Who a framed show speaks to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hostOrigin } from "../../web/js/lib/embedding.js";

test("what the browser knows of the page around goes before what it says of itself", () => {
  assert.equal(hostOrigin("https://blog.example", ["https://evil.example"]), "https://evil.example");
  assert.equal(hostOrigin("https://blog.example", undefined), "https://blog.example");
});

test("only an origin is an origin", () => {
  for (const said of [null, "", "*", "blog.example", "https://blog.example/page", "javascript:alert(1)", "null"])
    assert.equal(hostOrigin(said, undefined), null, String(said));
});
