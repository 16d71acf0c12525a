/** What an order's status means for its buyer, in one sentence each. */
import { t } from "../../i18n/shop.js";
import { time, money } from "../../lib/format.js";
import { canPay, wasCalledOff } from "../../models/order-progress.js";
import { comingMinor, leftMinor } from "../../models/refund.js";

/** The title of the order page. @param {Api.Order} order  @param {number} nowMs */
export function orderSentence(order, nowMs) {
  const { status, currency } = order;
  const coming = comingMinor(order);
  if (coming) return t("order.is.refunding", { sum: money(coming, currency) });
  if (status === "held") return t(canPay(order, nowMs) ? "order.is.held" : "order.is.heldOver");
  if (status === "refunded")
    return t(wasCalledOff(order) ? "order.is.calledOff" : "order.is.refunded", { sum: money(order.refunded_minor || order.totals.total_minor, currency) });
  if (status === "part_refunded")
    return t("order.is.part_refunded", {
      sum: money(order.refunded_minor, currency),
      total: money(order.totals.total_minor, currency),
    });
  if (status === "disputed") return disputeSentence(order);
  if (order.later && (status === "placed" || status === "sent"))
    return t(`order.is.${status}.${order.later.method}`, { sum: money(order.totals.total_minor, currency) });
  if (status === "fulfilled" && order.address) return t("order.is.fulfilledTo", { city: order.address.city });
  return t(`order.is.${status}`);
}

/** @param {Api.Order} order */
function disputeSentence({ disputes, totals, currency }) {
  const last = disputes.at(-1);
  const sum = money(last?.amount_minor ?? totals.total_minor, currency);
  return t(last?.state === "lost" ? "order.is.disputeLost" : "order.is.disputed", { sum });
}

/** What it means and what to do. @param {Api.Order} order  @param {string | null} seller the name, when known  @returns {string} */
export function orderMeaning(order, seller) {
  const { status, email, shipment, hold_expires_ms } = order;
  if (comingMinor(order)) return refundingWords(order, seller);
  switch (status) {
    case "held":
      return hold_expires_ms === null ? t("order.why.expired") : t("order.why.held", { time: time(hold_expires_ms) });
    case "paid":
      return seller && email ? t("order.why.packing", { seller, email }) : t("order.why.packingPlain");
    case "fulfilled":
      return [shipment ? t("order.why.shipped", shipment) : "", backWords(order)].filter(Boolean).join(" ");
    case "placed":
      return seller && email ? t("order.why.packing", { seller, email }) : t("order.why.packingPlain");
    case "sent":
      return shipment ? t("order.why.shipped", shipment) : "";
    case "part_refunded":
      return t(shipment ? "order.why.part_refunded" : "order.why.part_refundedComing");
    default:
      return t(`order.why.${status}`);
  }
}

/** What came back of an order that was sent all the same. @param {Api.Order} order */
function backWords({ refunded_minor, currency }) {
  return refunded_minor ? t("order.why.someBack", { sum: money(refunded_minor, currency) }) : "";
}

/** Money is on its way back; what is left goes on. @param {Api.Order} order  @param {string | null} seller  @returns {string} */
function refundingWords(order, seller) {
  const goesOn = leftMinor(order) > 0 && (order.status === "paid" || order.status === "fulfilled");
  const rest = goesOn ? orderMeaning({ ...order, refunds: [] }, seller) : "";
  return [t("order.why.refunding"), rest].filter(Boolean).join(" ");
}
