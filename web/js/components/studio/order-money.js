/** Money that comes by hand, for the seller: note that it is here, or call the order off. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { api } from "../../lib/api.js";
import { money } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { awaitsMoney } from "../../models/studio-orders.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { typedField } from "./typed-field.js";

class OrderMoney extends LightElement {
  static properties = { order: { attribute: false } };

  #calling = signal(false);
  #restock = signal(true);
  #note = signal("");
  #busy = signal("");
  #problem = signal("");

  constructor() {
    super();
    /** @type {Api.Order | null} */
    this.order = null;
  }

  render() {
    const { order } = this;
    if (!order?.later) return nothing;
    if (!awaitsMoney(order))
      return order.paid_ms === null
        ? nothing
        : html`<p class="note">${icon("receipt", "sm")}<span>${t("later.paidBy")}</span></p>`;
    const problem = this.#problem.value;
    return html`<section class="card shipping after">
      <h3 class="t4">${t(`later.title.${order.later.method}`)}</h3>
      <p class="num">${t("later.due", { sum: money(order.totals.total_minor, order.currency) })}</p>
      ${problem ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${problem}</span></p>` : nothing}
      ${this.#calling.value ? this.#callOff(order) : this.#choices(order)}
    </section>`;
  }

  /** @param {Api.Order} order */
  #choices(order) {
    const receive = () => this.#act("receive", order, "payment", undefined, t("later.received", { number: order.number }));
    return html`<div class="row wrap">
      ${this.#button("receive", t("later.receive"), "btn primary grow", receive)}
      <button type="button" class="btn" @click=${() => (this.#calling.value = true)}>${t("later.callOff")}</button>
    </div>`;
  }

  /** @param {Api.Order} order */
  #callOff(order) {
    const said = () => ({ restock: this.#restock.value, note: this.#note.value.trim() });
    const act = () => this.#act("callOff", order, "call-off", said(), t("later.calledOff", { number: order.number }));
    return html`<p class="t2 muted">${t("later.callOffWhy")}</p>
      <label class="check t2"
        ><input
          type="checkbox"
          .checked=${this.#restock.value}
          @change=${(/** @type {Event} */ event) => (this.#restock.value = /** @type {HTMLInputElement} */ (event.target).checked)}
        /><span>${t("later.restock")}</span></label
      >
      ${typedField({ id: "call-off-note", label: t("later.note"), value: this.#note.value, maxlength: 300, onInput: (note) => (this.#note.value = note) })}
      <div class="row wrap">
        ${this.#button("callOff", t("later.callOff"), "btn danger grow", act)}
        <button type="button" class="btn" @click=${() => (this.#calling.value = false)}>${t("action.cancel")}</button>
      </div>`;
  }

  /** @param {string} name @param {string} words @param {string} look @param {() => void} act */
  #button(name, words, look, act) {
    const busy = this.#busy.value === name;
    return html`<button type="button" class=${look} aria-busy=${busy ? "true" : "false"} @click=${act}>
      ${busy ? html`<span class="spin" aria-hidden="true"></span>` : nothing}${words}
    </button>`;
  }

  /** @param {string} name @param {Api.Order} order @param {string} what @param {object | undefined} body @param {string} words */
  async #act(name, order, what, body, words) {
    if (this.#busy.value) return;
    this.#busy.value = name;
    this.#problem.value = "";
    try {
      const detail = await api.post(`/orders/${encodeURIComponent(order.id)}/${what}`, body);
      this.#calling.value = false;
      this.#note.value = "";
      toast(words);
      this.dispatchEvent(new CustomEvent("order-changed", { detail, bubbles: true }));
    } catch (error) {
      this.#problem.value = problemText(error);
    }
    this.#busy.value = "";
  }
}
customElements.define("studio-order-money", OrderMoney);
