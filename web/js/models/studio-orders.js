/** What a seller sees of an order: how its state is drawn, what may be done with it, which filter it falls under. */

import { leftMinor } from "./refund.js";

/** @typedef {"" | "ok" | "warn" | "bad"} Tone   The class of a badge. */

/** Something waits for an answer of the seller: a return, a payment. @param {Api.Order} order */
export const needsSeller = (order) =>
  order.status === "needs_review" || (order.returns ?? []).some(({ state }) => state === "requested");

/** Filters over the table, in the order of the chips; each holds the states that it shows. */
export const FILTERS = /** @type {const} */ ({
  to_ship: ["paid"],
  all: null,
  open: ["held", "paying", "placed", "sent"],
  shipped: ["fulfilled"],
  attention: ["disputed", "refund_due", "needs_review"],
  closed: ["refunded", "part_refunded", "expired", "cancelled"],
});
/** @typedef {keyof typeof FILTERS} Filter */

/** @type {Record<Api.OrderStatus, Tone>} */
const TONES = {
  held: "",
  paying: "warn",
  placed: "warn",
  sent: "warn",
  paid: "ok",
  fulfilled: "",
  part_refunded: "",
  refunded: "",
  disputed: "bad",
  expired: "",
  cancelled: "",
  refund_due: "bad",
  needs_review: "warn",
};

/**
 * @param {Api.OrderStatus} status
 * @returns {Tone}
 */
export function toneOf(status) {
  return TONES[status];
}

/**
 * Orders under a filter, newest first.
 * @template {Api.Order} O
 * @param {readonly O[]} orders
 * @param {Filter} filter
 * @returns {O[]}
 */
export function filtered(orders, filter) {
  return orders.filter((order) => isUnder(order, filter)).sort((a, b) => b.created_ms - a.created_ms);
}

/** What is refunded in part may still have to leave: then it is not closed. @param {Api.Order} order @param {Filter} filter */
function isUnder(order, filter) {
  if (filter === "to_ship") return canShip(order);
  if (filter === "attention" && needsSeller(order)) return true;
  if (filter === "closed" && canShip(order)) return false;
  /** @type {readonly string[] | null} */
  const statuses = FILTERS[filter];
  return !statuses || statuses.includes(order.status);
}

/**
 * How many orders each filter holds.
 * @param {readonly Api.Order[]} orders
 * @returns {Record<Filter, number>}
 */
export function counts(orders) {
  const names = /** @type {Filter[]} */ (Object.keys(FILTERS));
  return /** @type {Record<Filter, number>} */ (
    Object.fromEntries(names.map((name) => [name, filtered(orders, name).length]))
  );
}

/**
 * Only what is paid, or is paid later, not gone yet and not wholly given back can be marked as shipped.
 * @param {Api.Order} order
 */
export function canShip(order) {
  const ready = ["paid", "placed", "part_refunded"].includes(order.status);
  return ready && order.shipment === null && leftMinor(order) > 0;
}

/** Its money comes by hand, and its seller says so. @param {Api.Order} order */
export const awaitsMoney = (order) => order.status === "placed" || order.status === "sent";

/**
 * What is wrong with a shipment, or null. Both may be short ("DHL"), neither may be empty: the buyer gets them by e-mail.
 * The link may be left out; if it is there it is a whole https address.
 * @param {{carrier: string, tracking: string, tracking_url?: string}} shipment
 * @returns {"carrier" | "tracking" | "tracking_url" | null}
 */
export function shipmentProblem({ carrier, tracking, tracking_url = "" }) {
  if (!carrier.trim()) return "carrier";
  if (!tracking.trim()) return "tracking";
  if (tracking_url && !/^https:\/\/[^\s/@:]+\.[^\s@]+$/.test(tracking_url)) return "tracking_url";
  return null;
}

/**
 * An address as the lines of a label; empty parts leave no line.
 * @param {{name: string, line1: string, line2: string, city: string, postal_code: string, region: string}} address
 * @param {string} country  Written out in the reader's language.
 */
export function addressLines(address, country) {
  const town = [address.postal_code, address.city].filter(Boolean).join(" ");
  return [address.name, address.line1, address.line2, town, address.region, country].filter((line) => line.trim());
}
