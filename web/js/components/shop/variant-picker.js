/** The options of a product as rows of chips; a value that is gone stays pressable and says so. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { valueState, withOption } from "../../models/variants.js";

/**
 * @param {Api.Product} product
 * @param {Api.Variant} chosen
 * @param {(variant: Api.Variant) => void} choose
 */
export function variantPicker(product, chosen, choose) {
  return product.options.map((option, index) => {
    const id = `option-${index}`;
    return html`<div class="option" role="radiogroup" aria-labelledby=${id}>
      <p id=${id} class="t2 muted">${option.name}</p>
      <div class="row wrap">${option.values.map((value) => chip(product, chosen, index, value, choose))}</div>
    </div>`;
  });
}

/**
 * @param {Api.Product} product
 * @param {Api.Variant} chosen
 * @param {number} index
 * @param {string} value
 * @param {(variant: Api.Variant) => void} choose
 */
function chip(product, chosen, index, value, choose) {
  const state = valueState(product, chosen, index, value);
  if (state === "missing") return nothing;
  const looks = { chosen: "on", free: "", gone: "gone" }[state];
  return html`<label class="chip ${looks}">
    <input
      class="sr"
      type="radio"
      name="option-${index}"
      .checked=${state === "chosen"}
      @change=${() => choose(withOption(product, chosen, index, value))}
    />${value}${state === "gone" ? html`<span class="sr">, ${t("stock.gone")}</span>` : nothing}
  </label>`;
}
