/** Where the seller ships to, for how much, with which tax. */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { Delivering } from "../components/studio/catalogue/delivering.js";
import { placeName, zoneCard } from "../components/studio/catalogue/zone-card.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { guardUnsaved } from "../components/studio/unsaved.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/catalogue.js";
import { api } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { me } from "../lib/session.js";
import { COUNTRIES } from "../models/countries.js";
import { ANYWHERE, EUROPEAN_UNION } from "../models/delivery.js";
import "../components/page-foot.js";
import "../components/site-header.js";

class StudioDeliveryPage extends LightElement {
  #delivering = signal(/** @type {Delivering | null} */ (null));
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));
  /** @type {(() => void) | undefined} */
  #unguard;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("delivery.title"));
    this.#unguard = guardUnsaved(() => this.#delivering.value?.unsaved.value ?? false);
    void this.#load();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const delivering = this.#delivering.value;
    return html`${studioSections("delivery")} ${delivering ? this.#body(delivering) : skeleton()}`;
  }

  /** @param {Delivering} delivering */
  #body(delivering) {
    const zones = delivering.zones.value;
    // The last zone taken away must still be saved.
    if (!zones.length && !delivering.unsaved.value) return empty(delivering);
    return html`<form
      class="delivery"
      novalidate
      @submit=${(/** @type {Event} */ event) => this.#save(delivering, event)}
    >
      <header class="studio-head">
        <h1 class="t6">${t("delivery.title")}</h1>
        <p class="muted">${t("delivery.why")}</p>
      </header>
      ${repeat(
        zones,
        (zone) => zone.id,
        (zone, index) => zoneCard(delivering, zone, index),
      )}
      ${zones.length > 1 ? html`<p class="hint">${t("delivery.homeHint")}</p>` : nothing}
      <button type="button" class="btn line edit-add" @click=${() => delivering.add("", [])}>
        ${icon("plus", "sm")}${t("delivery.add")}
      </button>
      ${this.#foot(delivering)}
    </form>`;
  }

  /** @param {Delivering} delivering */
  #foot(delivering) {
    const wrong = Object.keys(delivering.faults.value).length;
    const words = wrong ? t("edit.look", { n: wrong }) : delivering.problem.value;
    const state = delivering.unsaved.value ? t("edit.unsaved") : t("edit.saved");
    const saving = delivering.saving.value;
    return html`<footer class="edit-foot">
      ${words ? html`<p class="wrong grow" role="alert">${icon("octagon-alert", "sm")}<span>${words}</span></p>` : html`<span class="t2 muted grow" role="status">${state}</span>`}
      <button class="btn ${delivering.unsaved.value ? "primary" : ""}" aria-busy=${saving ? "true" : "false"}>
        ${saving ? html`<span class="spin" aria-hidden="true"></span>${t("edit.saving")}` : t("edit.save")}
      </button>
    </footer>`;
  }

  /** @param {Delivering} delivering  @param {Event} event */
  async #save(delivering, event) {
    event.preventDefault();
    if (await delivering.save()) return toast(t("delivery.saved"));
    void this.updateComplete.then(() => {
      const field = this.querySelector(".is-wrong input, .is-wrong select");
      if (field instanceof HTMLElement) field.focus();
    });
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id === null) return;
      const { zones } = await api.get("/studio/delivery");
      this.#delivering.value = new Delivering(zones, me.value?.currency ?? "EUR");
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-delivery-page", StudioDeliveryPage);

/** Three ways to begin. @param {Delivering} delivering */
function empty(delivering) {
  const home = homeCountry();
  return emptyState({
    title: t("delivery.empty.title"),
    why: t("delivery.empty.why"),
    next: html`<div class="delivery-starts">
      <button class="btn primary" @click=${() => delivering.add(placeName(home), [home])}>
        ${icon("house", "sm")}${placeName(home)}
      </button>
      <button class="btn line" @click=${() => delivering.add(t("delivery.union"), [...EUROPEAN_UNION])}>
        ${icon("truck", "sm")}${t("delivery.union")}
      </button>
      <button class="btn line" @click=${() => delivering.add(t("delivery.world"), [ANYWHERE])}>
        ${icon("map-pin", "sm")}${t("delivery.world")}
      </button>
    </div>`,
  });
}

/** The country that the browser's languages name, else a guess. */
function homeCountry() {
  const regions = navigator.languages.map((tag) => new Intl.Locale(tag).maximize().region ?? "");
  return regions.find((region) => COUNTRIES.includes(region)) ?? "DE";
}

const skeleton = () =>
  html`<div class="delivery" aria-busy="true">
    <span class="sr" role="status">${t("state.loading")}</span>
    <div class="sk edit-bone"></div>
  </div>`;
