/** The foot of the sheet: the total, and the one next best step. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/checkout.js";
import { money } from "../../lib/format.js";
import { icon } from "../icon.js";

/** @typedef {import("../../models/checkout.js").Checkout} Checkout */
/** @typedef {{ pay: () => void, details: () => void, close: () => void, inShow: boolean, problem: string }} FooterTools */

/** @param {Checkout} checkout @param {FooterTools} tools */
export function mainFooter(checkout, tools) {
  const { order, step } = checkout.state.value;
  if (step === "over") {
    return html`<footer>
      <button class="btn primary tall wide" @click=${() => checkout.hold()}>
        ${icon("rotate-ccw", "sm")}${t("sheet.again")}
      </button>
    </footer>`;
  }
  if (step === "gone") {
    return html`<footer>
      <button class="btn tall wide" @click=${tools.close}>
        ${tools.inShow ? t("sheet.backToShow") : t("action.close")}
      </button>
    </footer>`;
  }
  const complete = checkout.isComplete();
  const total = order ? money(order.totals.total_minor, order.currency) : "";
  return html`<footer>
    <div class="row">
      <span class="muted t2">${complete ? t("sheet.total") : t("sheet.subtotal")}</span
      ><b class="t5 num push" aria-live="polite">${total}</b>
    </div>
    ${tools.problem ? html`<p class="wrong" role="alert">${icon("octagon-alert", "sm")}<span>${tools.problem}</span></p>` : nothing}
    ${mainButton(checkout, complete, total, tools)}
  </footer>`;
}

/** @param {Checkout} checkout */
export const detailsFooter = (checkout) =>
  html`<footer>
    ${checkout.state.value.step === "saving" ? busyButton(t("sheet.counting")) : html`<button class="btn primary tall wide" form="details">${t("details.save")}</button>`}
  </footer>`;

/** @param {Checkout} checkout @param {boolean} complete @param {string} total @param {FooterTools} tools */
function mainButton(checkout, complete, total, tools) {
  const busy = busyWords(checkout.state.value.step);
  if (busy) return busyButton(busy);
  if (!complete)
    return html`<button class="btn primary tall wide" @click=${tools.details}>${t("sheet.addAddress")}</button>`;
  if (checkout.payBy !== "card")
    return html`<button class="btn primary tall wide" @click=${() => void checkout.place()}>
      ${icon("check", "sm")}${t(`later.order.${checkout.payBy}`)}
    </button>`;
  return html`<button class="btn primary tall wide" @click=${tools.pay}>
    ${icon("lock", "sm")}${t("sheet.pay", { sum: total })}
  </button>`;
}

/** @param {string} words */
const busyButton = (words) =>
  html`<button type="button" class="btn primary tall wide" aria-busy="true" aria-disabled="true">
    <span class="spin" aria-hidden="true"></span>${words}
  </button>`;

/** @param {import("../../models/checkout.js").CheckoutStep} step */
function busyWords(step) {
  switch (step) {
    case "holding":
      return t("sheet.holding");
    case "saving":
      return t("sheet.counting");
    case "placing":
      return t("later.ordering");
    case "paying":
      return t("sheet.paying");
    case "challenge":
      return t("sheet.challenge");
    case "asking":
      return t("sheet.asking");
    default:
      return "";
  }
}
