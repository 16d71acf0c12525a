/** One order in full: what, where to, the sums, its history; and marking it as shipped. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { api } from "../../lib/api.js";
import { copyText } from "../../lib/clipboard.js";
import { countryName, moment, money } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { canCancelPaid, canRefund } from "../../models/refund.js";
import { addressLines, canShip, shipmentProblem, toneOf } from "../../models/studio-orders.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { dialog, showDialog } from "./dialogs.js";
import { disputeNotes, refundList } from "./order-money-back.js";
import { RefundDialog } from "./refund-dialog.js";
import "./order-after.js";
import "./order-money.js";

const ID = "order-detail";
/** What the browser may complete; anything else can be written. */
const CARRIERS = ["DHL", "DPD", "GLS", "Hermes", "PostNL", "UPS", "FedEx"];

/** @param {Api.OrderStatus} status */
export const statusBadge = (status) =>
  html`<span class="badge ${toneOf(status)}">${t(`orders.status.${status}`)}</span>`;

export class OrderDetail extends LightElement {
  #order = signal(/** @type {Api.Order | null} */ (null));
  #fault = signal(/** @type {"carrier" | "tracking" | "tracking_url" | null} */ (null));
  #saving = signal(false);
  #problem = signal(/** @type {unknown} */ (null));

  /** @param {Api.Order} order */
  open(order) {
    this.#order.value = order;
    this.#fault.value = null;
    this.#problem.value = null;
    void this.updateComplete.then(() => showDialog(ID));
  }

  render() {
    const order = this.#order.value;
    const title = order ? t("order.number", { number: order.number }) : "";
    // The list hears the same event: it bubbles on.
    return html`${dialog({ id: ID, title, body: order ? this.#body(order) : nothing })}
      <studio-refund-dialog
        @order-changed=${(/** @type {CustomEvent<Api.Order>} */ event) => (this.#order.value = event.detail)}
      ></studio-refund-dialog>`;
  }

