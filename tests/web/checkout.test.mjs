/** One purchase: holds, changes, declines, challenges, silence of the bank, and a hold that runs out. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ADDRESS, READY, START, Refusal, buying, order, payer, ready } from "./checkout-shop.mjs";

test("Buy holds one piece of the first variant that is left", async () => {
  const { checkout, calls } = buying();
  await checkout.hold();
  assert.deepEqual(calls[0], [
    "POST",
    "/orders",
    { client_key: "key1", show_id: "kiln", lines: [{ variant_id: "moss", quantity: 1 }] },
  ]);
  assert.equal(checkout.state.value.step, "held");
  assert.equal(checkout.isComplete(), false);
});

test("the time left follows the server's clock, not the phone's", async () => {
  const { checkout } = buying();
  await checkout.hold();
  assert.equal(checkout.leftMs(), 300_000);
});

test("nothing to hold is said", async () => {
  const { checkout } = buying({ "POST /orders": new Refusal("out_of_stock", { available: 0 }) });
  await checkout.hold();
  assert.equal(checkout.state.value.step, "gone");
  assert.equal(checkout.state.value.problem.code, "out_of_stock");
});

test("another variant or quantity changes the held order", async () => {
  const { checkout, calls } = buying();
  await checkout.hold();
  await checkout.setQuantity(2);
  assert.deepEqual(calls.at(-1), ["PATCH", "/orders/o1", { lines: [{ variant_id: "moss", quantity: 2 }] }]);
  await checkout.setQuantity(9);
  assert.equal(checkout.state.value.quantity, 2);
});

test("a change that is refused goes back to what is held", async () => {
  const { checkout } = buying({ "PATCH /orders/o1": new Refusal("out_of_stock", { available: 1 }) });
  await checkout.hold();
  await checkout.setQuantity(2);
  assert.equal(checkout.state.value.quantity, 1);
  assert.equal(checkout.state.value.problem.code, "out_of_stock");
  assert.equal(checkout.state.value.step, "held");
});

test("a card that pays makes it ours", async () => {
  const { checkout, calls } = await ready({
    "POST /orders/o1/pay": { order: order({ ...READY, status: "paid" }), next_action: null },
  });
  await checkout.pay(payer());
  assert.deepEqual(calls.at(-1), ["POST", "/orders/o1/pay", { confirmation_token: "ctoken_1" }]);
  assert.equal(checkout.state.value.step, "paid");
  assert.equal(checkout.isHeld(), false);
});

test("paying waits for a change that is still on its way", async () => {
  const { checkout, calls } = await ready({
    "POST /orders/o1/pay": { order: order({ ...READY, status: "paid" }), next_action: null },
  });
  void checkout.setQuantity(2);
  await checkout.pay(payer());
  assert.deepEqual(
    calls.slice(-2).map(([method]) => method),
    ["PATCH", "POST"],
  );
});

test("without an address nothing is paid", async () => {
  const { checkout, calls } = buying();
  await checkout.hold();
  await checkout.pay(payer());
  assert.equal(
    calls.some(([, path]) => path.endsWith("/pay")),
    false,
  );
});

test("a wrong card number stays in the form", async () => {
  const { checkout } = await ready();
  await checkout.pay(payer({ token: async () => ({ error: "Your card number is incomplete." }) }));
  assert.equal(checkout.state.value.step, "held");
  assert.deepEqual(checkout.state.value.problem, {
    code: "card_form",
    sentence: "Your card number is incomplete.",
    field: "card",
    declined: false,
  });
});

test("a declined card keeps the hold and locks what is bought", async () => {
  const { checkout } = await ready({
    "POST /orders/o1/pay": new Refusal("card_declined", { decline_code: "generic_decline" }),
    "GET /orders/o1": order({ ...READY, status: "paying" }),
  });
  await checkout.pay(payer());
  const { step, problem, locked } = checkout.state.value;
  assert.equal(step, "held");
  assert.equal(problem.declined, true);
  assert.equal(locked, true);
  assert.equal(checkout.isHeld(), true);
});

test("the bank's challenge is answered, then the order is read until it settles", async () => {
  const { checkout, calls } = await ready({
    "POST /orders/o1/pay": {
      order: order({ ...READY, status: "paying" }),
      next_action: { client_secret: "pi_1_secret_2" },
    },
    "GET /orders/o1": [
      order({ ...READY, status: "paying", payment: { state: "working" } }),
      order({ ...READY, status: "paid" }),
    ],
  });
  const seen = [];
  await checkout.pay(
    payer({
      challenge: async (secret) => {
        seen.push(secret, checkout.state.value.step);
        return {};
      },
    }),
  );
  assert.deepEqual(seen, ["pi_1_secret_2", "challenge"]);
  assert.equal(checkout.state.value.step, "paid");
  assert.equal(calls.filter(([method, path]) => method === "GET" && path === "/orders/o1").length, 2);
});

test("a failed challenge is a declined card", async () => {
  const { checkout } = await ready({
    "POST /orders/o1/pay": { order: order({ ...READY, status: "paying" }), next_action: { client_secret: "s" } },
    "GET /orders/o1": order({
      ...READY,
      status: "paying",
      payment: { state: "declined", message: "The bank could not confirm it was you." },
    }),
  });
  await checkout.pay(payer({ challenge: async () => ({ error: "no" }) }));
  assert.equal(checkout.state.value.step, "held");
  assert.equal(checkout.state.value.problem.sentence, "The bank could not confirm it was you.");
});

test("when nobody knows whether it was paid, the shop is asked and never paid twice", async () => {
  const { checkout, calls } = await ready({
    "POST /orders/o1/pay": new Refusal("timeout"),
    "GET /orders/o1": [
      order({ ...READY, status: "paying", payment: { state: "working" } }),
      order({ ...READY, status: "paid" }),
    ],
  });
  await checkout.pay(payer());
  assert.equal(checkout.state.value.step, "paid");
  assert.equal(calls.filter(([, path]) => path.endsWith("/pay")).length, 1);
});

test("a tap that never reached the shop can be made again", async () => {
  const { checkout, clock } = await ready({
    "POST /orders/o1/pay": new Refusal("offline"),
    "GET /orders/o1": order(READY),
  });
  await checkout.pay(payer());
  assert.equal(checkout.state.value.step, "held");
  assert.equal(checkout.state.value.problem.code, "not_arrived");
  assert.ok(clock.ms - START >= 20_000);
});

test("a hold that ran out can be taken again with the same address and a new key", async () => {
  const { checkout, calls, clock } = await ready();
  clock.ms += 301_000;
  checkout.tick();
  assert.equal(checkout.state.value.step, "over");
  await checkout.hold();
  assert.equal(checkout.state.value.step, "held");
  assert.equal(calls.at(-2)[2].client_key, "key2");
  assert.deepEqual(calls.at(-1)[2], { email: "june@example.org", address: ADDRESS, language: "ru" });
});

test("a hold that the server says is over is over", async () => {
  const { checkout } = await ready({ "POST /orders/o1/pay": new Refusal("hold_expired") });
  await checkout.pay(payer());
  assert.equal(checkout.state.value.step, "over");
});

test("an order that is held already is gone on with, by the server's clock", async () => {
  const { checkout, calls } = buying({ "GET /me": { server_ms: START + 60_000 } }, { product: null });
  await checkout.adopt(order(READY));
  assert.equal(checkout.state.value.step, "held");
  assert.equal(checkout.leftMs(), 245_000);
  assert.equal(
    calls.some(([method]) => method === "POST"),
    false,
  );
});

test("an order whose bank has not answered is asked about", async () => {
  const { checkout } = buying(
    { "GET /me": { server_ms: START }, "GET /orders/o1": order({ ...READY, status: "paid" }) },
    { product: null },
  );
  await checkout.adopt(order({ ...READY, status: "paying", payment: { state: "working" } }));
  assert.equal(checkout.state.value.step, "paid");
});

test("pieces can be given back", async () => {
  const { checkout, calls } = await ready({ "POST /orders/o1/cancel": order({ status: "cancelled" }) });
  await checkout.release();
  assert.deepEqual(calls.at(-1).slice(0, 2), ["POST", "/orders/o1/cancel"]);
  assert.equal(checkout.isHeld(), false);
});

const CUP = { variant_id: "cup-1", product_id: "cup", quantity: 1 };
const MOSS = { variant_id: "moss", product_id: "jug", quantity: 1 };

/** A shop that holds whatever lines it is asked for. */
const holding = (answers = {}) =>
  buying({
    "PATCH /orders/o1": (body) => order({ ...READY, lines: [CUP], ...body, ...(body.lines && { lines: named(body.lines) }) }),
    ...answers,
  });
