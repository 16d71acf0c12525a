/** What a shop lets people pay later, as it is typed, and what is wrong with it. */
import { readMoney, readWhole, writeMoney } from "./money-input.js";

/** @typedef {{ enabled: boolean, words: string }} Offer */
/** @typedef {{ delivery: Offer, invoice: Offer, most: string, open: string, accounts: boolean }} TermsDraft */
/** @typedef {"words" | "most" | "open"} Fault */

const MOST_OPEN = 20;

/** @param {Api.PaymentTerms} terms @param {string} currency @returns {TermsDraft} */
export const draftOf = (terms, currency) => ({
  delivery: { ...terms.delivery },
  invoice: { ...terms.invoice },
  most: terms.most_minor === null ? "" : writeMoney(terms.most_minor, currency),
  open: String(terms.most_open),
  accounts: terms.accounts_only,
});

/** What is wrong, by field; empty when it can be saved. @param {TermsDraft} draft @param {string} currency */
export function faultsOf(draft, currency) {
  /** @type {Partial<Record<Fault, true>>} */
  const faults = {};
  if (draft.invoice.enabled && !draft.invoice.words.trim()) faults.words = true;
  if (draft.most.trim() && !readMoney(draft.most, currency)) faults.most = true;
  const open = readWhole(draft.open);
  if (!open || open > MOST_OPEN) faults.open = true;
  return faults;
}

/** What the API takes; call it only when nothing is wrong. @param {TermsDraft} draft @param {string} currency */
export const termsOf = (draft, currency) => ({
  delivery: { enabled: draft.delivery.enabled, words: draft.delivery.words.trim() },
  invoice: { enabled: draft.invoice.enabled, words: draft.invoice.words.trim() },
  most_minor: draft.most.trim() ? readMoney(draft.most, currency) : null,
  most_open: readWhole(draft.open) ?? 1,
  accounts_only: draft.accounts,
});
