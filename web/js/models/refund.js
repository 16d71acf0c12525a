/** What may be given back of an order, and what it comes to: the studio's refund form and the buyer's page think with it. */

/** @typedef {{ lines: Readonly<Record<string, number>>, shipping: boolean, restock: boolean, reason: Reason, sum: string, note: string }} Draft */
/** @typedef {"cancelled" | "returned" | "damaged" | "lost" | "unavailable" | "goodwill" | "other"} Reason */
/** @typedef {"empty" | "sum" | "too_much"} Fault */

const REFUNDABLE = new Set(["paid", "fulfilled", "part_refunded", "refund_due"]);

/** @param {Api.Refund} refund */
const isLive = (refund) => refund.state !== "failed";
/** @param {Api.Refund} refund */
const isOnItsWay = (refund) => refund.state === "due" || refund.state === "sent" || refund.state === "pending";
/** @param {number} sum @param {Api.Refund} refund */
const add = (sum, refund) => sum + refund.amount_minor;

/** What is on its way back and not there yet. @param {Api.Order} order */
export const comingMinor = (order) => order.refunds.filter(isOnItsWay).reduce(add, 0);

/** What may still be promised back. @param {Api.Order} order */
export const leftMinor = (order) => order.totals.total_minor - order.refunds.filter(isLive).reduce(add, 0);

/** Whether money can be given back at all. @param {Api.Order} order */
export const canRefund = (order) => REFUNDABLE.has(order.status) && leftMinor(order) > 0;

/** Cancelling is for what has not left. @param {Api.Order} order */
export const canCancelPaid = (order) => canRefund(order) && order.shipment === null && order.paid_ms !== null;

/** Pieces of each variant that were not given back. @param {Api.Order} order @returns {Record<string, number>} */
export function piecesLeft(order) {
  const left = Object.fromEntries(order.lines.map((line) => [line.variant_id, line.quantity]));
  for (const refund of order.refunds.filter(isLive))
    for (const line of refund.lines) left[line.variant_id] = (left[line.variant_id] ?? 0) - line.quantity;
  return left;
}

/** What shipping cost, while it can be given back. @param {Api.Order} order */
export function shippingLeft(order) {
  const given = order.refunds.some((refund) => isLive(refund) && refund.shipping);
  return given ? 0 : (order.shipping?.amount_minor ?? 0);
}

/** @param {Api.Order} order @returns {Draft} */
export function freshDraft(order) {
  const single = order.lines.length === 1 && order.lines[0]?.quantity === 1 ? piecesLeft(order) : {};
  return { lines: single, shipping: false, restock: false, reason: "returned", sum: "", note: "" };
}

/** Everything that is left, with the pieces back on the shelf. @param {Api.Order} order @returns {Draft} */
export function cancelDraft(order) {
  const shipping = shippingLeft(order) > 0;
  return { lines: piecesLeft(order), shipping, restock: true, reason: "cancelled", sum: "", note: "" };
}

/**
 * What pieces and shipping cost in the total that was paid, with their share of an added tax. The server works it out
 * the same way; nothing it answers depends on this.
 * @param {Api.Order} order
 * @param {Draft} draft
 */
export function worth(order, draft) {
  if (draft.reason === "cancelled") return leftMinor(order);
  const shipping = order.shipping?.amount_minor ?? 0;
  const goods = order.lines.reduce((sum, line) => sum + line.unit_minor * (draft.lines[line.variant_id] ?? 0), 0);
  const { subtotal_minor: subtotal, discount_minor: off = 0 } = order.totals;
  const charged = subtotal - off;
  // A code took its share off every piece.
  const paid = subtotal ? Math.floor((2 * goods * charged + subtotal) / (2 * subtotal)) : 0;
  const base = paid + (draft.shipping ? shipping : 0);
  const whole = charged + shipping;
  return Math.min(Math.floor((2 * order.totals.total_minor * base + whole) / (2 * whole)), leftMinor(order));
}

/**
 * A sum as it is typed, "12.50" or "12,5"; null when it is none.
 * @param {string} text
 * @param {number} digits  Of the currency.
 */
export function readSum(text, digits) {
  const found = /^(\d{1,8})(?:[.,](\d*))?$/.exec(text.trim());
  if (!found || (found[2] ?? "").length > digits) return null;
  return Number((found[1] ?? "") + (found[2] ?? "").padEnd(digits, "0"));
}

/** The sum that the button names: what was typed, else what the choices cost; null when it cannot be read.
 * @param {Api.Order} order @param {Draft} draft @param {number} digits */
export function sumOf(order, draft, digits) {
  return draft.sum.trim() && draft.reason !== "cancelled" ? readSum(draft.sum, digits) : worth(order, draft);
}

/** What is wrong with a draft, or null. @param {Api.Order} order @param {Draft} draft @param {number} digits @returns {Fault | null} */
export function draftFault(order, draft, digits) {
  const sum = sumOf(order, draft, digits);
  if (sum === null) return "sum";
  if (sum === 0) return "empty";
  return sum > leftMinor(order) ? "too_much" : null;
}

/** The request for a draft. @param {Api.Order} order @param {Draft} draft @param {number} digits @param {string} clientKey */
export function refundRequest(order, draft, digits, clientKey) {
  const lines = Object.entries(draft.lines).flatMap(([variant_id, quantity]) =>
    quantity ? [{ variant_id, quantity }] : [],
  );
  const { reason, note } = draft;
  if (reason === "cancelled") return { client_key: clientKey, reason, note: note.trim() };
  return {
    client_key: clientKey,
    reason,
    lines,
    shipping: draft.shipping,
    restock: draft.restock && lines.length > 0,
    amount_minor: draft.sum.trim() ? readSum(draft.sum, digits) : null,
    note: note.trim(),
  };
}
