/** What a buyer may send back, and what may be done about it next. */

import { piecesLeft } from "./refund.js";

/** @typedef {"changed_mind" | "does_not_fit" | "damaged" | "wrong_item" | "not_as_shown" | "other"} ReturnReason */
/** @typedef {{ reason: ReturnReason, lines: Readonly<Record<string, number>>, note: string }} ReturnDraft */

export const RETURN_REASONS = /** @type {readonly ReturnReason[]} */ ([
  "changed_mind",
  "does_not_fit",
  "damaged",
  "wrong_item",
  "not_as_shown",
  "other",
]);
const RETURNABLE = new Set(["fulfilled", "part_refunded"]);

/** The return that is not over yet. @param {Api.Order} order */
export const openReturn = (order) =>
  (order.returns ?? []).find(({ state }) => state === "requested" || state === "accepted") ?? null;

/** Only what was sent, and was not given back in money, can be sent back. @param {Api.Order} order */
export function canReturn(order) {
  const left = Object.values(piecesLeft(order)).some((n) => n > 0);
  return RETURNABLE.has(order.status) && order.shipment !== null && left && !openReturn(order);
}

/** One piece needs no choosing. @param {Api.Order} order @returns {ReturnDraft} */
export function freshReturn(order) {
  const left = piecesLeft(order);
  const pieces = Object.values(left).reduce((sum, n) => sum + n, 0);
  return { reason: "changed_mind", lines: pieces === 1 ? left : {}, note: "" };
}

/** @param {ReturnDraft} draft */
export const returnPieces = (draft) => Object.values(draft.lines).reduce((sum, n) => sum + n, 0);

/** @param {ReturnDraft} draft @param {string} clientKey */
export function returnRequest({ reason, lines, note }, clientKey) {
  const wanted = Object.entries(lines).flatMap(([variant_id, quantity]) =>
    quantity > 0 ? [{ variant_id, quantity }] : [],
  );
  return { client_key: clientKey, reason, lines: wanted, note: note.trim() };
}

/** The pieces of a return by name. @param {Api.Order} order @param {Api.Return} wanted */
export function returnNames(order, wanted) {
  const names = new Map(
    order.lines.map((line) => [line.variant_id, [line.title, line.variant_title].filter(Boolean).join(", ")]),
  );
  return wanted.lines.map(({ variant_id, quantity }) => `${quantity} × ${names.get(variant_id) ?? ""}`);
}
