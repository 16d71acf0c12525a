/** A product in a grid: picture, title, price, and what is left. */
import { html, ifDefined, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { productUrl } from "../../lib/address.js";
import { tagMoney } from "../../lib/format.js";
import { srcset } from "../../lib/picture-sizes.js";
import { priceNow } from "../../models/flash.js";
import { stockState, stockSum } from "../../models/stock.js";
import { hasPriceRange } from "../../models/variants.js";
import { oldPrice } from "../price-tag.js";
import { stockShort } from "../stock-ticks.js";

/** @param {Api.Product} product */
function price(product) {
  // As of when the page was opened; the product's own page counts down.
  const { minor, was } = priceNow(product, Date.now());
  const sum = tagMoney(minor, product.currency);
  const words = hasPriceRange(product) ? t("product.from", { price: sum }) : sum;
  return html`<b class=${was ? "lowered" : ""}>${words}</b>${oldPrice(was, product.currency)}`;
}

/** @param {Api.Product} product  @param {{ onAir?: boolean }} [options] */
export function productCard(product, { onAir = false } = {}) {
  const stock = stockSum(product.variants.map((variant) => variant.stock));
  const gone = stockState(stock) === "gone";
  const image = product.images[0];
  return html`<a class="pcard ${gone ? "gone" : ""}" href=${productUrl(product.id)}>
    ${
      image
        ? html`<img
            class="pic"
            src=${image.url}
            srcset=${ifDefined(srcset(image))}
            sizes="(max-width: 560px) 50vw, 280px"
            alt=""
            width=${image.width}
            height=${image.height}
            loading="lazy"
          />`
        : html`<span class="pic" aria-hidden="true"></span>`
    }
    ${onAir ? html`<span class="badge live tag">${t("product.onAir")}</span>` : nothing}
    <span class="med clip2">${product.title}</span>
    <span class="price-row num">${price(product)}<span class="t2 muted clip">${stockShort(stock)}</span></span>
  </a>`;
}

/** As many empty cards as a page shows at first. @param {number} n */
export const productCardSkeletons = (n) =>
  Array.from(
    { length: n },
    () =>
      html`<span class="pcard" aria-hidden="true"
        ><span class="pic sk"></span><span class="sk line"></span><span class="sk line short"></span
      ></span>`,
  );
