/** What a shop sold, what was kept of it, where the money is, and every payout to its bank. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { sandboxNotice } from "../components/sandbox-notice.js";
import { exportForm } from "../components/studio/export-form.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { t } from "../i18n/payouts.js";
import { api } from "../lib/api.js";
import { date, money } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { keptMinor, partsOf, placesOf } from "../models/books.js";
import "../components/page-foot.js";
import "../components/site-header.js";

class StudioPayoutsPage extends LightElement {
  #money = signal(/** @type {Api.MoneySummary | null} */ (null));
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("payouts.title"));
    void this.#load();
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const summary = this.#money.value;
    return html`${studioSections("payments")}
      <header class="row wrap studio-head">
        <h1 class="t6">${t("payouts.title")}</h1>
        <a class="btn small push" href="/studio/payments">${icon("receipt", "sm")}${t("payouts.terms")}</a>
      </header>
      ${sandboxNotice()} ${summary === null ? html`<div class="card sk edit-bone" aria-hidden="true"></div>` : this.#body(summary)}`;
  }

  /** @param {Api.MoneySummary} summary */
  #body({ books, payouts }) {
    if (!books.length)
      return emptyState({ title: t("payouts.empty.title"), why: t("payouts.empty.why"), next: nothing });
    return html`<div class="money">
      ${books.map(ledger)} ${payoutList(payouts)}
      <section class="card edit-card">
        <h2 class="t4">${t("payouts.export")}</h2>
        ${exportForm("/api/v1/studio/money.csv", t("payouts.exportWhy"))}
      </section>
    </div>`;
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id !== null) this.#money.value = await api.get("/studio/money");
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-payouts-page", StudioPayoutsPage);

/** @param {Api.Books} books */
function ledger(books) {
  const sum = (/** @type {number} */ minor) => money(minor, books.currency);
  return html`<section class="card edit-card">
    <dl class="sum">
      ${partsOf(books).map(({ name, minor }) => html`<dt>${t(`payouts.${name}`)}</dt><dd>${sum(minor)}</dd>`)}
      <dt class="total">${t("payouts.kept")}</dt>
      <dd class="total">${sum(keptMinor(books))}</dd>
    </dl>
    <h2 class="t4">${t("payouts.where")}</h2>
    <dl class="sum">
      ${placesOf(books).map(
        ({ name, minor }) => html`<dt>${t(`payouts.${name}`)}${more(name, books)}</dt><dd>${sum(minor)}</dd>`,
      )}
    </dl>
  </section>`;
}

/** @param {import("../models/books.js").Place["name"]} name @param {Api.Books} books */
function more(name, { available_minor, currency }) {
  const words =
    name === "unreported"
      ? t("payouts.unreportedWhy")
      : name === "balance" && available_minor
        ? t("payouts.available", { sum: money(available_minor, currency) })
        : "";
  return words ? html`<br /><span class="t1 faint">${words}</span>` : nothing;
}

/** @param {readonly Api.Payout[]} payouts */
function payoutList(payouts) {
  return html`<section class="card edit-card">
    <h2 class="t4">${t("payouts.list")}</h2>
    ${
      payouts.length
        ? html`<ul class="payouts">
            ${payouts.map(
              ({ amount_minor, currency, at_ms, arrives_ms }) =>
                html`<li class="row">
                  ${icon("store")}<span class="grow t2 muted num"
                    >${t("payouts.sent", { date: date(at_ms) })}, ${t("payouts.arrives", { date: date(arrives_ms) })}</span
                  >
                  ${amount_minor < 0 ? html`<span class="badge warn">${t("payouts.back")}</span>` : nothing}
                  <b class="num">${money(amount_minor, currency)}</b>
                </li>`,
            )}
          </ul>`
        : html`<p class="muted">${t("payouts.none")}</p>`
    }
  </section>`;
}
