/** The product that is being shown: price on its tag, one tick a piece, and Buy. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/watch.js";
import { cssVars } from "../../lib/css-vars.js";
import { clock } from "../../lib/format.js";
import { priceNow } from "../../models/flash.js";
import { isSoldOut, stockOf } from "../../models/show.js";
import { priceTag } from "../price-tag.js";
import { stockWords, ticks } from "../stock-ticks.js";
import { WatchPart } from "./watch-part.js";

class PinnedCard extends WatchPart {
  render() {
    const product = this.room.lineup.value.now;
    if (!product) return nothing;
    const out = isSoldOut(product);
    const price = priceNow(product, this.room.now.value);
    // A new product is a new card: it arrives with its own movement.
    return html`<article
      class="pinned ${out ? "out" : ""}"
      id="product"
      tabindex="-1"
      aria-label=${t("pinned.label")}
      data-product=${product.id}
    >
      ${picture(product, out)}
      <h2 class="name clip">${product.title}</h2>
      <div class="mid">${out ? soldOutWords(product) : stillHere(product, price)}</div>
      ${this.#button(product, out)} ${price.flash && !out ? flashLine(price.flash) : nothing}
    </article>`;
  }

  /** @param {Api.Product} product @param {boolean} out */
  #button(product, out) {
    const open = this.room.sheet.value === "checkout";
    const heldMs = this.room.heldMs(product);
    if (heldMs > 0) {
      return html`<button class="btn primary buy" aria-expanded=${open} @click=${() => this.room.buy(product)}>
        ${t("pinned.finish")}<span class="num">${clock(heldMs)}</span>
      </button>`;
    }
    if (out) return this.#waitButton(product);
    return html`<button class="btn primary buy" aria-expanded=${open} @click=${() => this.room.buy(product)}>
      ${this.room.addsTo(product) ? t("buy.add") : t("buy")}<span class="sr">: ${product.title}</span>
    </button>`;
  }

  /** @param {Api.Product} product */
  #waitButton(product) {
    const n = this.room.waiting.value?.placeOf(product)?.place ?? null;
    return html`<button class="btn ${n ? "" : "primary"} buy" aria-haspopup="dialog" @click=${() => void this.room.wait(product)}>
      ${n ? t("pinned.inLine", { n }) : t("pinned.wait")}<span class="sr">: ${product.title}</span>
    </button>`;
  }
}
customElements.define("pinned-card", PinnedCard);

/** @param {Api.Product} product @param {boolean} out */
function picture(product, out) {
  const image = product.images[0];
  return html`${image ? html`<img class="pic" src=${image.url} alt=${image.alt} width=${image.width} height=${image.height} />` : html`<span class="pic"></span>`}
  ${out ? html`<span class="stamp over" aria-hidden="true">${t("stock.soldOut")}</span>` : nothing}`;
}

/** @param {Api.Product} product @param {import("../../models/flash.js").PriceNow} price */
const stillHere = (product, { minor, was, flash }) =>
  html`<span class="row prices"
      >${priceTag({ minor, currency: product.currency, was })}${flash ? html`<span class="t2 num flash-left only-desk push" role="timer">${t("pinned.endsIn", { time: clock(flash.leftMs) })}</span>` : nothing}</span
    >
    <span class="row t1 muted num stock"
      >${ticks(stockOf(product))}<span class="clip"
        >${stockWords(stockOf(product))}${flash ? html`<span class="flash-left only-phone"> · ${clock(flash.leftMs)}</span>` : nothing}</span
      ></span
    >`;

/** How much of its time a flash price still has. @param {import("../../models/flash.js").FlashLeft} flash */
const flashLine = ({ share }) => html`<i class="flash-line" aria-hidden="true" ${cssVars({ "--left": share })}></i>`;

/** @param {Api.Product} product */
function soldOutWords(product) {
  const { total, held } = stockOf(product);
  const taken = total ? t("pinned.taken", { n: total }) : t("stock.gone");
  return html`<span class="t2 muted">${taken}${held ? ` ${t("pinned.mayReturn", { n: held })}` : ""}</span>`;
}
