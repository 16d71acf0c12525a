/** Webhooks: what can be told, what an address is like, and how a delivery stands. */

export const KINDS = /** @type {readonly Api.HookKind[]} */ ([
  "order.placed",
  "order.paid",
  "order.shipped",
  "order.withdrawn",
  "order.called_off",
  "order.refunded",
  "order.disputed",
  "order.dispute_closed",
  "return.requested",
  "return.answered",
  "stock.changed",
]);

export const ON_FAILURE = /** @type {readonly Api.OnFailure[]} */ (["allow", "hold", "refuse"]);

/** Whether the server refuses a program's name. @param {string} name */
export const nameFault = (name) => !/^[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?$/.test(name.trim());

/** Whether the server may refuse an address; it may know better. @param {string} url */
export const urlFault = (url) => !/^https?:\/\/[^\s/@]+/.test(url.trim());

/** @param {Pick<Api.HookDelivery, "due_ms" | "delivered_ms">} delivery @returns {"heard" | "waiting" | "lost"} */
export function deliveryState({ due_ms, delivered_ms }) {
  if (due_ms !== null) return "waiting";
  return delivered_ms === null ? "lost" : "heard";
}