const named = (lines) => lines.map((line) => ({ ...line, product_id: line.variant_id === "cup-1" ? "cup" : "jug" }));

test("a product is put into the order that is held, under its clock", async () => {
  const { checkout, calls } = holding();
  await checkout.add(order({ ...READY, lines: [CUP] }));
  assert.deepEqual(calls[0], [
    "PATCH",
    "/orders/o1",
    { lines: [{ variant_id: "moss", quantity: 1 }, { variant_id: "cup-1", quantity: 1 }] },
  ]);
  assert.equal(calls.some(([method, path]) => method === "POST" && path === "/orders"), false);
  assert.deepEqual(checkout.otherLines().map((line) => line.variant_id), ["cup-1"]);
  assert.equal(checkout.state.value.variantId, "moss");
  await checkout.setQuantity(2);
  assert.deepEqual(calls.at(-1)[2].lines, [
    { variant_id: "moss", quantity: 2 },
    { variant_id: "cup-1", quantity: 1 },
  ]);
});

test("another line takes its own quantity, and none takes it out", async () => {
  const { checkout, calls } = holding();
  await checkout.adopt(order({ ...READY, lines: [MOSS, CUP] }));
  await checkout.setLine("cup-1", 3);
  assert.deepEqual(calls.at(-1)[2].lines[1], { variant_id: "cup-1", quantity: 3 });
  await checkout.setLine("cup-1", 0);
  assert.deepEqual(calls.at(-1)[2].lines, [{ variant_id: "moss", quantity: 1 }]);
});

