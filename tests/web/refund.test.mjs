/** What may be given back, and what it comes to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canCancelPaid,
  cancelDraft,
  canRefund,
  comingMinor,
  draftFault,
  freshDraft,
  leftMinor,
  piecesLeft,
  readSum,
  refundRequest,
  shippingLeft,
  sumOf,
  worth,
} from "../../web/js/models/refund.js";

const refund = (rest = {}) => ({ state: "done", amount_minor: 4100, lines: [], shipping: false, ...rest });
const order = (rest = {}) => ({
  status: "paid",
  paid_ms: 1,
  shipment: null,
  lines: [{ variant_id: "jug", quantity: 2, unit_minor: 4100 }],
  shipping: { amount_minor: 490 },
  totals: { subtotal_minor: 8200, total_minor: 8690 },
  refunds: [],
  ...rest,
});
const one = { ...freshDraft(order()), lines: { jug: 1 } };

test("what failed is free again, what is on its way is not", () => {
  const refunds = [refund(), refund({ state: "failed" }), refund({ state: "pending", amount_minor: 90 })];
  assert.equal(leftMinor(order({ refunds })), 4500);
  assert.equal(comingMinor(order({ refunds })), 90);
});

test("pieces and delivery are given back once", () => {
  const refunds = [refund({ lines: [{ variant_id: "jug", quantity: 1 }], shipping: true })];
  assert.deepEqual(piecesLeft(order({ refunds })), { jug: 1 });
  assert.equal(shippingLeft(order({ refunds })), 0);
  assert.equal(shippingLeft(order()), 490);
});

test("pieces cost their price, with their share of an added tax", () => {
  assert.equal(worth(order(), one), 4100);
  assert.equal(worth(order({ totals: { subtotal_minor: 8200, total_minor: 9385 } }), one), 4428);
  assert.equal(worth(order(), { ...one, shipping: true }), 4590);
});

test("never more than is left", () => {
  const refunds = [refund({ amount_minor: 8000 })];
  assert.equal(worth(order({ refunds }), one), 690);
  assert.equal(draftFault(order({ refunds }), { ...one, sum: "6.91" }, 2), "too_much");
});

test("a sum is read as it is typed, and nothing else is", () => {
  assert.deepEqual(
    ["12", "12.5", "12,50", " 0.05 "].map((text) => readSum(text, 2)),
    [1200, 1250, 1250, 5],
  );
  assert.deepEqual(
    ["", "1.234", "-1", "1e3", "twelve", "1.2.3"].map((text) => readSum(text, 2)),
    [null, null, null, null, null, null],
  );
  assert.equal(readSum("1500", 0), 1500);
});

test("a typed sum goes before the pieces, except when all is cancelled", () => {
  assert.equal(sumOf(order(), { ...one, sum: "10" }, 2), 1000);
  assert.equal(sumOf(order(), { ...cancelDraft(order()), sum: "10" }, 2), 8690);
  assert.equal(draftFault(order(), { ...one, sum: "ten" }, 2), "sum");
  assert.equal(draftFault(order(), freshDraft(order()), 2), "empty");
  assert.equal(draftFault(order(), one, 2), null);
});

test("a request says what was chosen and no sum of its own", () => {
  const draft = { ...one, restock: true, note: " Sorry " };
  assert.deepEqual(refundRequest(order(), draft, 2, "key"), {
    client_key: "key",
    reason: "returned",
    lines: [{ variant_id: "jug", quantity: 1 }],
    shipping: false,
    restock: true,
    amount_minor: null,
    note: "Sorry",
  });
  assert.deepEqual(refundRequest(order(), cancelDraft(order()), 2, "key"), {
    client_key: "key",
    reason: "cancelled",
    note: "",
  });
});

test("what is with the bank or gone is not refunded, and only what is still here is cancelled", () => {
  assert.deepEqual(
    ["paid", "fulfilled", "part_refunded", "refund_due", "disputed", "held"].map((status) =>
      canRefund(order({ status })),
    ),
    [true, true, true, true, false, false],
  );
  assert.equal(canRefund(order({ refunds: [refund({ amount_minor: 8690 })] })), false);
  assert.deepEqual([canCancelPaid(order()), canCancelPaid(order({ shipment: {} }))], [true, false]);
});
