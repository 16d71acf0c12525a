/** Sending something back, as its buyer sees it: the form, and how each request stands. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/shop.js";
import { api } from "../../lib/api.js";
import { moment } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { newId } from "../../lib/new-id.js";
import { problemText } from "../../lib/problems.js";
import { piecesLeft } from "../../models/refund.js";
import {
  canReturn,
  freshReturn,
  openReturn,
  RETURN_REASONS,
  returnNames,
  returnPieces,
  returnRequest,
} from "../../models/returns.js";
import { icon } from "../icon.js";
import { problemNote } from "../problem-page.js";
import { toast } from "../toast-line.js";

/** @typedef {import("../../models/returns.js").ReturnDraft} ReturnDraft */
/** @typedef {import("../../models/returns.js").ReturnReason} ReturnReason */

class OrderReturn extends LightElement {
  static properties = { order: { attribute: false }, seller: { attribute: false } };

  #draft = signal(/** @type {ReturnDraft | null} */ (null));
  #busy = signal(false);
  #wrong = signal(false);
  #problem = signal("");
  #key = "";

  constructor() {
    super();
    /** @type {Api.Order | null} */
    this.order = null;
    /** The seller's name, when known. @type {string | null} */
    this.seller = null;
  }

  render() {
    const { order } = this;
    if (!order) return nothing;
    const draft = this.#draft.value;
    const told = (order.returns ?? []).map((wanted) => this.#told(order, wanted));
    if (!told.length && !canReturn(order)) return nothing;
    return html`<section class="card stack tight returning">
      <h2 class="t4">${t("return.title")}</h2>
      ${told} ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${canReturn(order) ? (draft ? this.#form(order, draft) : this.#begin(order)) : nothing}
    </section>`;
  }

  /** @param {Api.Order} order */
  #begin(order) {
    const begin = () => {
      this.#draft.value = freshReturn(order);
      this.#wrong.value = false;
      this.#key = newId();
      this.#toFirst();
    };
    return html`<p class="t2 muted">${t("return.how")}</p>
      <button class="btn line" @click=${begin}>${icon("undo-2", "sm")}${t("return.open")}</button>`;
  }

  /** @param {Api.Order} order @param {Api.Return} wanted */
  #told(order, wanted) {
    const busy = this.#busy.value;
    const tone = { requested: "", accepted: "ok", declined: "warn", withdrawn: "", received: "ok" }[wanted.state];
    return html`<div class="note ${tone}">
        ${icon("undo-2", "sm")}
        <div class="stack tight">
          <b class="med">${t(`return.is.${wanted.state}`)}</b>
          <span>${returnNames(order, wanted).join("; ")}</span>
          ${wanted.answer ? html`<span class="said">${this.seller ? t("return.says", { seller: this.seller }) : ""} ${wanted.answer}</span>` : nothing}
          <span class="t2 muted num">${moment(wanted.closed_ms ?? wanted.answered_ms ?? wanted.requested_ms)}</span>
        </div>
      </div>
      ${
        openReturn(order)?.id === wanted.id
          ? html`<button
              class="btn quiet"
              aria-busy=${busy ? "true" : "false"}
              @click=${() => busy || this.#keep(order, wanted)}
            >
              ${t("return.keep")}
            </button>`
          : nothing
      }`;
  }

