/** What to say about a refusal, by its stable code, in the reader's language. */
import { t } from "../../i18n/watch.js";
import { problemText } from "../../lib/problems.js";

/** @type {Readonly<Record<string, string>>} */
const SENTENCES = {
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
export const sentenceOf = (problem) => (problem ? (SENTENCES[problem.code] ?? problemText(problem.source)) : "");
