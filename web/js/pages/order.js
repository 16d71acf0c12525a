/** One order: where it stands in a sentence, its road, goods, sums, address, and what can be done now. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { problemNote, problemPage } from "../components/problem-page.js";
import { orderAddress, orderGoods, orderMet, orderSums } from "../components/shop/order-cards.js";
import { orderSteps } from "../components/shop/order-steps.js";
import { orderMeaning, orderSentence } from "../components/shop/order-words.js";
import { sandboxNotice } from "../components/sandbox-notice.js";
import "../components/site-header.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/shop.js";
import { idAfter, productUrl, sellerUrl } from "../lib/address.js";
import { api } from "../lib/api.js";
import { copyText } from "../lib/clipboard.js";
import { date, money } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { Resource } from "../lib/resource.js";
import { leftMinor } from "../models/refund.js";
import { canCallOff, canCancel, canPay, isMoving, wasPaid } from "../models/order-progress.js";
import "../components/checkout/checkout-sheet.js";
import "../components/shop/order-return.js";
import "../components/page-foot.js";

const WATCH_MS = 4000;
/** The payment provider has to answer before the money is on its way back. */
const CANCEL_MS = 30_000;

/** The sum is on the button once it is whole, with delivery. @param {Api.Order} order */
function payWords({ totals, currency }) {
  if (totals.shipping_minor === null) return t("order.payNow");
  return t("order.pay", { sum: money(totals.total_minor, currency) });
}

/** The shop's words about paying later, while the money is to come. @param {Api.Order} order */
function howToPay({ later, paid_ms, status }) {
  if (!later?.words || paid_ms !== null || status === "cancelled") return nothing;
  return html`<section class="card how-to-pay">
    <h2 class="t4">${t(`order.later.${later.method}`)}</h2>
    <p class="later-words">${later.words}</p>
  </section>`;
}

