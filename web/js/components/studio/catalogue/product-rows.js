/** Products as the seller's list draws them. */
import { html, nothing } from "../../../../vendor/lit.js";
import { t } from "../../../i18n/catalogue.js";
import { tagMoney } from "../../../lib/format.js";
import { thumbUrl } from "../../../lib/picture-sizes.js";
import { stockOf } from "../../../models/studio-products.js";
import { hasPriceRange } from "../../../models/variants.js";
import { icon } from "../../icon.js";
import { stockTicks } from "../../stock-ticks.js";

/** @type {Record<Api.Product["status"], string>} */
const TONES = { active: "ok", draft: "warn", archived: "" };

/** @param {Api.Product} product */
export function productRow(product) {
  const { id, title, status, variants } = product;
  const sum = tagMoney(product.price_minor, product.currency);
  return html`<li class="goods-row">
    ${picture(product.images[0])}
    <span class="goods-words">
      <a class="med clip2 goods-link" href="/studio/products/${encodeURIComponent(id)}">${title}</a>
      <span class="row wrap t2 muted num goods-facts">
        <span>${hasPriceRange(product) ? t("products.from", { price: sum }) : sum}</span>
        ${variants.length > 1 ? html`<span>· ${t("products.variants", { n: variants.length })}</span>` : nothing}
      </span>
    </span>
    <span class="goods-stock">${stockTicks(stockOf(product))}</span>
    <span class="goods-status"><span class="badge ${TONES[status]}">${t(`products.status.${status}`)}</span></span>
    <span class="goods-go muted">${icon("chevron-right", "sm")}</span>
  </li>`;
}

/** @param {Api.Image | undefined} image */
const picture = (image) =>
  image
    ? html`<img class="pic" src=${thumbUrl(image)} alt="" width="48" height="58" loading="lazy" />`
    : html`<span class="pic goods-blank">${icon("package")}</span>`;

export const productSkeletons = () =>
  html`<div aria-busy="true">
    <span class="sr" role="status">${t("state.loading")}</span>
    ${[1, 2, 3, 4, 5].map(() => html`<div class="goods-row"><span class="sk pic"></span><span class="sk goods-bar"></span></div>`)}
  </div>`;
