/** Giving money back: what for, how much, a second look before it leaves, and errors where they happened. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { api, ApiError } from "../../lib/api.js";
import { bareSum, decimals, money } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { newId } from "../../lib/new-id.js";
import { problemText } from "../../lib/problems.js";
import {
  cancelDraft,
  canCancelPaid,
  draftFault,
  freshDraft,
  leftMinor,
  piecesLeft,
  refundRequest,
  shippingLeft,
  sumOf,
  worth,
} from "../../models/refund.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { closeDialog, dialog, showDialog } from "./dialogs.js";

/** @typedef {import("../../models/refund.js").Draft} Draft */
/** @typedef {import("../../models/refund.js").Reason} Reason */

const ID = "refund-dialog";
const REASONS = /** @type {readonly Reason[]} */ (["returned", "damaged", "lost", "unavailable", "goodwill", "other"]);
/** The server said no for good; anything else may have got through, so the same key is used again. */
const FINAL = new Set(["refund_refused", "refund_invalid", "refund_too_large", "not_refundable", "details_invalid"]);

export class RefundDialog extends LightElement {
  #order = signal(/** @type {Api.Order | null} */ (null));
  #draft = signal(/** @type {Draft | null} */ (null));
  #sure = signal(false);
  #busy = signal(false);
  #asked = signal(false);
  #problem = signal(/** @type {unknown} */ (null));
  #key = "";

  /** @param {Api.Order} order @param {boolean} [cancels] */
  open(order, cancels = false) {
    this.#order.value = order;
    this.#draft.value = cancels ? cancelDraft(order) : freshDraft(order);
    this.#sure.value = false;
    this.#asked.value = false;
    this.#problem.value = null;
    void this.updateComplete.then(() => showDialog(ID));
  }

  render() {
    const order = this.#order.value;
    const draft = this.#draft.value;
    const title = order ? t("refund.title", { number: order.number }) : "";
    return dialog({ id: ID, title, body: order && draft ? this.#form(order, draft) : nothing });
  }

  /** @param {Partial<Draft>} change */
  #set(change) {
    const draft = this.#draft.value;
    if (draft) this.#draft.value = { ...draft, ...change };
    this.#sure.value = false;
    this.#problem.value = null;
  }

  /** @param {Api.Order} order @param {Draft} draft */
  #form(order, draft) {
    const cancels = draft.reason === "cancelled";
    return html`<form
      class="refund"
      novalidate
      @submit=${(/** @type {SubmitEvent} */ event) => (event.preventDefault(), this.#next(order, draft))}
    >
      ${this.#reasons(order, draft)}
      <fieldset class="refund-lines" ?disabled=${this.#busy.value}>
        <legend class="t2 muted med">${t("refund.what")}</legend>
        <ul>
          ${order.lines.map((line) => this.#line(order, draft, line))}
        </ul>
        ${shippingLeft(order) ? this.#tick("shipping", t("refund.shipping", { sum: money(shippingLeft(order), order.currency) }), draft, cancels) : nothing}
        ${order.paid_ms === null ? nothing : this.#tick("restock", t("refund.restock"), draft, cancels)}
      </fieldset>
      ${cancels ? nothing : this.#sum(order, draft)}
      <div class="labelled">
        <label for="refund-note">${t("refund.note")}</label>
        <span class="field"
          ><input
            id="refund-note"
            maxlength="300"
            autocomplete="off"
            .value=${draft.note}
            @input=${(/** @type {Event} */ event) => this.#set({ note: inputOf(event) })}
        /></span>
      </div>
      ${this.#foot(order, draft)}
    </form>`;
  }

