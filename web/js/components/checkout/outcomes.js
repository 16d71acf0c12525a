/** How a purchase can end: it is yours, the hold ran out, there was nothing left to hold. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/checkout.js";
import { orderUrl } from "../../lib/address.js";
import { money } from "../../lib/format.js";
import { icon } from "../icon.js";

/** @param {Api.Order} order @param {Api.Image | null} image */
export function paid(order, image) {
  const { lines, number, totals, currency, email, later } = order;
  const line = lines[0];
  return html`<div class="paid">
      ${image ? html`<img class="pic hero" src=${image.url} alt="" />` : nothing}
      <span class="stamp yours">${t("sheet.yours")}</span>
      <h2 class="t5" id="sheet-title" tabindex="-1">
        ${line?.title}${line?.variant_title ? `, ${line.variant_title}` : ""}
      </h2>
      <p class="muted num">${t(later ? `later.placed.${later.method}` : "sheet.paid", { number, sum: money(totals.total_minor, currency) })}</p>
    </div>
    <div class="scroll">
      ${later?.words ? html`<p class="note later-words">${icon("receipt")}<span>${later.words}</span></p>` : nothing}
      <div class="note">
        ${icon("mail")}<span>${t(later ? "later.mail" : "sheet.receipt", { email: email ?? "" })}</span>
      </div>
    </div>`;
}

/** @param {Api.Order} order @param {boolean} inShow @param {() => void} close */
export const paidFooter = (order, inShow, close) =>
  html`<footer>
    <div class="row">
      <a class="btn grow tall" href=${orderUrl(order.id)}>${t("sheet.seeOrder")}</a>
      <button class="btn primary grow tall" @click=${close}>
        ${inShow ? t("sheet.backToShow") : t("action.close")}
      </button>
    </div>
  </footer>`;

/** @param {string} title */
export const over = (title) =>
  html`<div class="end" role="alert">
    ${icon("timer", "lg")}
    <h3 class="t4">${t("sheet.over")}</h3>
    <p class="muted">${t("sheet.overWhy", { title })}</p>
  </div>`;

/** @param {string} sentence */
export const gone = (sentence) =>
  html`<div class="end" role="alert">
    ${icon("octagon-alert", "lg")}
    <h3 class="t4">${t("sheet.gone")}</h3>
    <p class="muted">${sentence}</p>
  </div>`;
