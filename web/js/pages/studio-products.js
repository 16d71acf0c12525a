/** The seller's products: search, filters, what is left of each; the way to add one. */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { productRow, productSkeletons } from "../components/studio/catalogue/product-rows.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { t } from "../i18n/catalogue.js";
import { api } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { counts, FILTERS, listed } from "../models/studio-products.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** @typedef {import("../models/studio-products.js").Filter} Filter */

class StudioProductsPage extends LightElement {
  #products = signal(/** @type {Api.Product[] | null} */ (null));
  #delivers = signal(true);
  #filter = signal(/** @type {Filter} */ ("all"));
  #search = signal("");
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("products.title"));
    void this.#load();
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const products = this.#products.value;
    return html`${studioSections("products")}
    ${products === null ? productSkeletons() : products.length ? this.#list(products) : this.#empty()}`;
  }

  /** @param {Api.Product[]} products */
  #list(products) {
    const rows = listed(products, this.#filter.value, this.#search.value);
    return html`<header class="row wrap studio-head">
        <h1 class="t6">${t("products.title")}</h1>
        <a class="btn push" href="/studio/products/import">${icon("package-search", "sm")}${t("import.open")}</a>
        <a class="btn" href="/api/v1/studio/products.csv" download>${icon("receipt", "sm")}${t("import.export")}</a>
        <a class="btn ${this.#delivers.value ? "primary" : ""}" href="/studio/products/new"
          >${icon("plus", "sm")}${t("products.add")}</a
        >
      </header>
      ${this.#delivers.value ? nothing : needsDelivery()}
      <label class="field goods-search">
        ${icon("search", "sm")}<span class="sr">${t("products.search")}</span>
        <input
          type="search"
          placeholder=${t("products.search")}
          @input=${(/** @type {Event} */ event) => (this.#search.value = /** @type {HTMLInputElement} */ (event.target).value)}
        />
      </label>
      ${this.#filters(products)}
      <p class="sr" role="status">${t("products.found", { n: rows.length })}</p>
      ${
        rows.length
          ? html`<ul class="goods-list">
              ${repeat(rows, (product) => product.id, productRow)}
            </ul>`
          : html`<p class="note goods-none">${icon("package-search")}<span>${t("products.none")}</span></p>`
      }`;
  }

  /** @param {Api.Product[]} products */
  #filters(products) {
    const numbers = counts(products);
    return html`<div class="goods-filters" role="group" aria-label=${t("products.filter")}>
      ${FILTERS.filter((name) => name === "all" || numbers[name]).map(
        (name) =>
          html`<button
            class="chip ${name === this.#filter.value ? "on" : ""}"
            aria-pressed=${name === this.#filter.value ? "true" : "false"}
            @click=${() => (this.#filter.value = name)}
          >
            ${t(`products.filter.${name}`)} <span class="num muted">${numbers[name]}</span>
          </button>`,
      )}
    </div>`;
  }

  #empty() {
    const steps = [t("products.empty.1"), t("products.empty.2"), t("products.empty.3")];
    return emptyState({
      title: t("products.empty.title"),
      why: t("products.empty.why"),
      next: html`<a class="btn primary tall" href="/studio/products/new">${icon("plus", "sm")}${t("products.add")}</a>
        <a class="btn" href="/studio/products/import">${icon("package-search", "sm")}${t("import.open")}</a>
        <ol class="first-steps">
          ${steps.map((step, index) => html`<li><span class="num" aria-hidden="true">${index + 1}</span>${step}</li>`)}
        </ol>`,
    });
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id === null) return;
      const [products, delivery] = await Promise.all([api.get("/studio/products"), api.get("/studio/delivery")]);
      this.#delivers.value = delivery.zones.length > 0;
      this.#products.value = products.items;
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-products-page", StudioProductsPage);

const needsDelivery = () =>
  html`<p class="note warn goods-note">
    ${icon("truck")}<span class="grow">${t("products.needDelivery")}</span
    ><a class="btn primary small" href="/studio/delivery">${t("products.setDelivery")}</a>
  </p>`;
