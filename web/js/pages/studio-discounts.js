/** The seller's discount codes: what each does, how often it was used, and the form of a new one. */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { typedField } from "../components/studio/typed-field.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/catalogue.js";
import { api } from "../lib/api.js";
import { date, tagMoney } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { me } from "../lib/session.js";
import { bodyOf, faultsOf, freshCode, stateOf } from "../models/discounts.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** @typedef {import("../models/discounts.js").CodeDraft} CodeDraft */
/** @typedef {import("../models/discounts.js").Fault} Fault */

/** @type {readonly Api.DiscountKind[]} */
const KINDS = ["percent", "amount", "free_shipping"];
const TONES = { on: "ok", off: "", isOver: "", isUsedUp: "warn" };

class StudioDiscountsPage extends LightElement {
  #codes = signal(/** @type {Api.Discount[] | null} */ (null));
  #draft = signal(/** @type {CodeDraft | null} */ (null));
  #faults = signal(/** @type {Partial<Record<Fault, true>>} */ ({}));
  #refused = signal("");
  #making = signal(false);
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("discounts.title"));
    void this.#load();
  }

  get #currency() {
    return me.value?.currency ?? "EUR";
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const codes = this.#codes.value;
    return html`${studioSections("discounts")}
    ${codes === null ? skeleton() : codes.length || this.#draft.value ? this.#body(codes) : this.#empty()}`;
  }

  /** @param {Api.Discount[]} codes */
  #body(codes) {
    const draft = this.#draft.value;
    return html`<header class="row wrap studio-head">
        <h1 class="t6">${t("discounts.title")}</h1>
        ${draft ? nothing : html`<button class="btn primary push" @click=${this.#begin}>${icon("plus", "sm")}${t("discounts.add")}</button>`}
      </header>
      <p class="muted">${t("discounts.why")}</p>
      ${draft ? this.#form(draft) : nothing}
      <ul class="code-list">
        ${repeat(
          codes,
          (code) => code.id,
          (code) => this.#row(code),
        )}
      </ul>`;
  }

  #empty() {
    return emptyState({
      title: t("discounts.empty.title"),
      why: t("discounts.empty.why"),
      next: html`<button class="btn primary" @click=${this.#begin}>${icon("plus", "sm")}${t("discounts.add")}</button>`,
    });
  }

  /** @param {Api.Discount} code */
  #row(code) {
    const state = stateOf(code, Date.now());
    const words = code.active ? t("discounts.switchOff", { code: code.code }) : t("discounts.switchOn", { code: code.code });
    return html`<li class="code-row ${code.active ? "" : "is-off"}">
      <span>
        <span class="code-name">${code.code}</span><br />
        <span class="t2 muted num">${aboutCode(code).join(" · ")}</span>
      </span>
      <span class="badge ${TONES[state]}">${t(`discounts.${state}`)}</span>
      <button class="icon-btn" aria-label=${words} title=${words} @click=${() => this.#switch(code)}>
        ${icon(code.active ? "power" : "rotate-ccw", "sm")}
      </button>
    </li>`;
  }

  /** @param {CodeDraft} draft */
  #form(draft) {
    const change = (/** @type {Partial<CodeDraft>} */ changes) => {
      this.#draft.value = { ...draft, ...changes };
      this.#faults.value = {};
      this.#refused.value = "";
    };
    const wrong = (/** @type {Fault} */ field) => (this.#faults.value[field] ? t(`discounts.fault.${field}`) : "");
    const currency = this.#currency;
    return html`<form class="card edit-card code-new" novalidate @submit=${this.#make}>
      ${typedField({ id: "code-name", label: t("discounts.code"), hint: t("discounts.codeHint"), value: draft.code, maxlength: 40, wrong: wrong("code") || this.#refused.value, onInput: (code) => change({ code }) })}
      <fieldset>
        <legend class="t2 muted">${t("discounts.kind")}</legend>
        <div class="row wrap">
          ${KINDS.map(
            (kind) =>
              html`<button
                type="button"
                class="chip ${kind === draft.kind ? "on" : ""}"
                aria-pressed=${kind === draft.kind ? "true" : "false"}
                @click=${() => change({ kind })}
              >
                ${t(`discounts.kind.${kind}`)}
              </button>`,
          )}
        </div>
      </fieldset>
      <div class="code-pair">
        ${
          draft.kind === "free_shipping"
            ? nothing
            : typedField({
                id: "code-off",
                label: draft.kind === "percent" ? t("discounts.percent") : t("discounts.sum"),
                value: draft.off,
                before: draft.kind === "percent" ? "%" : currency,
                inputmode: "decimal",
                maxlength: 12,
                wrong: wrong("off"),
                onInput: (off) => change({ off }),
              })
        }
        ${typedField({ id: "code-min", label: t("discounts.min"), hint: t("discounts.minHint"), value: draft.min, before: currency, inputmode: "decimal", maxlength: 12, wrong: wrong("min"), onInput: (min) => change({ min }) })}
      </div>
      <div class="code-pair">
        ${typedField({ id: "code-limit", label: t("discounts.limit"), hint: t("discounts.limitHint"), value: draft.limit, inputmode: "numeric", maxlength: 7, wrong: wrong("limit"), onInput: (limit) => change({ limit }) })}
        ${this.#ends(draft, wrong("ends"), change)}
      </div>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${draft.once}
          @change=${(/** @type {Event} */ event) => change({ once: /** @type {HTMLInputElement} */ (event.target).checked })}
        /><span>${t("discounts.once")}</span></label
      >
      <footer class="row">
        <button type="button" class="btn quiet push" @click=${() => (this.#draft.value = null)}>${t("action.cancel")}</button>
        <button class="btn primary" aria-busy=${this.#making.value ? "true" : "false"}>${t("discounts.make")}</button>
      </footer>
    </form>`;
  }

  /** @param {CodeDraft} draft @param {string} wrong @param {(changes: Partial<CodeDraft>) => void} change */
  #ends(draft, wrong, change) {
    return html`<div class="labelled">
      <label for="code-ends">${t("discounts.ends")}</label>
      <span class="field ${wrong ? "is-wrong" : ""}"
        ><input
          id="code-ends"
          type="date"
          aria-describedby="code-ends-about"
          .value=${draft.ends}
          @input=${(/** @type {Event} */ event) => change({ ends: /** @type {HTMLInputElement} */ (event.target).value })}
      /></span>
      <p id="code-ends-about" class=${wrong ? "wrong" : "hint"}>${wrong || t("discounts.endsHint")}</p>
    </div>`;
  }

  #begin = () => {
    this.#draft.value = freshCode();
    void this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector("#code-name"))?.focus());
  };

  #make = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const draft = this.#draft.value;
    if (!draft || this.#making.value) return;
    this.#faults.value = faultsOf(draft, this.#currency, Date.now());
    if (Object.keys(this.#faults.value).length) return void this.updateComplete.then(() => focusFault(this));
    this.#making.value = true;
    try {
      const made = await api.post("/studio/discounts", bodyOf(draft, this.#currency));
      this.#codes.value = [made, ...(this.#codes.value ?? [])];
      this.#draft.value = null;
      toast(t("discounts.made", { code: made.code }));
    } catch (error) {
      this.#refused.value = problemText(error);
    }
    this.#making.value = false;
  };

  /** @param {Api.Discount} code */
  async #switch(code) {
    try {
      const changed = await api.patch(`/studio/discounts/${encodeURIComponent(code.id)}`, { active: !code.active });
      this.#codes.value = (this.#codes.value ?? []).map((each) => (each.id === changed.id ? changed : each));
    } catch (error) {
      toast(problemText(error));
    }
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id === null) return;
      this.#codes.value = (await api.get("/studio/discounts")).items;
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-discounts-page", StudioDiscountsPage);

/** @param {Element} page */
const focusFault = (page) => /** @type {HTMLElement | null} */ (page.querySelector(".is-wrong input"))?.focus();

/** What a code does and under which conditions. @param {Api.Discount} code */
function aboutCode({ kind, off_basis_points, off_minor, currency, min_subtotal_minor, max_uses, used, once_per_person, ends_ms }) {
  const does = {
    percent: () => t("discounts.off.percent", { percent: String(off_basis_points / 100) }),
    amount: () => t("discounts.off.amount", { sum: tagMoney(off_minor, currency) }),
    free_shipping: () => t("discounts.kind.free_shipping"),
  };
  return [
    does[kind](),
    min_subtotal_minor ? t("discounts.from", { sum: tagMoney(min_subtotal_minor, currency) }) : "",
    max_uses === null ? t("discounts.used", { n: used }) : t("discounts.usedOf", { n: used, limit: max_uses }),
    once_per_person ? t("discounts.onceShort") : "",
    ends_ms === null ? "" : t("discounts.until", { date: date(ends_ms) }),
  ].filter(Boolean);
}

const skeleton = () =>
  html`<div aria-busy="true">
    <span class="sr" role="status">${t("state.loading")}</span>
    <div class="sk edit-bone"></div>
  </div>`;
