/** A seller's page: who they are, their shows, what they have. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { problemPage } from "../components/problem-page.js";
import { productCard, productCardSkeletons } from "../components/shop/product-card.js";
import { onAirRow } from "../components/shop/on-air-row.js";
import { PROMISES, shopPromises } from "../components/shop/shop-promises.js";
import { showPoster } from "../components/shop/show-poster.js";
import { calendarButton, upcomingRow } from "../components/shop/upcoming-row.js";
import { toast } from "../components/toast-line.js";
import { t as interestWord } from "../i18n/interests.js";
import { t } from "../i18n/shop.js";
import { idAfter, showUrl } from "../lib/address.js";
import { api } from "../lib/api.js";
import { copyText } from "../lib/clipboard.js";
import { cssVars } from "../lib/css-vars.js";
import { LightElement } from "../lib/light-element.js";
import { srcset } from "../lib/picture-sizes.js";
import { titlePage } from "../lib/page-title.js";
import { Resource } from "../lib/resource.js";
import { floorOf } from "../models/floor.js";
import { holdsWords } from "../models/product-search.js";
import { stockState, stockSum } from "../models/stock.js";
import { faceOf } from "../models/face.js";
import "../components/interests/follow-button.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** So many products are seen at one glance. */
const FEW = 8;

/** @param {Api.Product} product */
const isGone = (product) => stockState(stockSum(product.variants.map((variant) => variant.stock))) === "gone";

/** Shares this address by the device's own sheet, or copies it. @param {string} title */
async function share(title) {
  const url = location.origin + location.pathname;
  try {
    if ("share" in navigator) return await navigator.share({ title, url });
  } catch {
    return; // The person closed the device's sheet.
  }
  toast((await copyText(url)) ? t("seller.copied") : url);
}