  /** @param {Api.Order} order @param {ReturnDraft} draft */
  #form(order, draft) {
    const busy = this.#busy.value;
    const wrong = this.#wrong.value && returnPieces(draft) === 0;
    const set = (/** @type {Partial<ReturnDraft>} */ change) => (this.#draft.value = { ...draft, ...change });
    return html`<form
      class="stack"
      novalidate
      @submit=${(/** @type {SubmitEvent} */ event) => (event.preventDefault(), this.#send(order, draft))}
    >
      <fieldset class="return-lines" aria-describedby=${wrong ? "return-wrong" : nothing}>
        <legend class="t2 muted med">${t("return.what")}</legend>
        ${order.lines.map((line) => lineChoice(order, line, draft, set))}
        ${wrong ? html`<p id="return-wrong" class="wrong">${icon("octagon-alert", "xs")}<span>${t("return.fault")}</span></p>` : nothing}
      </fieldset>
      <div class="labelled">
        <label for="return-reason">${t("return.why")}</label>
        <span class="field"
          ><select
            id="return-reason"
            @change=${(/** @type {Event} */ event) => set({ reason: /** @type {ReturnReason} */ (valueOf(event)) })}
          >
            ${RETURN_REASONS.map((name) => html`<option value=${name} ?selected=${name === draft.reason}>${t(`return.reason.${name}`)}</option>`)}</select
          >${icon("chevron-down", "sm")}</span
        >
      </div>
      <div class="labelled">
        <label for="return-note">${t("return.note")}</label>
        <span class="field"
          ><textarea
            id="return-note"
            rows="2"
            maxlength="500"
            .value=${draft.note}
            @input=${(/** @type {Event} */ event) => set({ note: valueOf(event) })}
          ></textarea>
        </span>
      </div>
      <div class="row wrap">
        <button class="btn primary grow" aria-busy=${busy ? "true" : "false"}>
          ${busy ? html`<span class="spin" aria-hidden="true"></span>${t("return.asking")}` : t("return.ask")}
        </button>
        <button type="button" class="btn" @click=${() => (this.#draft.value = null)}>${t("return.back")}</button>
      </div>
    </form>`;
  }

  /** @param {Api.Order} order @param {ReturnDraft} draft */
  #send(order, draft) {
    if (returnPieces(draft) === 0) {
      this.#wrong.value = true;
      this.#toFirst();
      return;
    }
    void this.#act(
      () => api.post(`/orders/${encodeURIComponent(order.id)}/returns`, returnRequest(draft, this.#key)),
      t("return.asked"),
    );
  }

  /** @param {Api.Order} order @param {Api.Return} wanted */
  #keep(order, wanted) {
    const path = `/orders/${encodeURIComponent(order.id)}/returns/${encodeURIComponent(wanted.id)}`;
    void this.#act(() => api.delete(path), t("return.kept"));
  }

  /** @param {() => Promise<Api.Order>} work @param {string} words */
  async #act(work, words) {
    if (this.#busy.value) return;
    this.#busy.value = true;
    this.#problem.value = "";
    try {
      const detail = await work();
      this.#draft.value = null;
      toast(words);
      this.dispatchEvent(new CustomEvent("order-changed", { detail, bubbles: true }));
    } catch (error) {
      this.#problem.value = problemText(error);
    }
    this.#busy.value = false;
  }

  #toFirst() {
    void this.updateComplete.then(() => {
      const first = this.querySelector("form .icon-btn:not([aria-disabled=true]), form select");
      if (first instanceof HTMLElement) first.focus();
    });
  }
}
customElements.define("order-return", OrderReturn);

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/**
 * @param {Api.Order} order
 * @param {Api.OrderLine} line
 * @param {ReturnDraft} draft
 * @param {(change: Partial<ReturnDraft>) => void} set
 */
function lineChoice(order, line, draft, set) {
  const most = piecesLeft(order)[line.variant_id] ?? 0;
  if (!most) return nothing;
  const n = draft.lines[line.variant_id] ?? 0;
  const name = [line.title, line.variant_title].filter(Boolean).join(", ");
  const step = (/** @type {number} */ change) => () => {
    const next = n + change;
    if (next >= 0 && next <= most) set({ lines: { ...draft.lines, [line.variant_id]: next } });
  };
  return html`<div class="row return-line">
    <span class="grow">${name} <span class="t2 muted">${t("return.of", { n: most })}</span></span>
    <span class="stepper" role="group" aria-label=${name}>
      <button type="button" class="icon-btn" aria-label=${t("return.less")} aria-disabled=${n <= 0} @click=${step(-1)}>
        ${icon("minus", "sm")}
      </button>
      <b class="num" aria-live="polite">${n}</b>
      <button type="button" class="icon-btn" aria-label=${t("return.more")} aria-disabled=${n >= most} @click=${step(1)}>
        ${icon("plus", "sm")}
      </button>
    </span>
  </div>`;
}
