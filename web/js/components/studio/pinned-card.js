/** What is on the viewers' screens now: price, stock by the piece, how long, and the way to take it off. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { cssVars } from "../../lib/css-vars.js";
import { clock } from "../../lib/format.js";
import { thumbUrl } from "../../lib/picture-sizes.js";
import { priceNow } from "../../models/flash.js";
import { icon } from "../icon.js";
import { priceTag } from "../price-tag.js";
import { stockWords, ticks } from "../stock-ticks.js";
import { openFlash } from "./flash-dialog.js";
import { StudioPart } from "./part.js";

const EXTEND_MS = 120_000;

class PinnedCard extends StudioPart {
  render() {
    const row = this.studio.desk.pinnedRow.value;
    return row ? this.#card(row) : this.#nothing();
  }

  /** @param {import("../../models/studio-lineup.js").LineupRow} row */
  #card({ product, stock }) {
    const picture = product.images[0];
    const price = priceNow(product, this.studio.room.nowMs.value);
    return html`<section class="pinned" aria-label=${t("pinned.label")}>
      <img class="pic" src=${thumbUrl(picture)} alt=${picture?.alt ?? ""} width="104" height="124" />
      <div class="pinned-words">
        <p class="t2 acc med num" role="timer">${t("pinned.for", { time: this.#time() })}</p>
        <h2 class="pinned-name clip2">${product.title}</h2>
        <p class="row wrap">
          ${priceTag({ minor: price.minor, currency: product.currency, was: price.was })}
          ${price.flash ? html`<span class="t2 num flash-left" role="timer"
                  ><span class="wide-only">${t("flash.runs")} </span>${clock(price.flash.leftMs)}</span
                >` : nothing}
        </p>
        <p class="row t2 muted num pinned-stock">${ticks(stock)}<span>${stockLine(stock)}</span></p>
      </div>
      <div class="pinned-acts">
        <button
          class="btn line"
          aria-label=${t("pinned.unpinName", { name: product.title })}
          @click=${() => this.#unpin()}
        >
          ${icon("pin-off", "sm")}<span class="wide-only">${t("pinned.unpin")}</span>
        </button>
        ${this.#flashButton(product, price.flash)}
      </div>
      ${price.flash ? html`<i class="flash-line" aria-hidden="true" ${cssVars({ "--left": price.flash.share })}></i>` : nothing}
    </section>`;
  }

  /** @param {Api.Product} product @param {import("../../models/flash.js").FlashLeft | null} flash */
  #flashButton(product, flash) {
    const act = () =>
      flash ? void this.studio.desk.extendFlash(product, EXTEND_MS) : openFlash(this.studio, product);
    const words = flash ? t("flash.extend") : t("flash.start");
    return html`<button class="btn line" aria-label=${words} @click=${act}>
      ${icon("zap", "sm")}<span class="wide-only">${words}</span>
    </button>`;
  }

  /** The card and its button go away: the focus moves on to what comes next. */
  #unpin() {
    void this.studio.desk.unpin();
    const next = document.querySelector(".pin-btn.primary") ?? document.querySelector(".pin-btn");
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  #time() {
    const { pinned } = this.studio.desk.show.value;
    return clock(Math.max(0, this.studio.room.nowMs.value - (pinned?.pinned_ms ?? 0)));
  }

  #nothing() {
    if (!this.studio.desk.show.value.lineup.length) return nothing;
    return html`<section class="pinned empty-pin" aria-label=${t("pinned.label")}>
      <span class="pinned-hole">${icon("pin", "lg")}</span>
      <div class="pinned-words">
        <h2 class="t4">${t("pinned.empty")}</h2>
        <p class="t2 muted">${t("pinned.empty.why")}</p>
      </div>
    </section>`;
  }
}
customElements.define("studio-pinned", PinnedCard);

/** @param {Api.Stock} stock */
function stockLine(stock) {
  return stock.sold ? t("pinned.stock", { stock: stockWords(stock), sold: stock.sold }) : stockWords(stock);
}
