/** What an order may have besides: a discount code, a note to the seller. Closed until somebody wants them. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/checkout.js";
import { icon } from "../icon.js";
import { sentenceOf } from "./sentences.js";

/** @typedef {import("../../models/checkout.js").Checkout} Checkout */

const NOTE_MAX = 500;
/** Refusals that are told beside the code itself. */
const ABOUT_CODE = new Set(["discount_unknown", "discount_refused"]);

/** @param {import("../../models/checkout.js").CheckoutProblem | null} problem */
export const isAboutCode = (problem) => Boolean(problem && ABOUT_CODE.has(problem.code));

/** @param {Checkout} checkout @param {Api.Order} order */
export function extras(checkout, order) {
  const { locked, step } = checkout.state.value;
  const still = locked || !["held", "saving"].includes(step);
  return html`<div class="extras">
    ${order.discount ? taken(checkout, order.discount, still) : still ? nothing : codeForm(checkout)}
    ${still ? nothing : note(checkout, order)}
  </div>`;
}

/** @param {Checkout} checkout @param {Api.AppliedDiscount} discount @param {boolean} still */
function taken(checkout, { code }, still) {
  const remove = () => void checkout.setDetails({ discount_code: "" });
  return html`<p class="row code-taken">
    ${icon("tag", "sm")}<span class="grow">${t("code.taken", { code })}</span>
    ${still ? nothing : html`<button type="button" class="icon-btn" aria-label=${t("code.remove", { code })} @click=${remove}>${icon("x", "sm")}</button>`}
  </p>`;
}

/** @param {Checkout} checkout */
function codeForm(checkout) {
  const { problem } = checkout.state.value;
  const wrong = isAboutCode(problem) ? sentenceOf(problem) : "";
  const apply = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const code = String(new FormData(form).get("code") ?? "").trim();
    if (code) void checkout.setDetails({ discount_code: code });
  };
  return html`<details ?open=${Boolean(wrong)}>
    <summary class="t2">${icon("tag", "sm")}${t("code.ask")}</summary>
    <form class="code-form" novalidate @submit=${apply}>
      <label class="sr" for="discount-code">${t("code.ask")}</label>
      <span class="field ${wrong ? "is-wrong" : ""}"
        ><input
          id="discount-code"
          name="code"
          maxlength="40"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          aria-invalid=${Boolean(wrong)}
          aria-describedby=${wrong ? "wrong-code" : nothing}
      /></span>
      <button class="btn">${t("code.apply")}</button>
      ${wrong ? html`<p class="wrong" id="wrong-code" role="alert">${icon("octagon-alert", "sm")}<span>${wrong}</span></p>` : nothing}
    </form>
  </details>`;
}

/** Kept when the field is left. @param {Checkout} checkout @param {Api.Order} order */
function note(checkout, order) {
  const keep = (/** @type {Event} */ event) => {
    const text = /** @type {HTMLTextAreaElement} */ (event.target).value;
    if (text !== order.note) void checkout.setDetails({ note: text });
  };
  return html`<details>
    <summary class="t2">${icon("sticky-note", "sm")}${order.note ? t("note.change") : t("note.ask")}</summary>
    <label class="sr" for="order-note">${t("note.ask")}</label>
    <span class="field"
      ><textarea id="order-note" rows="2" maxlength=${NOTE_MAX} .value=${order.note} @change=${keep}></textarea></span
    >
  </details>`;
}
