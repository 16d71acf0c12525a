/** The pictures of a product: one large, the others as buttons under it; and the page's skeleton. */
import { html, ifDefined, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { srcset, thumbUrl } from "../../lib/picture-sizes.js";

/**
 * @param {Api.Product} product
 * @param {number} shown index of the large picture
 * @param {boolean} gone the chosen variant cannot be bought
 * @param {(index: number) => void} show
 */
export function productGallery(product, shown, gone, show) {
  const { images } = product;
  const large = images[shown] ?? images[0];
  const picture = large
    ? html`<img
        class="pic large"
        src=${large.url}
        srcset=${ifDefined(srcset(large))}
        sizes="(max-width: 900px) 100vw, 560px"
        alt=${large.alt || product.title}
        width=${large.width}
        height=${large.height}
      />`
    : html`<span class="pic large" role="img" aria-label=${t("product.noPicture")}></span>`;
  const thumbs = images.map((image, index) => thumb(image, index, image === large, show));
  return html`<div class="gallery ${gone ? "gone" : ""}">
    ${gone ? html`<span class="stamp" aria-hidden="true">${t("stock.soldOut")}</span>` : nothing} ${picture}
    ${images.length > 1 ? html`<div class="thumbs row">${thumbs}</div>` : nothing}
  </div>`;
}

/**
 * @param {Api.Image} image
 * @param {number} index
 * @param {boolean} shown
 * @param {(index: number) => void} show
 */
const thumb = (image, index, shown, show) =>
  html`<button
    aria-label=${t("product.picture", { n: index + 1 })}
    aria-pressed=${shown ? "true" : "false"}
    @click=${() => show(index)}
  >
    <img class="pic" src=${thumbUrl(image)} alt="" width="64" height="76" />
  </button>`;

export const productSkeleton = () =>
  html`<div class="product" aria-busy="true" aria-label=${t("state.loading")}>
    <div class="gallery"><span class="pic large sk"></span></div>
    <div class="facts">
      <span class="sk line short"></span><span class="sk line t6"></span><span class="sk line short"></span
      ><span class="sk block"></span>
    </div>
  </div>`;