  /** @param {Api.Order} order @param {Draft} draft */
  #reasons(order, draft) {
    const names = canCancelPaid(order) ? /** @type {readonly Reason[]} */ (["cancelled", ...REASONS]) : REASONS;
    const choose = (/** @type {Event} */ event) => {
      const reason = /** @type {Reason} */ (/** @type {HTMLSelectElement} */ (event.target).value);
      if (reason === "cancelled") this.#set(cancelDraft(order));
      else this.#set(draft.reason === "cancelled" ? { ...freshDraft(order), reason } : { reason });
    };
    return html`<div class="labelled">
      <label for="refund-reason">${t("refund.why")}</label>
      <span class="field"
        ><select id="refund-reason" @change=${choose}>
          ${names.map((name) => html`<option value=${name} ?selected=${name === draft.reason}>${t(`refund.reason.${name}`)}</option>`)}</select
        >${icon("chevron-down", "sm")}</span
      >
    </div>`;
  }

  /** @param {Api.Order} order @param {Draft} draft @param {Api.OrderLine} line */
  #line(order, draft, line) {
    const most = piecesLeft(order)[line.variant_id] ?? 0;
    const n = draft.lines[line.variant_id] ?? 0;
    const fixed = draft.reason === "cancelled";
    const step = (/** @type {number} */ change) => () => {
      const next = n + change;
      if (!fixed && next >= 0 && next <= most)
        this.#set({ lines: { ...draft.lines, [line.variant_id]: next }, sum: "" });
    };
    const name = [line.title, line.variant_title].filter(Boolean).join(", ");
    return html`<li class="order-line">
      <img class="pic" src=${line.image_url ?? "/static/art/mark.svg"} alt="" width="44" height="52" />
      <span class="order-line-words">
        <span class="med">${name}</span>
        <span class="t2 muted num"
          >${most ? t("refund.of", { n: most, price: money(line.unit_minor, order.currency) }) : t("refund.none")}</span
        >
      </span>
      ${most ? stepper(name, n, fixed || n <= 0, fixed || n >= most, step) : nothing}
    </li>`;
  }

  /** @param {"shipping" | "restock"} name @param {string} words @param {Draft} draft @param {boolean} fixed */
  #tick(name, words, draft, fixed) {
    return html`<label class="check t2"
      ><input
        type="checkbox"
        .checked=${draft[name]}
        ?disabled=${fixed}
        @change=${(/** @type {Event} */ event) => this.#set({ [name]: /** @type {HTMLInputElement} */ (event.target).checked, ...(name === "shipping" ? { sum: "" } : {}) })}
      /><span>${words}</span></label
    >`;
  }

  /** @param {Api.Order} order @param {Draft} draft */
  #sum(order, draft) {
    const fault = this.#fault(order, draft);
    const hint = t("refund.most", { sum: money(leftMinor(order), order.currency) });
    return html`<div class="labelled">
      <label for="refund-sum">${t("refund.sum")}</label>
      <span class="field ${fault ? "is-wrong" : ""}"
        ><input
          id="refund-sum"
          class="num"
          inputmode="decimal"
          autocomplete="off"
          placeholder=${worth(order, draft) ? bareSum(worth(order, draft), order.currency) : ""}
          .value=${draft.sum}
          aria-invalid=${fault ? "true" : "false"}
          aria-describedby="refund-sum-under"
          @input=${(/** @type {Event} */ event) => this.#set({ sum: inputOf(event) })}
        /><span class="muted num">${order.currency}</span></span
      >
      <p id="refund-sum-under" class=${fault ? "wrong" : "hint"}>
        ${fault ? html`${icon("octagon-alert", "xs")}<span>${t(`refund.fault.${fault}`, { sum: money(leftMinor(order), order.currency) })}</span>` : hint}
      </p>
    </div>`;
  }

  /** An empty form is wrong only once somebody tried to send it. @param {Api.Order} order @param {Draft} draft */
  #fault(order, draft) {
    const fault = draftFault(order, draft, decimals(order.currency));
    return fault === "empty" && !this.#asked.value ? null : fault;
  }

  /** @param {Api.Order} order @param {Draft} draft */
  #foot(order, draft) {
    const digits = decimals(order.currency);
    const sum = money(sumOf(order, draft, digits) ?? 0, order.currency);
    const words = draftFault(order, draft, digits) ? t("refund.doNothing") : t("refund.do", { sum });
    const busy = this.#busy.value;
    const problem = this.#problem.value;
    const said = problem
      ? html`<p class="note bad" role="alert">
          ${icon("octagon-alert", "sm")}<span>${problemWords(problem, order)}</span>
        </p>`
      : nothing;
    if (!this.#sure.value)
      return html`<footer class="row dialog-foot refund-foot">
        ${said}<button class="btn primary grow">${words}</button>
      </footer>`;
    return html`<footer class="row dialog-foot refund-foot">
      <p class="note warn" role="status">
        ${icon("triangle-alert", "sm")}<span
          >${t("refund.sure", { sum, name: order.address?.name ?? t("orders.guest") })}</span
        >
      </p>
      ${said}
      <button type="button" class="btn" aria-disabled=${busy} @click=${() => busy || (this.#sure.value = false)}>
        ${t("refund.back")}
      </button>
      <button class="btn danger grow" aria-busy=${busy ? "true" : "false"}>
        ${busy ? html`<span class="spin" aria-hidden="true"></span>${t("refund.doing")}` : t("refund.do", { sum })}
      </button>
    </footer>`;
  }

  /** @param {Api.Order} order @param {Draft} draft */
  #next(order, draft) {
    if (this.#busy.value) return;
    this.#asked.value = true;
    if (draftFault(order, draft, decimals(order.currency))) return this.#toSum();
    if (this.#sure.value) return void this.#send(order, draft);
    this.#key = newId();
    this.#sure.value = true;
  }

  #toSum() {
    void this.updateComplete.then(() => {
      const input = this.querySelector("#refund-sum");
      if (input instanceof HTMLElement) input.focus();
    });
  }

  /** @param {Api.Order} order @param {Draft} draft */
  async #send(order, draft) {
    this.#busy.value = true;
    this.#problem.value = null;
    try {
      const request = refundRequest(order, draft, decimals(order.currency), this.#key);
      this.#done(await api.post(`/orders/${encodeURIComponent(order.id)}/refunds`, request));
    } catch (error) {
      this.#problem.value = error;
      if (error instanceof ApiError && FINAL.has(error.code)) this.#key = newId();
    }
    this.#busy.value = false;
  }

  /** @param {Api.Order} order */
  #done(order) {
    const made = order.refunds.at(-1);
    const sum = money(made?.amount_minor ?? 0, order.currency);
    toast(t(made?.state === "done" ? "refund.done" : "refund.coming", { sum }));
    closeDialog(ID);
    this.dispatchEvent(new CustomEvent("order-changed", { detail: order, bubbles: true }));
  }
}
customElements.define("studio-refund-dialog", RefundDialog);

/** @param {Event} event */
const inputOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** @param {unknown} error @param {Api.Order} order */
function problemWords(error, order) {
  return problemText(error, {
    refund_too_large: t("refund.fault.too_much", { sum: money(leftMinor(order), order.currency) }),
    refund_refused: t("refund.refused"),
    not_refundable: t("refund.notNow"),
  });
}

/**
 * @param {string} name
 * @param {number} n
 * @param {boolean} lowest
 * @param {boolean} highest
 * @param {(change: number) => () => void} step
 */
function stepper(name, n, lowest, highest, step) {
  return html`<span class="stepper" role="group" aria-label=${name}>
    <button type="button" class="icon-btn" aria-label=${t("refund.less")} aria-disabled=${lowest} @click=${step(-1)}>
      ${icon("minus", "sm")}
    </button>
    <b class="num" aria-live="polite">${n}</b>
    <button type="button" class="icon-btn" aria-label=${t("refund.more")} aria-disabled=${highest} @click=${step(1)}>
      ${icon("plus", "sm")}
    </button>
  </span>`;
}
