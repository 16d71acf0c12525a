/** What sold in a show: the list as it happens, and the figures over it. */

/** Life-cycle states in which the money has arrived, is paid later or is being sorted out, so the order belongs into the list of sales. */
const SOLD = new Set(["placed", "sent", "paid", "fulfilled", "part_refunded", "refunded", "refund_due", "disputed", "needs_review"]);
const LISTED = 60;

/**
 * The part of an order that the list needs.
 * @typedef {Pick<Api.Order, "id" | "number" | "status" | "currency" | "created_ms" | "paid_ms"> & {
 *   lines: Pick<Api.OrderLine, "title" | "quantity" | "image_url">[], totals: Pick<Api.Totals, "total_minor">,
 *   address: Pick<Api.Address, "name"> | null}} SaleOrder
 */
/**
 * @typedef {object} Sale
 * @property {string} id
 * @property {string} number
 * @property {string | null} buyer      First name only: this screen may be filmed.
 * @property {string} title             Of the first line.
 * @property {number} quantity          Of the first line.
 * @property {number} more              How many further lines.
 * @property {string | null} image_url
 * @property {number} total_minor
 * @property {string} currency
 * @property {number} at_ms
 * @property {boolean} to_ship          Sold, and still here.
 * @property {boolean} fresh            Arrived since the previous look.
 */

/**
 * Sales, newest first. Orders that `previous` did not have are fresh, unless it is the first look.
 * @param {readonly SaleOrder[]} orders
 * @param {readonly Sale[] | null} previous
 * @returns {Sale[]}
 */
export function salesOf(orders, previous) {
  const known = previous && new Set(previous.map((sale) => sale.id));
  return orders
    .filter((order) => SOLD.has(order.status))
    .map((order) => saleOf(order, known ? !known.has(order.id) : false))
    .sort((a, b) => b.at_ms - a.at_ms)
    .slice(0, LISTED);
}

/**
 * @param {SaleOrder} order
 * @param {boolean} fresh
 * @returns {Sale}
 */
function saleOf(order, fresh) {
  const first = order.lines[0];
  return {
    id: order.id,
    number: order.number,
    buyer: order.address?.name.trim().split(/\s+/)[0] || null,
    title: first?.title ?? order.number,
    quantity: first?.quantity ?? 1,
    more: Math.max(0, order.lines.length - 1),
    image_url: first?.image_url ?? null,
    total_minor: order.totals.total_minor,
    currency: order.currency,
    at_ms: order.paid_ms ?? order.created_ms,
    to_ship: order.status === "paid" || order.status === "placed",
    fresh,
  };
}

/**
 * How many sales fall into the last minute.
 * @param {readonly Sale[]} sales
 * @param {number} nowMs
 */
export function lastMinute(sales, nowMs) {
  return sales.filter((sale) => nowMs - sale.at_ms < 60_000).length;
}
