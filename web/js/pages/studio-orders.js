/** The seller's orders: filter, a table (cards on a phone), one order in full, shipping. */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { OrderDetail, statusBadge } from "../components/studio/order-detail.js";
import { dialog, showDialog } from "../components/studio/dialogs.js";
import { exportForm } from "../components/studio/export-form.js";
import { studioSections } from "../components/studio/sections.js";
import { t } from "../i18n/studio.js";
import { api } from "../lib/api.js";
import { moment, money } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { counts, filtered, FILTERS } from "../models/studio-orders.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** @typedef {import("../models/studio-orders.js").Filter} Filter */

const EXPORT = "export-dialog";

class StudioOrdersPage extends LightElement {
  #orders = signal(/** @type {Api.Order[] | null} */ (null));
  #filter = signal(/** @type {Filter} */ ("all"));
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));
  #show = new URLSearchParams(location.search).get("show");

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("orders.title"));
    void this.#load();
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const orders = this.#orders.value;
    return html`${studioSections("orders")}
      ${orders === null ? skeleton() : orders.length ? this.#list(orders) : this.#empty()}
      ${exportDialog()}
      <studio-order-detail
        @order-changed=${(/** @type {CustomEvent<Api.Order>} */ event) => this.#changed(event.detail)}
      ></studio-order-detail>`;
  }

  /** @param {Api.Order[]} orders */
  #list(orders) {
    const rows = filtered(orders, this.#filter.value);
    return html`<header class="row wrap studio-head">
        <h1 class="t6">${this.#show ? t("orders.of") : t("orders.title")}</h1>
        ${this.#show ? html`<a class="link t2" href="/studio/orders">${t("orders.allShows")}</a>` : nothing}
        <span class="row wrap push">
          <a class="btn small" href="/studio/packing${this.#show ? `?show=${encodeURIComponent(this.#show)}` : ""}"
            >${icon("package", "sm")}${t("packing.title")}</a
          >
          <a class="btn small" href="/studio/webhooks">${icon("link", "sm")}${t("orders.webhooks")}</a>
          <button class="btn small" @click=${() => showDialog(EXPORT)}>${icon("receipt", "sm")}${t("export.open")}</button>
        </span>
      </header>
      ${this.#filters(orders)}
      ${rows.length ? this.#table(rows) : html`<p class="note order-none">${icon("package")}<span>${this.#filter.value === "to_ship" ? t("orders.none.to_ship") : t("orders.none")}</span></p>`}`;
  }

  /** @param {Api.Order[]} orders */
  #filters(orders) {
    const numbers = counts(orders);
    const names = /** @type {Filter[]} */ (Object.keys(FILTERS)).filter(
      (name) => name === "all" || name === "to_ship" || numbers[name],
    );
    return html`<div class="order-filters" role="group" aria-label=${t("orders.filter")}>
      ${names.map(
        (name) =>
          html`<button
            class="chip ${name === this.#filter.value ? "on" : ""}"
            aria-pressed=${name === this.#filter.value ? "true" : "false"}
            @click=${() => (this.#filter.value = name)}
          >
            ${t(`orders.filter.${name}`)} <span class="num muted">${numbers[name]}</span>
          </button>`,
      )}
    </div>`;
  }

  /** @param {Api.Order[]} rows */
  #table(rows) {
    const heads = [
      t("orders.col.order"),
      t("orders.col.when"),
      t("orders.col.buyer"),
      t("orders.col.what"),
      t("orders.col.status"),
      t("orders.col.total"),
    ];
    return html`<table class="orders">
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          (order) => order.id,
          (order) => this.#row(order),
        )}
      </tbody>
    </table>`;
  }

  /** @param {Api.Order} order */
  #row(order) {
    const open = () => this.#open(order);
    return html`<tr class="order-row" @click=${open}>
      <th scope="row">
        <button
          class="order-number num"
          aria-label=${t("orders.open", { number: order.number })}
          @click=${(/** @type {Event} */ event) => (event.stopPropagation(), open())}
        >
          ${order.number}
        </button>
      </th>
      <td class="when num muted">${moment(order.paid_ms ?? order.created_ms)}</td>
      <td class="buyer"><span class="clip">${order.address?.name ?? t("orders.guest")}</span></td>
      <td class="what">
        <span class="row">${thumbs(order)}<span class="clip">${words(order)}</span>${order.sold_in === "replay" ? html`<span class="badge">${icon("play", "xs")}${t("orders.fromReplay")}</span>` : nothing}</span>
      </td>
      <td class="status">${statusBadge(order.status)}</td>
      <td class="total num"><b>${money(order.totals.total_minor, order.currency)}</b></td>
    </tr>`;
  }

  #empty() {
    return emptyState({
      title: t("orders.empty.title"),
      why: t("orders.empty.why"),
      next: html`<a class="btn primary" href="/studio">${t("orders.empty.next")}</a>`,
    });
  }

  /** @param {Api.Order} order */
  #open(order) {
    const detail = this.querySelector("studio-order-detail");
    if (detail instanceof OrderDetail) detail.open(order);
  }

  /** @param {Api.Order} order */
  #changed(order) {
    this.#orders.value = this.#orders.value?.map((each) => (each.id === order.id ? order : each)) ?? null;
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id === null) return;
      const query = this.#show ? `?show=${encodeURIComponent(this.#show)}` : "";
      this.#orders.value = (await api.get(`/studio/orders${query}`)).items;
      // What waits for the seller comes first; without any, everything.
      this.#filter.value = counts(this.#orders.value ?? []).to_ship ? "to_ship" : "all";
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-orders-page", StudioOrdersPage);

/** @param {Api.Order} order */
function thumbs({ lines }) {
  return html`<span class="thumbs"
    >${lines.slice(0, 3).map((line) => html`<img class="pic" src=${line.image_url ?? "/static/art/mark.svg"} alt="" width="32" height="38" loading="lazy" />`)}</span
  >`;
}

/** @param {Api.Order} order */
function words({ lines }) {
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  const first = lines[0]?.title ?? "";
  return pieces > 1 ? `${first}, ${t("orders.pieces", { n: pieces })}` : first;
}

/** A plain form: the browser itself saves the file. */
const exportDialog = () =>
  dialog({ id: EXPORT, title: t("export.title"), body: exportForm("/api/v1/studio/orders.csv", t("export.why")) });

function skeleton() {
  return html`<div class="order-skeletons" aria-busy="true">
    <span class="sr" role="status">${t("state.loading")}</span>
    ${[1, 2, 3, 4, 5].map(() => html`<div class="sk"></div>`)}
  </div>`;
}
