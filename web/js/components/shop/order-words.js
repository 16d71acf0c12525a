/** What an order's status means for its buyer, in one sentence each. */
import { t } from "../../i18n/shop.js";
import { time, money } from "../../lib/format.js";
import { canPay } from "../../models/order-progress.js";

/** The title of the order page. @param {Api.Order} order  @param {number} nowMs */
export function orderSentence(order, nowMs) {
  const { status } = order;
  if (status === "held") return t(canPay(order, nowMs) ? "order.is.held" : "order.is.heldOver");
  if (status === "refunded") return t("order.is.refunded", { sum: money(order.totals.total_minor, order.currency) });
  if (status === "fulfilled" && order.address) return t("order.is.fulfilledTo", { city: order.address.city });
  return t(`order.is.${status}`);
}

/** What it means and what to do. @param {Api.Order} order  @param {string | null} seller the seller's name, when known */
export function orderMeaning(order, seller) {
  const { status, email, shipment, hold_expires_ms } = order;
  switch (status) {
    case "held":
      return hold_expires_ms === null ? t("order.why.expired") : t("order.why.held", { time: time(hold_expires_ms) });
    case "paid":
      return seller && email ? t("order.why.packing", { seller, email }) : t("order.why.packingPlain");
    case "fulfilled":
      return shipment ? t("order.why.shipped", shipment) : "";
    default:
      return t(`order.why.${status}`);
  }
}