test("a product that cannot be had leaves what is held as it was, and says why", async () => {
  const { checkout } = holding({ "PATCH /orders/o1": new Refusal("out_of_stock", { available: 0 }) });
  await checkout.add(order({ ...READY, lines: [CUP] }));
  const { step, problem, order: kept, variantId, product: shown } = checkout.state.value;
  assert.deepEqual([step, problem.code, kept.lines, variantId, shown], ["held", "out_of_stock", [CUP], "cup-1", null]);
});

const LATER = [{ method: "delivery", words: "Have it ready." }];
const MAY_WAIT = order({ ...READY, later_options: LATER });

test("an order that may be paid later is placed by one tap, without a card", async () => {
  const placed = order({ ...READY, status: "placed", later: LATER[0], hold_expires_ms: null });
  const { checkout, calls } = await ready({ "POST /orders": MAY_WAIT, "POST /orders/o1/place": placed });
  await checkout.place();
  assert.ok(!calls.some(([, path]) => path === "/orders/o1/place"), "nobody asked for that");
  checkout.wishToPay("invoice");
  assert.equal(checkout.payBy, "card", "the shop does not offer it");
  checkout.wishToPay("delivery");
  assert.equal(checkout.payBy, "delivery");
  await checkout.place();
  assert.equal(checkout.state.value.step, "paid");
  assert.ok(!checkout.isHeld());
});

test("an order that is not trusted stays held, so that it can be paid by card", async () => {
  const { checkout } = await ready({
    "POST /orders": MAY_WAIT,
    "POST /orders/o1/place": new Refusal("pay_later_refused", { reason: "too_many_open" }),
  });
  checkout.wishToPay("delivery");
  await checkout.place();
  assert.equal(checkout.state.value.step, "held");
  assert.equal(checkout.state.value.problem.code, "pay_later_refused");
});
