/** Everything that this person or this browser has bought. */
import { html } from "../../vendor/lit.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { problemPage } from "../components/problem-page.js";
import { t } from "../i18n/shop.js";
import { orderUrl } from "../lib/address.js";
import { api } from "../lib/api.js";
import { date, money } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { Resource } from "../lib/resource.js";
import { pieces, toneOf } from "../models/order-progress.js";
import "../components/page-foot.js";
import "../components/site-header.js";

const BADGES = { good: "ok", wait: "warn", stop: "" };
const MOST_PICTURES = 3;

class OrdersPage extends LightElement {
  #orders = new Resource(async () => /** @type {Api.List<Api.Order>} */ (await api.get("/orders")).items);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("orders.title"));
    void this.#orders.load();
  }

  render() {
    const state = this.#orders.state.value;
    if (state.phase === "loading")
      return html`${this.#title()}
        <div class="olist" aria-busy="true" aria-label=${t("state.loading")}>
          ${[1, 2, 3].map(() => html`<span class="card sk orow"></span>`)}
        </div>`;
    if (state.phase === "failed") return problemPage(state.error, () => this.#orders.load(), this.#none());
    if (!state.value.length) return emptyState(this.#none());
    return html`${this.#title()}
      <ul class="olist">
        ${state.value.map((order) => this.#row(order))}
      </ul>
      <p class="elsewhere muted">
        ${t("orders.elsewhere")} <a class="link" href="/orders/find">${t("nav.findOrder")}</a>
      </p>`;
  }

  #title() {
    return html`<h1 class="t6 page-title">${t("orders.title")}</h1>`;
  }

  #none() {
    const next = html`<a class="btn primary" href="/">${t("notFound.home")}</a
      ><a class="btn quiet" href="/orders/find">${t("nav.findOrder")}</a>`;
    return { title: t("orders.none"), why: t("orders.noneWhy"), next };
  }

  /** @param {Api.Order} order */
  #row(order) {
    const pictures = order.lines.flatMap((line) => (line.image_url ? [line.image_url] : [])).slice(0, MOST_PICTURES);
    return html`<li>
      <a class="card orow" href=${orderUrl(order.id)}>
        <span class="ims"
          >${pictures.map((url) => html`<img class="pic" src=${url} alt="" width="64" height="76" loading="lazy" />`)}</span
        >
        <span class="grow what">
          <b class="clip">${order.lines.map((line) => line.title).join(", ")}</b>
          <span class="t2 muted num clip"
            >${t("order.number", { number: order.number })}, ${date(order.created_ms)}</span
          >
          <span class="badge ${BADGES[toneOf(order.status)]}">${t(`order.short.${order.status}`)}</span>
        </span>
        <span class="sums num"
          ><b>${money(order.totals.total_minor, order.currency)}</b
          ><span class="t2 muted">${t("orders.pieces", { n: pieces(order) })}</span></span
        >
        ${icon("chevron-right")}
      </a>
    </li>`;
  }
}
customElements.define("orders-page", OrdersPage);
