/** What to say about a refusal, by its stable code, in the reader's language. */
import { t } from "../../i18n/checkout.js";
import { problemText } from "../../lib/problems.js";

/** @type {Readonly<Record<string, string>>} */
const SENTENCES = {
  discount_unknown: t("code.unknown"),
  flash_over: t("problem.flashOver"),
  out_of_stock: t("problem.outOfStock"),
  limit_per_order: t("problem.limit"),
  too_many_holds: t("problem.tooManyHolds"),
  order_locked: t("problem.locked"),
  order_closed: t("problem.locked"),
  cannot_ship_there: t("problem.cannotShip"),
  checkout_busy: t("problem.busy"),
  payment_provider_unavailable: t("problem.provider"),
  not_for_sale: t("problem.notForSale"),
  details_missing: t("problem.details"),
  details_invalid: t("problem.details"),
  not_arrived: t("problem.notArrived"),
};

/** @param {import("../../models/checkout.js").CheckoutProblem | null} problem */
export function sentenceOf(problem) {
  if (!problem) return "";
  if (problem.code === "discount_refused") return codeSentence(problem.source);
  if (problem.code === "pay_later_refused") return laterSentence(problem.source);
  return SENTENCES[problem.code] ?? problemText(problem.source);
}

/** Why this order cannot be paid later. @param {any} source */
function laterSentence(source) {
  switch (source?.extra?.reason) {
    case "account_needed":
      return t("later.accountNeeded");
    case "too_many_open":
      return t("later.tooManyOpen");
    default:
      return t("later.notHere");
  }
}

/** Why a code does not count here. @param {any} source */
function codeSentence(source) {
  switch (source?.extra?.reason) {
    case "not_yet":
      return t("code.notYet");
    case "over":
      return t("code.over");
    case "used_up":
      return t("code.usedUp");
    case "used_before":
      return t("code.usedBefore");
    default:
      return t("code.tooLittle");
  }
}