class SellerPage extends LightElement {
  /** How many follow; null until that is known. @type {import("../../vendor/signals-core.js").Signal<number | null>} */
  #followers = signal(null);
  #seller = new Resource(
    async () => /** @type {Api.Seller} */ (await api.get(`/sellers/${encodeURIComponent(idAfter("/seller/"))}`)),
  );

  #words = signal("");

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#seller.load().then(() => this.#toPromises());
  }

  /** The section that the address names was not there when the browser looked for it. */
  async #toPromises() {
    if (location.hash !== `#${PROMISES}`) return;
    await this.updateComplete;
    const section = /** @type {HTMLElement | null} */ (this.querySelector(location.hash));
    section?.scrollIntoView();
    section?.focus({ preventScroll: true });
  }

  render() {
    const state = this.#seller.state.value;
    if (state.phase === "loading") return this.#skeleton();
    if (state.phase === "failed") {
      const next = html`<a class="btn primary" href="/">${t("notFound.home")}</a>`;
      return problemPage(state.error, () => this.#seller.load(), {
        title: t("seller.missing"),
        why: t("seller.missingWhy"),
        next,
      });
    }
    return this.#page(state.value);
  }

  #skeleton() {
    return html`<div class="banner sk" aria-busy="true" aria-label=${t("state.loading")}></div>
      <div class="shead"><span class="avatar sk"></span><span class="sk line t6"></span></div>
      <div class="pgrid">${productCardSkeletons(4)}</div>`;
  }

  /** @param {Api.Seller} seller */
  #page(seller) {
    titlePage(seller.name);
    const { live, upcoming, past } = floorOf(seller.shows);
    const poster = [...live, ...upcoming, ...past].find((show) => show.poster_url)?.poster_url;
    const held = seller.products.filter((product) => !isGone(product));
    const gone = seller.products.filter(isGone);
    return html`<div class="banner">${poster ? html`<img src=${poster} alt="" />` : nothing}</div>
      ${this.#head(seller, live[0], upcoming[0])}
      ${seller.about ? html`<p class="about muted">${seller.about}</p>` : nothing}
      <div class="on-air-rows">${live.map(onAirRow)}</div>
      ${this.#products(held, gone)} ${upcoming.length ? this.#comingUp(upcoming) : nothing}
      ${past.length ? this.#past(past) : nothing} ${shopPromises(seller)}`;
  }

  /** @param {Api.Seller} seller  @param {Api.ShowCard | undefined} live  @param {Api.ShowCard | undefined} next */
  #head(seller, live, next) {
    const step = live
      ? html`<a class="btn primary grow" href=${showUrl(live.id)}>${icon("radio", "sm")}${t("seller.watch")}</a>`
      : next
        ? calendarButton(next, "primary grow")
        : nothing;
    const { letter, hue } = faceOf(seller.name);
    return html`<div class="shead">
      ${
        seller.logo
          ? html`<img class="avatar" src=${seller.logo.url} srcset=${srcset({ ...seller.logo, alt: "" }) || nothing} sizes="120px" alt="" width="120" height="120" />`
          : html`<span class="avatar" aria-hidden="true" ${cssVars({ "--a": hue })}>${letter}</span>`
      }
      <div class="who">
        <h1 class="t6">${seller.name}</h1>
        <p class="stats num">
          <span>${t("seller.shows", { n: seller.shows.length })}</span
          ><span>${t("seller.products", { n: seller.products.length })}</span
          >${this.#followers.value ? html`<span>${interestWord("follow.count", { n: this.#followers.value })}</span>` : nothing}
        </p>
      </div>
      <div class="row wrap">
        ${step}<follow-button
          class=${step === nothing ? "grow" : ""}
          look=${step === nothing ? "primary" : "line"}
          seller=${seller.id}
          name=${seller.name}
          @follow-changed=${(/** @type {CustomEvent<Api.Follow>} */ { detail }) => (this.#followers.value = detail.followers)}
        ></follow-button
        ><button class="btn line" aria-label=${t("seller.share")} @click=${() => share(seller.name)}>
          ${icon("share-2")}
        </button>
      </div>
    </div>`;
  }

  /** @param {Api.ShowCard[]} upcoming */
  #comingUp(upcoming) {
    return html`<section>
      <div class="h"><h2 class="t5">${t("home.comingUp")}</h2></div>
      <ul>
        ${upcoming.map((show) => upcomingRow(show, undefined))}
      </ul>
    </section>`;
  }

  /** @param {Api.ShowCard[]} past */
  #past(past) {
    return html`<section>
      <div class="h"><h2 class="t5">${t("home.past")}</h2></div>
      <div class="strip four">${past.slice(0, 8).map((show) => showPoster(show))}</div>
    </section>`;
  }

  /** A few products need no search. @param {Api.Product[]} products */
  #search(products) {
    const found = products.filter((product) => holdsWords(product, this.#words.value));
    const field = html`<label class="field shelf-search">
      ${icon("search", "sm")}<span class="sr">${t("seller.search")}</span>
      <input
        type="search"
        placeholder=${t("seller.search")}
        @input=${(/** @type {Event} */ event) => (this.#words.value = /** @type {HTMLInputElement} */ (event.target).value)}
      />
    </label>`;
    return html`${products.length > FEW ? field : nothing}
      <p class="sr" role="status">${this.#words.value ? t("seller.products", { n: found.length }) : ""}</p>
      ${
        found.length
          ? html`<div class="pgrid">${found.map((product) => productCard(product))}</div>`
          : html`<p class="note">${icon("package-search")}<span>${t("seller.notFound")}</span></p>`
      }`;
  }

  /** @param {Api.Product[]} held  @param {Api.Product[]} gone */
  #products(held, gone) {
    if (!held.length && !gone.length)
      return html`<p class="note">${icon("package")}<span>${t("seller.noProducts")}</span></p>`;
    return html`<section>
      <div class="h">
        <h2 class="t5">${t("seller.inStock")}</h2>
        <span class="t2 muted num push">${t("seller.products", { n: held.length })}</span>
      </div>
      ${this.#search([...held, ...gone])}
    </section>`;
  }
}
customElements.define("seller-page", SellerPage);
