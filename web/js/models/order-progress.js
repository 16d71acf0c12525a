/** Where an order stands: its steps with the present one marked, and what a person may still do. */

import { comingMinor, leftMinor } from "./refund.js";

/**
 * @typedef {"held" | "paying" | "placed" | "sent" | "paid" | "packing" | "shipped" | "part_refunded" | "refunded" | "disputed"
 *   | "expired" | "cancelled" | "refund_due" | "needs_review"} StepName
 * @typedef {{ name: StepName, state: "done" | "now" | "todo", at_ms: number | null }} Step
 */

/** What was done, what is now, what is to come, for each status. @type {Record<Api.OrderStatus | "refunding", [StepName[], StepName, StepName[]]>} */
const ROADS = {
  refunding: [["paid", "packing", "shipped"], "refund_due", ["refunded"]],
  held: [[], "held", ["paid", "packing", "shipped"]],
  paying: [["held"], "paying", ["packing", "shipped"]],
  placed: [["placed"], "packing", ["shipped", "paid"]],
  sent: [["placed", "packing"], "sent", ["paid"]],
  paid: [["placed", "paid"], "packing", ["shipped"]],
  fulfilled: [["placed", "paid", "packing"], "shipped", []],
  part_refunded: [["paid", "packing", "shipped"], "part_refunded", []],
  refunded: [["paid", "packing", "shipped"], "refunded", []],
  disputed: [["paid", "packing", "shipped"], "disputed", []],
  expired: [["held"], "expired", []],
  cancelled: [["held", "placed", "sent"], "cancelled", []],
  refund_due: [["held"], "refund_due", ["refunded"]],
  needs_review: [["held"], "needs_review", ["packing", "shipped"]],
};

/** The last of the money is on its way back, so nothing is packed any more. @param {Api.Order} order */
const allGoesBack = (order) => order.paid_ms !== null && comingMinor(order) > 0 && leftMinor(order) === 0;

/** @param {Api.Order} order  @returns {Step[]} */
export function stepsOf(order) {
  const reached = new Map(order.history.map((step) => [step.status, step.at_ms]));
  const [done, now, rest] = allGoesBack(order) ? ROADS.refunding : ROADS[order.status];
  // What was given back in part still leaves, unless it left before.
  const todo = order.status === "part_refunded" && !order.shipment ? /** @type {StepName[]} */ (["shipped"]) : rest;
  const at = (/** @type {Api.OrderStatus} */ status) => reached.get(status) ?? null;
  // Whose parcel left before the money came was sent first, and is fulfilled with the money.
  const dated = (/** @type {StepName} */ name) => {
    if (name === "packing" || name === "shipped") return at("sent") ?? at("fulfilled");
    if (name === "paid" && reached.has("sent")) return at("fulfilled");
    return at(/** @type {Api.OrderStatus} */ (name));
  };
  // A refund may come before the parcel leaves: steps that never happened are not drawn.
  const happened = done.filter((name) => dated(name) !== null);
  return [
    ...happened.map((name) => /** @type {Step} */ ({ name, state: "done", at_ms: dated(name) })),
    { name: now, state: "now", at_ms: now === "packing" ? null : dated(now) },
    ...todo.map((name) => /** @type {Step} */ ({ name, state: "todo", at_ms: null })),
  ];
}

/** @typedef {"good" | "wait" | "stop"} Tone */

/** @type {Record<Api.OrderStatus, Tone>} */
const TONES = {
  held: "wait",
  paying: "wait",
  placed: "good",
  sent: "good",
  paid: "good",
  fulfilled: "good",
  part_refunded: "good",
  refunded: "good",
  disputed: "stop",
  expired: "stop",
  cancelled: "stop",
  refund_due: "wait",
  needs_review: "wait",
};

/** @param {Api.OrderStatus} status */
export const toneOf = (status) => TONES[status];

/** Money has moved, or is promised back. @param {Api.Order} order */
export const wasPaid = (order) => order.paid_ms !== null;

/** Only what is not paid and not sent can be let go by its buyer alone. @param {Api.Order} order */
export const canCancel = (order) => order.status === "held" || order.status === "placed";

/** What is paid by card and not sent can be cancelled by its buyer; all of the money goes back. @param {Api.Order} order */
export const canCallOff = (order) =>
  order.later === null &&
  (order.status === "paid" || order.status === "part_refunded") &&
  !order.shipment &&
  leftMinor(order) > 0;

/** It was cancelled after the payment, by whichever side. @param {Api.Order} order */
export const wasCalledOff = (order) =>
  order.refunds.some(
    ({ state, reason }) => state !== "failed" && (reason === "withdrawn" || reason === "cancelled"),
  );

/** A hold that still lasts can be paid. @param {Api.Order} order  @param {number} nowMs */
export const canPay = (order, nowMs) => order.status === "held" && (order.hold_expires_ms ?? 0) > nowMs;

/** It changes by itself soon, so the page should look again. @param {Api.Order} order */
export const isMoving = (order) => order.status === "held" || order.status === "paying" || comingMinor(order) > 0;

/** All pieces of an order. @param {Api.Order} order */
export const pieces = (order) => order.lines.reduce((sum, line) => sum + line.quantity, 0);
