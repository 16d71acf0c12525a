/** What comes after a payment, for the seller: a return to answer or to take in, a payment to decide about. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { api } from "../../lib/api.js";
import { moment, money } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { shippingLeft } from "../../models/refund.js";
import { openReturn, returnNames } from "../../models/returns.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";

/** @typedef {"accept" | "refund" | "dismiss"} Decision */

const DECISIONS = /** @type {readonly Decision[]} */ (["refund", "accept", "dismiss"]);

class OrderAfter extends LightElement {
  static properties = { order: { attribute: false } };

  #note = signal("");
  #restock = signal(true);
  #shipping = signal(false);
  #decision = signal(/** @type {Decision} */ ("refund"));
  #busy = signal("");
  #problem = signal("");

  constructor() {
    super();
    /** @type {Api.Order | null} */
    this.order = null;
  }

  render() {
    const { order } = this;
    if (!order) return nothing;
    const open = openReturn(order);
    const past = (order.returns ?? []).filter((wanted) => wanted !== open);
    return html`${order.status === "needs_review" ? this.#review(order) : nothing}
    ${order.review ? reviewed(order.review) : nothing} ${open ? this.#open(order, open) : nothing}
    ${past.map((wanted) => html`<p class="note">${icon("undo-2", "sm")}<span>${told(order, wanted)}</span></p>`)}`;
  }

