/** What else is in the order: the other products of the show, each with its own stepper. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/checkout.js";
import { money } from "../../lib/format.js";
import { icon } from "../icon.js";

/** @typedef {import("../../models/checkout.js").Checkout} Checkout */

/** @param {Checkout} checkout */
export function otherLines(checkout) {
  const lines = checkout.otherLines();
  const { order, locked, step } = checkout.state.value;
  if (!lines.length || !order) return nothing;
  const still = locked || !["held", "saving"].includes(step);
  return html`<section class="besides" aria-label=${t("basket.besides")}>
    <h3 class="t2 muted">${t("basket.besides")}</h3>
    <ul>
      ${lines.map((line) => row(checkout, line, order.currency, still))}
    </ul>
  </section>`;
}

/** @param {Checkout} checkout @param {Api.OrderLine} line @param {string} currency @param {boolean} still */
function row(checkout, { variant_id, title, variant_title, image_url, quantity, unit_minor }, currency, still) {
  const name = variant_title ? `${title}, ${variant_title}` : title;
  const set = (/** @type {number} */ n) => () => still || void checkout.setLine(variant_id, n);
  const one = quantity === 1;
  return html`<li class="besides-row">
    ${image_url ? html`<img class="pic" src=${image_url} alt="" width="36" height="44" />` : html`<span class="pic"></span>`}
    <span class="grow"><span class="clip2 t2 med">${name}</span><span class="t2 muted num">${money(unit_minor, currency)}</span></span>
    <span class="stepper" role="group" aria-label=${name}>
      <button
        type="button"
        class="icon-btn"
        aria-label=${one ? t("basket.remove", { name }) : t("sheet.less")}
        aria-disabled=${still}
        @click=${set(quantity - 1)}
      >
        ${icon(one ? "trash-2" : "minus", "sm")}
      </button>
      <b class="num" aria-live="polite">${quantity}</b>
      <button type="button" class="icon-btn" aria-label=${t("sheet.more")} aria-disabled=${still} @click=${set(quantity + 1)}>
        ${icon("plus", "sm")}
      </button>
    </span>
  </li>`;
}
