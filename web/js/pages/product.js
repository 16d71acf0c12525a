/** A product: pictures, price, variants, what is left, and the way to buy it. */
import { html, nothing } from "../../vendor/lit.js";
import { computed, signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { richText } from "../components/rich-text.js";
import { priceTag } from "../components/price-tag.js";
import { problemPage } from "../components/problem-page.js";
import { onAirRow } from "../components/shop/on-air-row.js";
import { productCard } from "../components/shop/product-card.js";
import { productQuestions } from "../components/shop/product-questions.js";
import { productGallery, productSkeleton } from "../components/shop/product-gallery.js";
import { hasPromises, PROMISES } from "../components/shop/shop-promises.js";
import { variantPicker } from "../components/shop/variant-picker.js";
import { stockTicks } from "../components/stock-ticks.js";
import { t } from "../i18n/shop.js";
import { idAfter, productUrl, sellerUrl } from "../lib/address.js";
import { api } from "../lib/api.js";
import { clock } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { Resource } from "../lib/resource.js";
import { loadMe } from "../lib/session.js";
import { variantPriceNow } from "../models/flash.js";
import { isOnAir } from "../models/floor.js";
import { canBuy, startingVariant } from "../models/variants.js";
import "../components/checkout/checkout-sheet.js";
import "../components/interests/wish-heart.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** @typedef {import("../components/checkout/checkout-sheet.js").CheckoutSheet} CheckoutSheet */

const OTHERS = 4;
const REFRESH_MS = 15_000;

class ProductPage extends LightElement {
  #id = idAfter("/p/");
  #product = new Resource(
    async () => /** @type {Api.Product} */ (await api.get(`/products/${encodeURIComponent(this.#id)}`)),
  );
  /** A decoration: without it the page has no seller's name and no neighbours. */
  #seller = signal(/** @type {Api.Seller | null} */ (null));
  #variantId = signal(new URLSearchParams(location.search).get("variant"));
  /** @type {import("../../vendor/signals-core.js").Signal<number | null>} */
  #shownImage = signal(null);
  #questions = signal(/** @type {Api.AnsweredQuestion[]} */ ([]));
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  /** The server's time, once a second while a flash price may end. */
  #now = signal(Date.now());
  #skewMs = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock;
  #variant = computed(() => {
    const product = this.#product.value;
    return product && startingVariant(product, this.#variantId.value);
  });

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#product.load().then(() => this.#loadSeller());
    this.addEventListener("checkout-closed", this.#refresh);
    this.#timer = setInterval(this.#refresh, REFRESH_MS);
    this.#clock = setInterval(() => this.#product.value?.flash && this.#tick(), 1000);
    void loadMe().then(({ server_ms }) => {
      this.#skewMs = server_ms - Date.now();
      this.#tick();
    }, this.#tick);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    clearInterval(this.#clock);
  }

  #tick = () => {
    this.#now.value = Date.now() + this.#skewMs;
  };

  async #loadSeller() {
    const product = this.#product.value;
    if (!product) return;
    titlePage(product.title);
    void this.#loadQuestions(product.id);
    this.#seller.value = await api.get(`/sellers/${product.seller_id}`).catch(() => null);
  }

  /** Their absence hides nothing else. @param {string} id */
  async #loadQuestions(id) {
    const answered = await api.get(`/products/${encodeURIComponent(id)}/questions`).catch(() => null);
    this.#questions.value = answered?.items ?? [];
  }

  /** Stock is other people's, too: what is shown stays near what is true. */
  #refresh = () => {
    if (!document.hidden && this.#product.value) void this.#product.refresh();
  };

  /** @param {Api.Variant} variant */
  #choose(variant) {
    this.#variantId.value = variant.id;
    this.#shownImage.value = null;
    history.replaceState(null, "", productUrl(this.#id, variant.id));
  }

  #buy() {
    const sheet = /** @type {CheckoutSheet | null} */ (this.querySelector("checkout-sheet"));
    sheet?.open();
  }

  render() {
    const state = this.#product.state.value;
    if (state.phase === "loading") return productSkeleton();
    if (state.phase === "failed") {
      const next = html`<a class="btn primary" href="/">${t("notFound.home")}</a>`;
      return problemPage(state.error, () => this.#product.load(), {
        title: t("product.missing"),
        why: t("product.missingWhy"),
        next,
      });
    }
    return this.#page(state.value);
  }

  /** @param {Api.Product} product */
  #page(product) {
    const variant = this.#variant.value;
    const image = this.#shownImage.value ?? variant?.image ?? 0;
    return html`<div class="product">
        ${productGallery(product, image, Boolean(variant && !canBuy(variant)), (index) => (this.#shownImage.value = index))}
        <div class="facts">
          ${this.#fromSeller()}
          <div class="row name">
            <h1 class="t6 grow">${product.title}</h1>
            <wish-heart product=${product.id}></wish-heart>
          </div>
          ${variant ? this.#offer(product, variant) : nothing} ${this.#onAir()}
          <div class="words">${richText(product.description)}</div>
          <ul class="promises t2 muted">
            <li>${icon("truck", "sm")}${t("product.delivery")}</li>
            <li>${icon("lock", "sm")}${t("product.hold")}</li>
            ${this.#promises()}
          </ul>
        </div>
      </div>
      ${productQuestions(this.#questions.value)} ${this.#others(product)}
      <checkout-sheet .product=${product} variant=${variant?.id ?? ""} show=""></checkout-sheet>`;
  }

  #promises() {
    const seller = this.#seller.value;
    if (!seller || !hasPromises(seller)) return nothing;
    const url = `${sellerUrl(seller.id)}#${PROMISES}`;
    return html`<li>${icon("info", "sm")}<a class="link" href=${url}>${t("product.promises")}</a></li>`;
  }

  #fromSeller() {
    const seller = this.#seller.value;
    return html`<p class="from t2">
      ${seller ? html`<a class="muted" href=${sellerUrl(seller.id)}>${seller.name}</a>` : html`&nbsp;`}
    </p>`;
  }

  /** @param {Api.Product} product  @param {Api.Variant} variant */
  #offer(product, variant) {
    const { currency } = product;
    const free = canBuy(variant);
    const { minor, was, flash } = variantPriceNow(product, variant, this.#now.value);
    return html`<p class="row wrap">
        ${priceTag({ minor, currency, was, big: true })}
        ${flash ? html`<span class="flash-left num" role="timer">${t("product.flash", { time: clock(flash.leftMs) })}</span>` : nothing}
      </p>
      ${variantPicker(product, variant, (next) => this.#choose(next))}
      <p aria-live="polite">${stockTicks(variant.stock)}</p>
      <div class="buy">
        <button
          class="btn primary tall wide"
          aria-disabled=${free ? "false" : "true"}
          aria-describedby="why-not"
          @click=${() => free && this.#buy()}
        >
          ${free ? t("product.buy") : t("stock.soldOut")}
        </button>
      </div>
      <p id="why-not" class="t2 muted">${free ? t("product.buyHint") : this.#whyNot(product, variant)}</p>`;
  }

  /** @param {Api.Product} product  @param {Api.Variant} variant */
  #whyNot(product, variant) {
    if (variant.stock.held > 0) return t("product.mayComeBack", { n: variant.stock.held });
    return product.variants.some(canBuy) ? t("product.chooseAnother") : t("product.allGone");
  }

  /** The seller is live right now: the piece can be seen in the hand. */
  #onAir() {
    const show = this.#seller.value?.shows.find((each) => isOnAir(each.status));
    return show ? onAirRow(show) : nothing;
  }

  /** @param {Api.Product} product */
  #others(product) {
    const others = (this.#seller.value?.products ?? []).filter((other) => other.id !== product.id).slice(0, OTHERS);
    if (!others.length) return nothing;
    return html`<section class="others">
      <div class="h"><h2 class="t5">${t("product.others")}</h2></div>
      <div class="pgrid">${others.map((other) => productCard(other))}</div>
    </section>`;
  }
}
customElements.define("product-page", ProductPage);