  /** @param {Api.Order} order @param {Api.Return} wanted */
  #open(order, wanted) {
    const asked = wanted.state === "requested";
    return html`<section class="card shipping after">
      <h3 class="t4">${asked ? t("return.title") : t("return.coming")}</h3>
      <p>
        <b class="med">${returnNames(order, wanted).join("; ")}</b><br /><span class="t2 muted"
          >${t(`return.reason.${wanted.reason}`)}, <span class="num">${moment(wanted.requested_ms)}</span></span
        >
      </p>
      ${wanted.note ? html`<p class="note">${icon("sticky-note", "sm")}<span>${wanted.note}</span></p>` : nothing}
      ${asked ? this.#answer(order, wanted) : this.#receive(order, wanted)}
    </section>`;
  }

  /** @param {Api.Order} order @param {Api.Return} wanted */
  #answer(order, wanted) {
    const path = returnPath(order, wanted, "answer");
    const say = (/** @type {boolean} */ accept) => () =>
      this.#act(accept ? "accept" : "decline", path, { accept, note: this.#note.value.trim() }, t("return.answered"));
    return html`${this.#noteField(t("return.answer"), t("return.answer.hint"))} ${this.#said()}
      <div class="row wrap">
        ${this.#button("accept", t("return.accept"), "btn primary grow", say(true))}
        ${this.#button("decline", t("return.decline"), "btn", say(false))}
      </div>`;
  }

  /** @param {Api.Order} order @param {Api.Return} wanted */
  #receive(order, wanted) {
    const left = shippingLeft(order);
    const receipt = () => ({
      restock: this.#restock.value,
      shipping: left > 0 && this.#shipping.value,
      note: this.#note.value.trim(),
    });
    const path = returnPath(order, wanted, "receipt");
    const take = () => this.#act("receive", path, receipt(), t("return.received"));
    const close = () =>
      this.#act(
        "close",
        returnPath(order, wanted, "answer"),
        { accept: false, note: this.#note.value.trim() },
        t("return.answered"),
      );
    return html`${tick(this.#restock, t("refund.restock"))}
      ${left ? tick(this.#shipping, t("refund.shipping", { sum: money(left, order.currency) })) : nothing}
      ${this.#noteField(t("refund.note"), "")} ${this.#said()}
      <div class="row wrap">
        ${this.#button("receive", t("return.receive"), "btn primary grow", take)}
        ${this.#button("close", t("return.close"), "btn", close)}
      </div>
      <p class="hint">${t("return.close.means")}</p>`;
  }

  /** @param {Api.Order} order */
  #review(order) {
    const decide = () =>
      this.#act(
        "review",
        `/orders/${encodeURIComponent(order.id)}/review`,
        { decision: this.#decision.value, note: this.#note.value.trim() },
        t("review.done"),
      );
    return html`<section class="card shipping after">
      <h3 class="t4">${t("review.title")}</h3>
      <p class="t2 muted">${t("review.why")}</p>
      <fieldset class="review-choices">
        <legend class="sr">${t("review.title")}</legend>
        ${DECISIONS.map(
          (name) =>
            html`<label class="check"
              ><input
                type="radio"
                name="review"
                .checked=${this.#decision.value === name}
                @change=${() => (this.#decision.value = name)}
              /><span>${t(`review.${name}`)}<br /><span class="t2 muted">${t(`review.${name}.means`)}</span></span></label
            >`,
        )}
      </fieldset>
      ${this.#noteField(t("review.note"), "")} ${this.#said()}
      ${this.#button("review", t("review.do"), "btn primary", decide)}
    </section>`;
  }

  /** @param {string} label @param {string} hint */
  #noteField(label, hint) {
    return html`<div class="labelled">
      <label for="after-note">${label}</label>
      <span class="field"
        ><input
          id="after-note"
          maxlength="300"
          autocomplete="off"
          aria-describedby=${hint ? "after-note-hint" : nothing}
          .value=${this.#note.value}
          @input=${(/** @type {Event} */ event) => (this.#note.value = /** @type {HTMLInputElement} */ (event.target).value)}
      /></span>
      ${hint ? html`<p id="after-note-hint" class="hint">${hint}</p>` : nothing}
    </div>`;
  }

  #said() {
    const problem = this.#problem.value;
    if (!problem) return nothing;
    return html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${problem}</span></p>`;
  }

  /** @param {string} name @param {string} words @param {string} look @param {() => void} act */
  #button(name, words, look, act) {
    const busy = this.#busy.value === name;
    return html`<button type="button" class=${look} aria-busy=${busy ? "true" : "false"} @click=${act}>
      ${busy ? html`<span class="spin" aria-hidden="true"></span>` : nothing}${words}
    </button>`;
  }

  /** @param {string} name @param {string} path @param {object} body @param {string} words */
  async #act(name, path, body, words) {
    if (this.#busy.value) return;
    this.#busy.value = name;
    this.#problem.value = "";
    try {
      const detail = await api.post(path, body);
      this.#note.value = "";
      toast(words);
      this.dispatchEvent(new CustomEvent("order-changed", { detail, bubbles: true }));
    } catch (error) {
      this.#problem.value = problemText(error);
    }
    this.#busy.value = "";
  }
}
customElements.define("studio-order-after", OrderAfter);

/** @param {Api.Order} order @param {Api.Return} wanted @param {"answer" | "receipt"} what */
const returnPath = (order, wanted, what) =>
  `/orders/${encodeURIComponent(order.id)}/returns/${encodeURIComponent(wanted.id)}/${what}`;

/** @param {Api.Order} order @param {Api.Return} wanted */
const told = (order, wanted) =>
  html`<b class="med">${t(`return.is.${wanted.state}`)}</b>: ${returnNames(order, wanted).join("; ")},
    <span class="num">${moment(wanted.closed_ms ?? wanted.requested_ms)}</span>${wanted.answer ? html`<br />${wanted.answer}` : nothing}`;

/** @param {Api.Review} review */
const reviewed = (review) =>
  html`<p class="note">
    ${icon("eye", "sm")}<span
      >${t(`review.${review.decision}`)}, <span class="num">${moment(review.at_ms)}</span>${review.note ? html`<br />${review.note}` : nothing}</span
    >
  </p>`;

/** @param {import("../../../vendor/signals-core.js").Signal<boolean>} state @param {string} words */
const tick = (state, words) =>
  html`<label class="check t2"
    ><input
      type="checkbox"
      .checked=${state.value}
      @change=${(/** @type {Event} */ event) => (state.value = /** @type {HTMLInputElement} */ (event.target).checked)}
    /><span>${words}</span></label
  >`;
