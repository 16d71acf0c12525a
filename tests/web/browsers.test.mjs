/** Browsers by what they say of themselves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browserName } from "../../web/js/models/browsers.js";

test("a browser that pretends to be others is named by its own name", () => {
  const edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0";
  const chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36";
  const safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1";
  assert.deepEqual([edge, chrome, safari].map(browserName), ["Edge, Windows", "Chrome, Android", "Safari, iPhone"]);
});

test("what is no browser has no name", () => {
  assert.equal(browserName("curl/8.0"), "");
});
