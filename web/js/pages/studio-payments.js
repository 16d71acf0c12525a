/** How a shop is paid: what it lets people pay on delivery or by invoice, and how far it trusts them. */
import { html } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { typedField } from "../components/studio/typed-field.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/payments.js";
import { api } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { me } from "../lib/session.js";
import { draftOf, faultsOf, termsOf } from "../models/payment-terms.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** @typedef {import("../models/payment-terms.js").TermsDraft} TermsDraft */
/** @typedef {import("../models/payment-terms.js").Fault} Fault */

const METHODS = /** @type {const} */ (["delivery", "invoice"]);
const MOST_WORDS = 1000;

class StudioPaymentsPage extends LightElement {
  #draft = signal(/** @type {TermsDraft | null} */ (null));
  #faults = signal(/** @type {Partial<Record<Fault, true>>} */ ({}));
  #refused = signal("");
  #saving = signal(false);
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("payments.title"));
    void this.#load();
  }

  get #currency() {
    return me.value?.currency ?? "EUR";
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const draft = this.#draft.value;
    return html`${studioSections("payments")}
      <header class="row wrap studio-head">
        <h1 class="t6">${t("payments.title")}</h1>
        <a class="btn small push" href="/studio/payouts">${icon("store", "sm")}${t("payments.payouts")}</a>
      </header>
      <p class="muted">${t("payments.later.why")}</p>
      ${draft ? this.#form(draft) : html`<div class="card sk edit-bone" aria-hidden="true"></div>`}`;
  }

  /** @param {TermsDraft} draft */
  #form(draft) {
    return html`<form class="payment-terms" novalidate @submit=${this.#save}>
      ${METHODS.map((method) => this.#offer(draft, method))} ${this.#limits(draft)}
      ${
        this.#refused.value
          ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${this.#refused.value}</span></p>`
          : ""
      }
      <footer class="row">
        <button class="btn primary push" aria-busy=${this.#saving.value ? "true" : "false"}>${t("payments.save")}</button>
      </footer>
    </form>`;
  }

  /** @param {TermsDraft} draft @param {"delivery" | "invoice"} method */
  #offer(draft, method) {
    const offer = draft[method];
    const change = (/** @type {Partial<import("../models/payment-terms.js").Offer>} */ changes) =>
      this.#change({ ...draft, [method]: { ...offer, ...changes } });
    const wrong = method === "invoice" && this.#faults.value.words ? t("payments.fault.words") : "";
    return html`<section class="card edit-card">
      <div>
        <h2 class="t4">${t(`payments.${method}`)}</h2>
        <p class="t2 muted">${t(`payments.${method}.why`)}</p>
      </div>
      ${tick(t("payments.offer"), offer.enabled, (enabled) => change({ enabled }))}
      ${
        offer.enabled
          ? typedField({
              id: `words-${method}`,
              label: t(`payments.${method}.words`),
              hint: t(`payments.${method}.wordsHint`),
              value: offer.words,
              maxlength: MOST_WORDS,
              rows: 4,
              wrong,
              onInput: (words) => change({ words }),
            })
          : ""
      }
    </section>`;
  }

  /** @param {TermsDraft} draft */
  #limits(draft) {
    if (!draft.delivery.enabled && !draft.invoice.enabled) return "";
    const faults = this.#faults.value;
    return html`<section class="card edit-card">
      <div>
        <h2 class="t4">${t("payments.limits")}</h2>
        <p class="t2 muted">${t("payments.limits.why")}</p>
      </div>
      <div class="payment-pair">
        ${typedField({ id: "terms-most", label: t("payments.most"), hint: t("payments.mostHint"), value: draft.most, before: this.#currency, inputmode: "decimal", maxlength: 12, wrong: faults.most ? t("payments.fault.most") : "", onInput: (most) => this.#change({ ...draft, most }) })}
        ${typedField({ id: "terms-open", label: t("payments.open"), hint: t("payments.openHint"), value: draft.open, inputmode: "numeric", maxlength: 2, wrong: faults.open ? t("payments.fault.open") : "", onInput: (open) => this.#change({ ...draft, open }) })}
      </div>
      ${tick(t("payments.accounts"), draft.accounts, (accounts) => this.#change({ ...draft, accounts }))}
    </section>`;
  }

  /** @param {TermsDraft} draft */
  #change(draft) {
    this.#draft.value = draft;
    this.#faults.value = {};
    this.#refused.value = "";
  }

  #save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const draft = this.#draft.value;
    if (!draft || this.#saving.value) return;
    this.#faults.value = faultsOf(draft, this.#currency);
    if (Object.keys(this.#faults.value).length)
      return void this.updateComplete.then(() =>
        /** @type {HTMLElement | null} */ (this.querySelector(".is-wrong :is(input, textarea)"))?.focus(),
      );
    this.#saving.value = true;
    try {
      const saved = await api.put("/studio/payment-terms", termsOf(draft, this.#currency));
      this.#draft.value = draftOf(saved, this.#currency);
      toast(t("payments.saved"));
    } catch (error) {
      this.#refused.value = problemText(error);
    }
    this.#saving.value = false;
  };

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id === null) return;
      this.#draft.value = draftOf(await api.get("/studio/payment-terms"), this.#currency);
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-payments-page", StudioPaymentsPage);

/** @param {string} words @param {boolean} on @param {(on: boolean) => void} change */
const tick = (words, on, change) =>
  html`<label class="check"
    ><input
      type="checkbox"
      .checked=${on}
      @change=${(/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.target).checked)}
    /><span>${words}</span></label
  >`;
