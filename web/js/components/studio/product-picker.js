/** Choosing products from the catalogue, in the order in which they are ticked. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { tagMoney } from "../../lib/format.js";
import { thumbUrl } from "../../lib/picture-sizes.js";
import { stockOf } from "../../models/studio-lineup.js";
import { stockWords } from "../stock-ticks.js";

/**
 * @param {readonly Api.Product[] | null} products  Null while they load.
 * @param {readonly string[]} chosen  Ids, in their order.
 * @param {(ids: string[]) => void} change
 */
export function productPicker(products, chosen, change) {
  if (!products)
    return html`<div class="picker" aria-busy="true">
      ${[1, 2, 3, 4].map(() => html`<span class="sk picker-skeleton"></span>`)}
    </div>`;
  const onSale = products.filter(({ status }) => status === "active");
  if (!onSale.length)
    return html`<p class="note picker-none">
      <span class="grow">${t("form.products.none")}</span
      ><a class="btn line small" href="/studio/products/new">${t("form.products.add")}</a>
    </p>`;
  const toggle = (/** @type {string} */ id) =>
    change(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return html`<div class="picker">
    ${onSale.map((product) => pickable(product, chosen.indexOf(product.id) + 1, () => toggle(product.id)))}
  </div>`;
}

/**
 * @param {Api.Product} product
 * @param {number} place  0 when it is not chosen.
 * @param {() => void} toggle
 */
function pickable(product, place, toggle) {
  return html`<label class="pickable ${place ? "is-chosen" : ""}">
    <input type="checkbox" class="sr" .checked=${place > 0} @change=${toggle} />
    <img class="pic" src=${thumbUrl(product.images[0])} alt="" width="56" height="66" loading="lazy" />
    <span class="pickable-words">
      <span class="med clip2">${product.title}</span>
      <span class="t2 muted num"
        >${tagMoney(product.price_minor, product.currency)} · ${stockWords(stockOf(product))}</span
      >
    </span>
    <span class="pickable-place num" aria-hidden="true">${place || nothing}</span>
  </label>`;
}