  /** @param {Api.Order} order */
  #body(order) {
    return html`<p class="row wrap">
        ${statusBadge(order.status)}<span class="t2 muted num">${moment(order.paid_ms ?? order.created_ms)}</span>
        ${order.sold_in ? html`<span class="t2 muted">${t(`orders.detail.${order.sold_in}`)}</span>` : nothing}
      </p>
      ${disputeNotes(order)}
      <studio-order-after
        .order=${order}
        @order-changed=${(/** @type {CustomEvent<Api.Order>} */ event) => (this.#order.value = event.detail)}
      ></studio-order-after>
      <studio-order-money
        .order=${order}
        @order-changed=${(/** @type {CustomEvent<Api.Order>} */ event) => (this.#order.value = event.detail)}
      ></studio-order-money>
      ${canShip(order) ? this.#shipping(order) : nothing}
      ${
        order.shipment
          ? html`<p class="note ok">
              ${icon("truck", "sm")}<span
                >${t("orders.detail.shipped", { carrier: order.shipment.carrier, tracking: order.shipment.tracking })}<br />${
                  order.shipment.tracking_url
                    ? html`<a class="link" href=${order.shipment.tracking_url} target="_blank" rel="noopener noreferrer"
                          >${t("ship.follow")}</a
                        ><br />`
                    : nothing
                }<span class="muted num"
                  >${moment(order.shipment.shipped_ms)}</span
                ></span
              >
            </p>`
          : nothing
      }
      <section>
        <h3 class="t2 muted med">${t("orders.detail.lines")}</h3>
        <ul>
          ${order.lines.map((line) => orderLine(line, order.currency))}
        </ul>
        ${sums(order)}
      </section>
      ${refundList(order)} ${canRefund(order) ? this.#moneyBack(order) : nothing} ${destination(order)}
      ${
        order.note
          ? html`<p class="note">
              ${icon("sticky-note", "sm")}<span><b class="med">${t("orders.detail.note")}</b><br />${order.note}</span>
            </p>`
          : nothing
      }
      <section>
        <h3 class="t2 muted med">${t("orders.detail.history")}</h3>
        <ol class="order-history t2">
          ${order.history.map((step) => html`<li><time class="num faint">${moment(step.at_ms)}</time><span>${t(`orders.status.${step.status}`)}</span></li>`)}
        </ol>
      </section>`;
  }

  /** @param {Api.Order} order */
  #moneyBack(order) {
    const open = (/** @type {boolean} */ cancels) => () => {
      const refund = this.querySelector("studio-refund-dialog");
      if (refund instanceof RefundDialog) refund.open(order, cancels);
    };
    return html`<div class="row wrap">
      <button type="button" class="btn" @click=${open(false)}>${icon("undo-2", "sm")}${t("refund.open")}</button>
      ${canCancelPaid(order) ? html`<button type="button" class="btn quiet" @click=${open(true)}>${t("refund.cancel")}</button>` : nothing}
    </div>`;
  }

  /** @param {Api.Order} order */
  #shipping(order) {
    const fault = this.#fault.value;
    const saving = this.#saving.value;
    return html`<form
      class="card shipping"
      novalidate
      @submit=${(/** @type {SubmitEvent} */ event) => this.#ship(event)}
    >
      <h3 class="t4">${t("ship.title")}</h3>
      <div class="shipping-fields">
        ${this.#field("carrier", t("ship.carrier"), fault)} ${this.#field("tracking", t("ship.tracking"), fault)}
        ${this.#field("tracking_url", t("ship.link"), fault)}
      </div>
      <datalist id="carriers">${CARRIERS.map((name) => html`<option value=${name}></option>`)}</datalist>
      ${this.#problem.value ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${problemText(this.#problem.value)}</span></p>` : nothing}
      <div class="row wrap">
        <span class="t2 muted ship-why">${t("ship.why")}</span>
        <a class="btn" href="/studio/packing?order=${order.id}">${icon("receipt", "sm")}${t("packing.slip")}</a>
        <button class="btn primary grow" aria-busy=${saving ? "true" : "false"}>
          ${saving ? html`<span class="spin" aria-hidden="true"></span>${t("ship.doing")}` : html`${icon("truck", "sm")}${t("ship.do")}`}
        </button>
      </div>
    </form>`;
  }

  /**
   * @param {"carrier" | "tracking" | "tracking_url"} name
   * @param {string} label
   * @param {string | null} fault
   */
  #field(name, label, fault) {
    const wrong = fault === name;
    return html`<div class="labelled">
      <label for="ship-${name}">${label}</label>
      <span class="field ${wrong ? "is-wrong" : ""}">
        <input
          id="ship-${name}"
          name=${name}
          maxlength=${name === "tracking_url" ? "500" : "80"}
          type=${name === "tracking_url" ? "url" : "text"}
          list=${name === "carrier" ? "carriers" : nothing}
          autocomplete="off"
          aria-invalid=${wrong ? "true" : "false"}
          aria-describedby=${wrong ? `ship-${name}-wrong` : nothing}
        />
      </span>
      ${wrong ? html`<p id="ship-${name}-wrong" class="wrong">${icon("octagon-alert", "xs")}${t(`ship.problem.${name}`)}</p>` : nothing}
    </div>`;
  }

  /** @param {SubmitEvent} event */
  async #ship(event) {
    event.preventDefault();
    const order = this.#order.value;
    if (!order || this.#saving.value) return;
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
    const shipment = { carrier: text("carrier"), tracking: text("tracking"), tracking_url: text("tracking_url") };
    this.#fault.value = shipmentProblem(shipment);
    if (this.#fault.value) return this.#toFault();
    this.#saving.value = true;
    this.#problem.value = null;
    try {
      this.#shipped(await api.post(`/orders/${encodeURIComponent(order.id)}/shipment`, shipment));
    } catch (error) {
      this.#problem.value = error;
    }
    this.#saving.value = false;
  }

  /** @param {Api.Order} order */
  #shipped(order) {
    this.#order.value = order;
    toast(t("ship.done", { number: order.number }));
    this.dispatchEvent(new CustomEvent("order-changed", { detail: order, bubbles: true }));
  }

  #toFault() {
    void this.updateComplete.then(() => {
      const input = this.querySelector(".is-wrong input");
      if (input instanceof HTMLElement) input.focus();
    });
  }
}
customElements.define("studio-order-detail", OrderDetail);

/**
 * @param {Api.OrderLine} line
 * @param {string} currency
 */
function orderLine(line, currency) {
  return html`<li class="order-line">
    <img class="pic" src=${line.image_url ?? "/static/art/mark.svg"} alt="" width="44" height="52" />
    <span class="order-line-words">
      <span class="med">${line.title}</span>
      <span class="t2 muted num"
        >${[line.variant_title, `${line.quantity} × ${money(line.unit_minor, currency)}`].filter(Boolean).join(", ")}</span
      >
    </span>
    <b class="num">${money(line.total_minor, currency)}</b>
  </li>`;
}

/** @param {Api.Order} order */
function sums({ totals, discount, currency, refunded_minor }) {
  const taxTitle = totals.tax_included
    ? t("orders.detail.taxIncluded", { title: totals.tax_title })
    : t("orders.detail.tax", { title: totals.tax_title });
  return html`<dl class="sum">
    <dt>${t("orders.detail.subtotal")}</dt>
    <dd>${money(totals.subtotal_minor, currency)}</dd>
    ${
      totals.discount_minor
        ? html`<dt>${t("orders.discount", { code: discount?.code ?? "" })}</dt>
            <dd>−${money(totals.discount_minor, currency)}</dd>`
        : nothing
    }
    ${
      totals.shipping_minor === null
        ? nothing
        : html`<dt>${t("orders.detail.shipping")}</dt>
            <dd>${money(totals.shipping_minor, currency)}</dd>`
    }
    ${
      totals.tax_minor === null
        ? nothing
        : html`<dt>${taxTitle}</dt>
            <dd>${money(totals.tax_minor, currency)}</dd>`
    }
    <dt class="total">${t("orders.detail.total")}</dt>
    <dd class="total">${money(totals.total_minor, currency)}</dd>
    ${
      refunded_minor
        ? html`<dt>${t("refund.gone")}</dt>
            <dd>−${money(refunded_minor, currency)}</dd>`
        : nothing
    }
  </dl>`;
}

/** @param {Api.Order} order */
function destination({ address, email }) {
  if (!address) return html`<p class="muted">${t("orders.detail.noAddress")}</p>`;
  const lines = addressLines(address, countryName(address.country));
  return html`<section>
    <h3 class="t2 muted med">${t("orders.detail.to")}</h3>
    <div class="row top">
      <address class="grow">${lines.map((line) => html`${line}<br />`)}</address>
      <button
        class="icon-btn"
        aria-label=${t("orders.detail.copyAddress")}
        title=${t("orders.detail.copyAddress")}
        @click=${(/** @type {Event} */ event) => copyAddress(lines, event)}
      >
        ${icon("copy")}
      </button>
    </div>
    <dl class="kv order-contact">
      ${
        email
          ? html`<dt>${t("orders.detail.email")}</dt>
              <dd>${email}</dd>`
          : nothing
      }
      ${
        address.phone
          ? html`<dt>${t("orders.detail.phone")}</dt>
              <dd>${address.phone}</dd>`
          : nothing
      }
    </dl>
  </section>`;
}

/** @param {string[]} lines @param {Event} event  of the button beside them */
async function copyAddress(lines, event) {
  const shown = /** @type {Element} */ (event.currentTarget).previousElementSibling;
  if (await copyText(lines.join("\n"), shown)) toast(t("orders.detail.addressCopied"));
}
