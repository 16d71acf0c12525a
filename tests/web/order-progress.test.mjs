/** Where an order stands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canCallOff, canCancel, canPay, isMoving, pieces, stepsOf, toneOf, wasPaid } from "../../web/js/models/order-progress.js";

const order = (status, reached = [status], rest = {}) => ({
  status,
  lines: [],
  paid_ms: null,
  hold_expires_ms: null,
  refunds: [],
  shipment: null,
  later: null,
  history: reached.map((each, i) => ({ status: each, at_ms: i })),
  ...rest,
});
const road = (it) => stepsOf(it).map(({ name, state }) => `${name}:${state}`);
const STATUSES = [
  "held",
  "paying",
  "placed",
  "sent",
  "paid",
  "fulfilled",
  "part_refunded",
  "refunded",
  "disputed",
  "expired",
  "cancelled",
  "refund_due",
  "needs_review",
];

test("every status has exactly one present step and a tone", () => {
  for (const status of STATUSES) {
    assert.equal(stepsOf(order(status)).filter((step) => step.state === "now").length, 1, status);
    assert.ok(toneOf(status), status);
  }
});

test("a paid order is being packed, without a time for what is not over", () => {
  const steps = stepsOf(order("paid", ["held", "paying", "paid"]));
  assert.deepEqual(
    steps.map((step) => [step.name, step.state, step.at_ms]),
    [
      ["paid", "done", 2],
      ["packing", "now", null],
      ["shipped", "todo", null],
    ],
  );
});

test("a shipped order has its road behind it", () => {
  assert.deepEqual(road(order("fulfilled", ["held", "paid", "fulfilled"])), [
    "paid:done",
    "packing:done",
    "shipped:now",
  ]);
});

test("a refund before the parcel left does not pretend that it was sent", () => {
  assert.deepEqual(road(order("refunded", ["held", "paid", "refunded"])), ["paid:done", "refunded:now"]);
});

test("when all of the money is on its way back, nothing is being packed", () => {
  const rest = { paid_ms: 1, totals: { total_minor: 5 }, refunds: [{ state: "pending", amount_minor: 5 }] };
  assert.deepEqual(road(order("paid", ["paid"], rest)), ["paid:done", "refund_due:now", "refunded:todo"]);
});

test("only a hold can be let go, and paid while it lasts", () => {
  const held = order("held", ["held"], { hold_expires_ms: 100 });
  assert.equal(canCancel(held), true);
  assert.equal(canPay(held, 99), true);
  assert.equal(canPay(held, 100), false);
  for (const status of STATUSES.slice(1)) {
    if (status === "placed") continue;
    assert.equal(canCancel(order(status)), false, status);
    assert.equal(canPay(order(status, [status], { hold_expires_ms: 100 }), 0), false, status);
  }
});

test("only what changes by itself is looked at again", () => {
  assert.deepEqual(
    STATUSES.filter((status) => isMoving(order(status))),
    ["held", "paying"],
  );
  const refunds = [{ state: "pending", amount_minor: 1 }];
  assert.ok(isMoving(order("paid", ["paid"], { refunds })), "money is on its way back");
});

test("money has moved once there is a time for it", () => {
  assert.equal(wasPaid(order("refunded", ["paid"], { paid_ms: 5 })), true);
  assert.equal(wasPaid(order("expired")), false);
});

test("pieces are counted over all lines", () => {
  assert.equal(pieces(order("paid", ["paid"], { lines: [{ quantity: 2 }, { quantity: 1 }] })), 3);
});

test("a buyer cancels what is paid and not sent, while there is money to give back", () => {
  const paid = order("paid", ["paid"], { totals: { total_minor: 100 } });
  assert.equal(canCallOff(paid), true);
  assert.equal(canCallOff({ ...paid, shipment: {} }), false);
  assert.equal(canCallOff({ ...paid, refunds: [{ state: "sent", amount_minor: 100 }] }), false);
  assert.equal(canCallOff({ ...paid, status: "disputed" }), false);
});

test("an order that is paid later goes its way before its money comes, or after", () => {
  const later = { later: { method: "delivery", words: "" } };
  assert.deepEqual(road(order("placed", ["held", "placed"], later)), [
    "placed:done",
    "packing:now",
    "shipped:todo",
    "paid:todo",
  ]);
  assert.deepEqual(road(order("sent", ["held", "placed", "sent"], later)), [
    "placed:done",
    "packing:done",
    "sent:now",
    "paid:todo",
  ]);
  const whole = stepsOf(order("fulfilled", ["held", "placed", "sent", "fulfilled"], { ...later, paid_ms: 3 }));
  assert.deepEqual(whole.map(({ name, at_ms }) => [name, at_ms]), [
    ["placed", 1],
    ["paid", 3],
    ["packing", 2],
    ["shipped", 2],
  ]);
  assert.ok(canCancel(order("placed", ["held", "placed"], later)));
  assert.ok(!canCancel(order("sent", ["held", "placed", "sent"], later)));
  assert.ok(!canCallOff(order("paid", ["held", "placed", "paid"], { ...later, paid_ms: 2, totals: { total_minor: 1 } })));
});
