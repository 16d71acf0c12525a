/** The cockpit of one show, for its seller and its moderators. */
import { html } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { failed, leaveForSignIn, requireAccount, signedOut } from "../components/studio/gate.js";
import { Studio } from "../components/studio/studio.js";
import { t } from "../i18n/studio.js";
import { idAfter, showUrl } from "../lib/address.js";
import { api } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import "../components/studio/cockpit.js";
import "../components/toast-line.js";

class StudioShowPage extends LightElement {
  #id = idAfter("/studio/");
  #studio = signal(/** @type {Studio | null} */ (null));
  #stranger = signal(false);
  #problem = signal(/** @type {unknown} */ (null));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  render() {
    const studio = this.#studio.value;
    if (this.#problem.value)
      return html`<main id="content">${failed(this.#problem.value, () => void this.#load())}</main>`;
    if (this.#stranger.value) return html`<main id="content">${this.#notYours()}</main>`;
    return studio ? html`<studio-cockpit .studio=${studio}></studio-cockpit>` : skeleton();
  }

  #notYours() {
    return emptyState({
      title: t("notYours.title"),
      why: t("notYours.why"),
      next: html`<a class="btn primary" href=${showUrl(this.#id)}>${t("notYours.next")}</a
        ><a class="btn quiet" href="/studio">${t("studio.shows")}</a>`,
    });
  }

  async #load() {
    this.#problem.value = null;
    try {
      if (!(await requireAccount())) return;
      this.#opened(await api.get(`/shows/${encodeURIComponent(this.#id)}`));
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }

  /** @param {Api.Show} show */
  #opened(show) {
    titlePage(`${t("studio.title")}, ${show.title}`);
    if (show.you.role === "viewer") {
      this.#stranger.value = true;
      return;
    }
    const studio = new Studio(show);
    studio.open();
    this.#studio.value = studio;
  }
}
customElements.define("studio-show-page", StudioShowPage);

/** The three columns with their final sizes, empty. */
function skeleton() {
  return html`<div class="cockpit" aria-busy="true">
    <div class="bar-top"></div>
    <div class="cockpit-col"><div class="sk stage-skeleton"></div></div>
    <div class="cockpit-col">
      <div class="sk figures-skeleton"></div>
      <div class="sk figures-skeleton"></div>
    </div>
    <div class="cockpit-col"><div class="sk figures-skeleton"></div></div>
    <span class="sr" role="status">${t("state.loading")}</span>
  </div>`;
}
