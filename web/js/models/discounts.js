/** A new discount code as it is typed, what is wrong with it, and how a code stands. */
import { readPercent } from "./delivery.js";
import { readMoney, readWhole } from "./money-input.js";

/** @typedef {{ code: string, kind: Api.DiscountKind, off: string, min: string, limit: string, once: boolean, ends: string }} CodeDraft */
/** @typedef {"code" | "off" | "min" | "limit" | "ends"} Fault */
/** @typedef {"on" | "off" | "isOver" | "isUsedUp"} CodeState */

const CODE = /^[A-Z0-9][A-Z0-9_-]{2,39}$/;
const MOST_PERCENT = 9_900;

/** @returns {CodeDraft} */
export const freshCode = () => ({ code: "", kind: "percent", off: "", min: "", limit: "", once: false, ends: "" });

/** The end of a day as the seller's calendar has it. @param {string} day  2026-12-24 */
const endOfDay = (day) => (day ? new Date(`${day}T23:59:59.999`).getTime() : null);

/**
 * What is wrong, by field; empty when it can be made.
 * @param {CodeDraft} draft @param {string} currency @param {number} nowMs
 */
export function faultsOf(draft, currency, nowMs) {
  /** @type {Partial<Record<Fault, true>>} */
  const faults = {};
  if (!CODE.test(draft.code.trim().toUpperCase())) faults.code = true;
  if (draft.kind === "percent" && !percentFits(readPercent(draft.off))) faults.off = true;
  if (draft.kind === "amount" && !readMoney(draft.off, currency)) faults.off = true;
  if (draft.min.trim() && readMoney(draft.min, currency) === null) faults.min = true;
  if (draft.limit.trim() && !readWhole(draft.limit)) faults.limit = true;
  const ends = endOfDay(draft.ends);
  if (ends !== null && !(ends > nowMs)) faults.ends = true;
  return faults;
}

/** @param {number | null} points */
const percentFits = (points) => points !== null && points > 0 && points <= MOST_PERCENT;

/** What the API takes; call it only when nothing is wrong. @param {CodeDraft} draft @param {string} currency */
export const bodyOf = (draft, currency) => ({
  code: draft.code.trim(),
  kind: draft.kind,
  off_basis_points: draft.kind === "percent" ? (readPercent(draft.off) ?? 0) : 0,
  off_minor: draft.kind === "amount" ? (readMoney(draft.off, currency) ?? 0) : 0,
  min_subtotal_minor: draft.min.trim() ? (readMoney(draft.min, currency) ?? 0) : 0,
  max_uses: draft.limit.trim() ? readWhole(draft.limit) : null,
  once_per_person: draft.once,
  ends_ms: endOfDay(draft.ends),
});

/** @param {Api.Discount} discount @param {number} nowMs @returns {CodeState} */
export function stateOf({ active, ends_ms, max_uses, used }, nowMs) {
  if (!active) return "off";
  if (ends_ms !== null && nowMs >= ends_ms) return "isOver";
  return max_uses !== null && used >= max_uses ? "isUsedUp" : "on";
}
