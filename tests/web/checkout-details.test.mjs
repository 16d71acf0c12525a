/** E-mail and address of a purchase: filled in from the last order, taken off, refused. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ADDRESS, READY, Refusal, buying, order } from "./checkout-shop.mjs";

test("the last order's address is filled in", async () => {
  const { checkout, calls } = buying({ "GET /orders": { items: [order(), order(READY)] } });
  await checkout.hold();
  assert.deepEqual(calls.at(-1), [
    "PATCH",
    "/orders/o1",
    { email: "june@example.org", address: ADDRESS, language: "ru" },
  ]);
  assert.equal(checkout.isComplete(), true);
});

test("what the account keeps comes before the last order", async () => {
  const kept = { email: "june@example.org", address: { ...ADDRESS, line1: "Kept 1" } };
  const { checkout, calls } = buying({ kept, "GET /orders": { items: [order(READY)] } });
  await checkout.hold();
  const [, , body] = calls.find(([method]) => method === "PATCH");
  assert.equal(body.address.line1, "Kept 1");
  assert.ok(!calls.some(([method, path]) => method === "GET" && path === "/orders"), "nothing else is asked for");
});

test("an address from the last order is marked as such, and can be taken off for good", async () => {
  const { checkout, calls } = buying({ "GET /orders": { items: [order(READY)] } });
  await checkout.hold();
  assert.equal(checkout.state.value.remembered, true);
  await checkout.forgetDetails();
  assert.deepEqual(calls.at(-1), ["PATCH", "/orders/o1", { forget_details: true }]);
  assert.equal(checkout.state.value.remembered, false);
  await checkout.hold();
  assert.deepEqual(calls.at(-1)[0], "POST", "nothing is filled in again");
  await checkout.setDetails({ email: "june@example.org", address: ADDRESS });
  assert.equal(checkout.state.value.remembered, false, "what was typed is not remembered, it is known");
});

test("an old address that cannot be used is not a mistake of the buyer's", async () => {
  const { checkout } = buying({
    "GET /orders": { items: [order(READY)] },
    "PATCH /orders/o1": new Refusal("cannot_ship_there", { country: "NL" }),
  });
  await checkout.hold();
  assert.equal(checkout.state.value.problem, null);
  assert.equal(checkout.state.value.step, "held");
});

test("a wrong detail is told at its field", async () => {
  const { checkout } = buying({ "PATCH /orders/o1": new Refusal("details_invalid", { field: "email" }) });
  await checkout.hold();
  assert.equal(await checkout.setDetails({ email: "june" }), false);
  assert.equal(checkout.state.value.problem.field, "email");
});
