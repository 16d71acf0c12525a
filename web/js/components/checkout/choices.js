/** Which one and how many: a row of chips for each option, and a stepper. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/checkout.js";
import { valueState, withOption } from "../../models/variants.js";
import { icon } from "../icon.js";

/** @typedef {import("../../models/checkout.js").Checkout} Checkout */

/** @param {Checkout} checkout */
export function choices(checkout) {
  const { product, locked, step } = checkout.state.value;
  const variant = checkout.variant;
  if (!product || !variant) return nothing;
  const still = locked || !["held", "saving", "gone", "over"].includes(step);
  return html`${product.options.map((option, index) => optionRow(checkout, product, variant, option, index, still))}${quantity(checkout, still)}`;
}

/**
 * @param {Checkout} checkout @param {Api.Product} product @param {Api.Variant} variant
 * @param {{ name: string, values: string[] }} option @param {number} index @param {boolean} still
 */
function optionRow(checkout, product, variant, { name, values }, index, still) {
  return html`<fieldset class="opt">
    <legend class="t2">${name}: <b class="med">${variant.options[index]}</b></legend>
    <div class="row wrap">
      ${values.map((value) => {
        const state = valueState(product, variant, index, value);
        const shut = state === "missing" || state === "gone" || still;
        const choose = () => shut || void checkout.choose(withOption(product, variant, index, value).id);
        return html`<button
          type="button"
          class="chip ${state === "chosen" ? "on" : ""} ${state === "gone" || state === "missing" ? "gone" : ""}"
          aria-pressed=${state === "chosen"}
          aria-disabled=${shut && state !== "chosen"}
          @click=${choose}
        >
          ${value}${state === "gone" ? html`<span class="sr">, ${t("stock.gone")}</span>` : nothing}
        </button>`;
      })}
    </div>
  </fieldset>`;
}

/** @param {Checkout} checkout @param {boolean} still */
function quantity(checkout, still) {
  const n = checkout.state.value.quantity;
  const most = checkout.mostPieces();
  const words = still
    ? t("sheet.locked")
    : n >= most && most > 1
      ? t("sheet.limit", { n: most })
      : t("sheet.quantity", { n: most });
  const step = (/** @type {number} */ change) => () => still || void checkout.setQuantity(n + change);
  return html`<div class="row quantity">
    <span class="t2 muted grow" id="quantity-words">${words}</span>
    <span class="stepper" role="group" aria-labelledby="quantity-words">
      <button
        type="button"
        class="icon-btn"
        aria-label=${t("sheet.less")}
        aria-disabled=${still || n <= 1}
        @click=${step(-1)}
      >
        ${icon("minus", "sm")}
      </button>
      <b class="num" aria-live="polite">${n}</b>
      <button
        type="button"
        class="icon-btn"
        aria-label=${t("sheet.more")}
        aria-disabled=${still || n >= most}
        @click=${step(1)}
      >
        ${icon("plus", "sm")}
      </button>
    </span>
  </div>`;
}
