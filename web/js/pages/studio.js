/** The seller's shows: what is on air, what comes, what is over, and the way to plan a new one. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { ShowForm } from "../components/studio/show-form.js";
import { endedRow, liveRow, showGroup, upcomingRow } from "../components/studio/show-rows.js";
import { t } from "../i18n/studio.js";
import { api } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { groupShows } from "../models/studio-shows.js";
import "../components/page-foot.js";
import "../components/site-header.js";

class StudioPage extends LightElement {
  #shows = signal(/** @type {Api.ShowCard[] | null} */ (null));
  /** Null for a moderator without a shop. */
  #seller = signal(/** @type {string | null} */ (null));
  #problem = signal(/** @type {unknown} */ (null));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("studio.title"));
    void this.#load();
  }

  render() {
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const shows = this.#shows.value;
    const sells = this.#seller.value !== null;
    if (shows?.length === 0 && !sells) return sellerOnly();
    return html`${sells ? studioSections("shows") : nothing}
      ${shows === null ? skeleton() : shows.length ? this.#list(shows) : this.#empty()}
      <studio-show-form></studio-show-form>`;
  }

  /** @param {Api.ShowCard[]} shows */
  #list(shows) {
    const { live, upcoming, ended } = groupShows(shows);
    // One light: on the show that is on air, else on the one that comes next, else on planning.
    const lit = live.length ? "live" : upcoming.length ? "upcoming" : "new";
    const own = (/** @type {Api.ShowCard} */ show) => show.seller.id === this.#seller.value;
    return html`${this.#head(lit === "new")}
    ${showGroup(
      t("shows.live"),
      live.length,
      live.map((show) => liveRow(show, own(show))),
    )}
    ${showGroup(
      t("shows.upcoming"),
      upcoming.length,
      upcoming.map((show, index) => upcomingRow(show, own(show), lit === "upcoming" && index === 0)),
    )}
    ${showGroup(
      t("shows.ended"),
      ended.length,
      ended.map((show) => endedRow(show, own(show))),
    )}`;
  }

  /** @param {boolean} lit */
  #head(lit) {
    if (this.#seller.value === null)
      return html`<header class="studio-head"><h1 class="t6">${t("shows.moderated")}</h1></header>`;
    return html`<header class="row wrap studio-head">
      <h1 class="t6">${t("studio.shows")}</h1>
      <button class="btn push ${lit ? "primary" : ""}" @click=${() => this.#plan()}>
        ${icon("plus", "sm")}${t("studio.new")}
      </button>
      <a class="link t2 row elsewhere" href="/studio/destinations">${icon("radio", "xs")}${t("shows.elsewhere")}</a>
    </header>`;
  }

  #empty() {
    const steps = [t("shows.steps.1"), t("shows.steps.2"), t("shows.steps.3")];
    return emptyState({
      title: t("shows.empty.title"),
      why: t("shows.empty.why"),
      next: html`<button class="btn primary tall" @click=${() => this.#plan()}>
          ${icon("plus", "sm")}${t("shows.empty.next")}
        </button>
        <a class="btn quiet" href="/studio/products">${t("shows.empty.products")}</a>
        <ol class="first-steps">
          ${steps.map((step, index) => html`<li><span class="num" aria-hidden="true">${index + 1}</span>${step}</li>`)}
        </ol>`,
    });
  }

  #plan() {
    const form = this.querySelector("studio-show-form");
    if (form instanceof ShowForm) form.open();
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#seller.value = account.seller_id;
      this.#shows.value = (await api.get("/studio/shows")).items;
      if (location.hash === "#new") void this.updateComplete.then(() => this.#plan());
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-page", StudioPage);

function skeleton() {
  return html`<div aria-busy="true">
    <span class="sr" role="status">${t("state.loading")}</span>
    ${[1, 2, 3].map(() => html`<div class="show-row"><span class="sk show-poster"></span><span class="sk show-skeleton"></span></div>`)}
  </div>`;
}
