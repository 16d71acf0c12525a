/** Small parts of every form: reading it, its button, and the way to the first fault. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { PASSWORD_MIN } from "../../models/sign-in.js";

/** @param {SubmitEvent} event  @returns {Record<string, string>} */
export function formValues(event) {
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

/**
 * The form's own button keeps its place while it works.
 * @param {string} words
 * @param {string} busyWords
 * @param {boolean} busy
 */
export const submitButton = (words, busyWords, busy) =>
  html`<button class="btn primary tall wide" aria-busy=${busy ? "true" : "false"} ?disabled=${busy}>
    ${busy ? html`<span class="spin" aria-hidden="true"></span>` : nothing}${busy ? busyWords : words}
  </button>`;

/** Takes the focus to the first field with an error, once it is drawn. @param {import("../../lib/light-element.js").LightElement} page */
export async function toFirstFault(page) {
  await page.updateComplete;
  /** @type {HTMLElement | null} */ (page.querySelector("[aria-invalid=true]"))?.focus();
}

/** @typedef {import("../../models/sign-in.js").FieldName} FieldName */
/** @typedef {import("../../models/sign-in.js").Fault} Fault */

/** What to write instead. @param {FieldName} field  @param {Fault | undefined} fault */
export function faultText(field, fault) {
  if (!fault) return "";
  if (field === "name") return t("account.nameMissing");
  if (field === "password")
    return fault === "short" ? t("account.passwordShort", { min: PASSWORD_MIN }) : t("account.passwordMissing");
  return t(fault === "missing" ? "account.emailMissing" : "account.emailMalformed");
}
