/** A new discount code, and how a code stands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, faultsOf, freshCode, stateOf } from "../../web/js/models/discounts.js";

const draft = (change) => ({ ...freshCode(), code: "kiln-10", off: "10", ...change });
const faults = (change) => Object.keys(faultsOf(draft(change), "EUR", 0));

test("a code needs a name and something that it takes off", () => {
  assert.deepEqual(faults({}), []);
  assert.deepEqual(faults({ code: "Тепло", off: "" }), ["code", "off"]);
  assert.deepEqual(faults({ off: "100" }), ["off"]);
  assert.deepEqual(faults({ kind: "amount", off: "0" }), ["off"]);
  assert.deepEqual(faults({ kind: "free_shipping", off: "" }), []);
});

test("limits are whole numbers, sums are sums, and the end is still to come", () => {
  assert.deepEqual(faults({ min: "ten", limit: "1.5" }), ["min", "limit"]);
  assert.deepEqual(faults({ limit: "0" }), ["limit"]);
  assert.deepEqual(Object.keys(faultsOf(draft({ ends: "1999-01-01" }), "EUR", Date.now())), ["ends"]);
});

test("what is typed becomes what the API takes", () => {
  const { ends_ms, ...body } = bodyOf(draft({ kind: "amount", off: "5,50", min: "40", limit: "100", once: true }), "EUR");
  assert.equal(ends_ms, null);
  assert.deepEqual(body, {
    code: "kiln-10",
    kind: "amount",
    off_basis_points: 0,
    off_minor: 550,
    min_subtotal_minor: 4000,
    max_uses: 100,
    once_per_person: true,
  });
});

test("a code counts until it is switched off, over or used up", () => {
  const code = { active: true, ends_ms: 100, max_uses: 2, used: 1 };
  assert.deepEqual(
    [code, { ...code, active: false }, { ...code, ends_ms: 50 }, { ...code, used: 2 }].map((each) => stateOf(each, 50)),
    ["on", "off", "isOver", "isUsedUp"],
  );
});