class OrderPage extends LightElement {
  #id = idAfter("/o/");
  #order = new Resource(
    async () => /** @type {Api.Order} */ (await api.get(`/orders/${encodeURIComponent(this.#id)}`)),
  );
  /** Names around the order are decorations: without them the page says less, not nothing. */
  #seller = signal(/** @type {Api.Seller | null} */ (null));
  #show = signal(/** @type {Api.Show | null} */ (null));
  #asking = signal(false);
  #busy = signal(false);
  #problem = signal("");
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#order.load().then(() => this.#loadNames());
    this.#timer = setInterval(() => this.#lookAgain(), WATCH_MS);
    this.addEventListener("checkout-paid", this.#refresh);
    this.addEventListener("checkout-closed", this.#refresh);
    this.addEventListener("order-changed", this.#changed);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  #changed = (/** @type {Event} */ event) => {
    this.#order.value = /** @type {CustomEvent<Api.Order>} */ (event).detail;
  };

  #refresh = () => void this.#order.refresh();

  #lookAgain() {
    const order = this.#order.value;
    if (order && isMoving(order) && !document.hidden) this.#refresh();
  }

  async #loadNames() {
    const order = this.#order.value;
    if (!order) return;
    titlePage(t("order.number", { number: order.number }));
    this.#seller.value = await api.get(`/sellers/${order.seller_id}`).catch(() => null);
    if (order.show_id) this.#show.value = await api.get(`/shows/${order.show_id}`).catch(() => null);
  }

  /** @param {Api.Order} order */
  async #letGo(order) {
    this.#busy.value = true;
    this.#problem.value = "";
    try {
      this.#order.value = await api.post(`/orders/${order.id}/cancel`, undefined, { timeoutMs: CANCEL_MS });
      this.#asking.value = false;
      toast(t(order.later ? "order.placedGone" : order.paid_ms === null ? "order.gone" : "order.calledOff"));
    } catch (error) {
      this.#problem.value = problemText(error);
    } finally {
      this.#busy.value = false;
    }
  }

  /** @param {Api.Order} order */
  #pay(order) {
    const sheet = /** @type {import("../components/checkout/checkout-sheet.js").CheckoutSheet | null} */ (
      this.querySelector("checkout-sheet")
    );
    sheet?.resume(order);
  }

  render() {
    const state = this.#order.state.value;
    if (state.phase === "loading") return this.#skeleton();
    if (state.phase === "failed") {
      const next = html`<a class="btn primary" href="/orders/find">${t("find.go")}</a>`;
      return problemPage(state.error, () => this.#order.load(), {
        title: t("order.missing"),
        why: t("order.missingWhy"),
        next,
      });
    }
    return this.#page(state.value);
  }

  #skeleton() {
    return html`<div class="order-top" aria-busy="true" aria-label=${t("state.loading")}>
        <span class="sk line short"></span><span class="sk line t6"></span>
      </div>
      <div class="two">
        <div class="stack"><span class="card sk block"></span><span class="card sk block"></span></div>
        <span class="card sk block"></span>
      </div>`;
  }

  /** @param {Api.Order} order */
  #page(order) {
    const placed = t("order.placed", { number: order.number, date: date(order.created_ms) });
    return html`<div class="order-top" aria-live="polite">
        <p class="t2 muted num">${placed}</p>
        <h1 class="t6">${orderSentence(order, Date.now())}</h1>
        ${sandboxNotice()}
      </div>
      <div class="two">
        <div class="stack">
          ${orderSteps(order, this.#explanation(order))} ${howToPay(order)} ${orderGoods(order)}
          <order-return .order=${order} .seller=${this.#seller.value?.name ?? null}></order-return>
          ${orderMet(this.#show.value)}
        </div>
        <div class="stack">${orderSums(order, this.#actions(order))} ${orderAddress(order)} ${this.#sellerCard()}</div>
      </div>
      <checkout-sheet show=${order.show_id ?? ""}></checkout-sheet>`;
  }

  /** @param {Api.Order} order */
  #explanation(order) {
    const words = html`<p>${orderMeaning(order, this.#seller.value?.name ?? null)}</p>`;
    const parcel = order.status === "fulfilled" || order.status === "sent" ? order.shipment : null;
    if (!parcel?.tracking && !parcel?.tracking_url) return words;
    const { tracking, tracking_url: url } = parcel;
    return html`${words}<span class="row wrap"
        >${
          url
            ? html`<a class="btn small" href=${url} target="_blank" rel="noopener noreferrer"
                >${icon("external-link", "sm")}${t("order.track")}</a
              >`
            : nothing
        }${
          tracking
            ? html`<button class="btn small line" @click=${() => this.#copy(tracking)}>
                ${icon("copy", "sm")}${t("order.copyTracking")}
              </button>`
            : nothing
        }</span
      >`;
  }

  /** @param {string} tracking */
  async #copy(tracking) {
    toast((await copyText(tracking)) ? t("order.trackingCopied") : tracking);
  }

  /** @param {Api.Order} order */
  #actions(order) {
    if (wasPaid(order)) return this.#paidActions(order);
    const first = order.lines[0];
    const again =
      first && !["held", "placed", "sent"].includes(order.status)
        ? html`<a class="btn" href=${productUrl(first.product_id, first.variant_id)}>${t("order.takeAgain")}</a>`
        : nothing;
    if (!canCancel(order)) return order.status === "paying" ? nothing : again;
    if (this.#asking.value) return this.#sureToLetGo(order);
    const pay = canPay(order, Date.now())
      ? html`<button class="btn primary tall" @click=${() => this.#pay(order)}>${payWords(order)}</button>`
      : nothing;
    return html`${pay}<button class="btn quiet" @click=${() => (this.#asking.value = true)}>
        ${t(order.later ? "order.callOff" : "order.letGo")}
      </button>`;
  }

  /** @param {Api.Order} order */
  #paidActions(order) {
    const printing = html`<button class="btn line print" @click=${() => print()}>
      ${icon("receipt", "sm")}${t("order.print")}
    </button>`;
    if (!canCallOff(order)) return printing;
    if (this.#asking.value) return this.#sureToLetGo(order);
    return html`${printing}<button class="btn quiet" @click=${() => (this.#asking.value = true)}>
        ${t("order.callOff")}
      </button>`;
  }

  /** @param {Api.Order} order */
  #sureToLetGo(order) {
    const paid = wasPaid(order);
    const sure = paid
      ? t("order.callOffSure", { sum: money(leftMinor(order), order.currency) })
      : t(order.later ? "order.placedSure" : "order.letGoSure");
    return html`<p class="note warn">${icon("triangle-alert")}<span>${sure}</span></p>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      <div class="row">
        <button
          class="btn danger grow"
          aria-busy=${this.#busy.value ? "true" : "false"}
          @click=${() => this.#busy.value || this.#letGo(order)}
        >
          ${t(paid || order.later ? "order.callOff" : "order.letGo")}
        </button>
        <button class="btn grow" @click=${() => (this.#asking.value = false)}>${t("order.keep")}</button>
      </div>`;
  }

  #sellerCard() {
    const seller = this.#seller.value;
    if (!seller) return nothing;
    return html`<a class="btn" href=${sellerUrl(seller.id)}
      >${icon("store", "sm")}<span class="clip">${t("order.toSeller", { name: seller.name })}</span></a
    >`;
  }
}
customElements.define("order-page", OrderPage);
