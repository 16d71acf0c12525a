/** The products of the show: what is shown now, what comes, what was shown; a column on a desk, a drawer on a phone. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { t } from "../../i18n/watch.js";
import { productUrl } from "../../lib/address.js";
import { clock, tagMoney } from "../../lib/format.js";
import { priceNow } from "../../models/flash.js";
import { isSoldOut, stockOf } from "../../models/show.js";
import { oldPrice } from "../price-tag.js";
import { stockWords } from "../stock-ticks.js";
import { Drawer } from "./drawer.js";
import { WatchPart } from "./watch-part.js";

class LineUp extends WatchPart {
  static properties = { ...WatchPart.properties, whole: { type: Boolean } };

  constructor() {
    super();
    /** With the product that is shown now: for the drawer, where its card is covered. */
    this.whole = false;
  }

  render() {
    const { show, lineup } = this.room;
    if (!show.value) return skeleton();
    const { now, next, before } = lineup.value;
    if (show.value.lineup.length === 0) return html`<p class="muted t2 none">${t("lineup.empty")}</p>`;
    const titled = show.value.status === "live" || show.value.status === "interrupted";
    return html`
      ${now && this.whole ? this.#row(now, true) : nothing}
      ${titled && next.length ? html`<h3 class="sec">${now || before.length ? t("lineup.next") : t("lineup.all")}</h3>` : nothing}
      ${repeat(
        next,
        (product) => product.id,
        (product) => this.#row(product, false),
      )}
      ${before.length ? html`<h3 class="sec">${t("lineup.before")}</h3>` : nothing}
      ${repeat(
        before,
        (product) => product.id,
        (product) => this.#row(product, false),
      )}
    `;
  }

  /** @param {Api.Product} product @param {boolean} now */
  #row(product, now) {
    const image = product.images[0];
    const out = isSoldOut(product);
    const price = priceNow(product, this.room.now.value);
    return html`<div class="lu ${out ? "is-out" : ""}">
      ${image ? html`<img class="pic" src=${image.url} alt="" width="60" height="72" loading="lazy" />` : html`<span class="pic"></span>`}
      <a class="nm clip2" href=${productUrl(product.id)}>${product.title}</a>
      <span class="meta num"
        ><span class=${price.was ? "lowered" : ""}>${tagMoney(price.minor, product.currency)}</span>
        ${oldPrice(price.was, product.currency)}${price.flash ? html`<span class="flash-left">${clock(price.flash.leftMs)}</span>` : nothing}<span
          aria-hidden="true"
          >·</span
        ><span class="clip">${stockWords(stockOf(product))}</span></span
      >
      <span class="act">${out && this.room.heldMs(product) === 0 ? nothing : this.#buy(product, now)}</span>
    </div>`;
  }

  /** @param {Api.Product} product @param {boolean} now */
  #buy(product, now) {
    const heldMs = this.room.heldMs(product);
    const words = heldMs > 0 ? html`<span class="num">${t("pinned.finish")} ${clock(heldMs)}</span>` : this.room.addsTo(product) ? t("buy.add") : t("buy");
    return html`<button class="btn small ${now ? "primary" : ""}" @click=${() => this.room.buy(product)}>
      ${words}<span class="sr">: ${product.title}</span>
    </button>`;
  }
}
customElements.define("line-up", LineUp);

const skeleton = () =>
  [1, 2, 3].map(
    () =>
      html`<div class="lu" aria-hidden="true">
        <span class="pic sk"></span><span class="nm sk"></span><span class="meta sk"></span>
      </div>`,
  );

class LineUpDrawer extends Drawer {
  /** @override */
  get sheet() {
    return /** @type {const} */ ("lineup");
  }

  render() {
    const title = html`${t("lineup.title")} <span class="muted num count-of">${this.room.show.value?.lineup.length ?? 0}</span>`;
    return this.drawer("lineup", title, () => html`<div class="scroll" tabindex="-1"><line-up .room=${this.room} whole></line-up></div>`);
  }
}
customElements.define("line-up-drawer", LineUpDrawer);
