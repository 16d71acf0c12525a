/** The moderators' desk of one show: three panes side by side, or one at a time on a phone. */
import { html } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { Desk, PANES } from "../components/desk/desk.js";
import { listen } from "../components/desk/keys.js";
import { emptyState } from "../components/empty-state.js";
import { t } from "../i18n/desk.js";
import { idAfter, showUrl } from "../lib/address.js";
import { api, ApiError } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { loadMe } from "../lib/session.js";
import "../components/desk/ask.js";
import "../components/desk/modes.js";
import "../components/desk/person.js";
import "../components/desk/river.js";
import "../components/desk/rules.js";
import "../components/desk/waiting.js";
import "../components/toast-line.js";

class StudioDeskPage extends LightElement {
  #id = idAfter("/studio/");
  #desk = signal(/** @type {Desk | null} */ (null));
  #stranger = signal(false);
  #problem = signal(/** @type {unknown} */ (null));
  #left = new AbortController();

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#left.abort();
  }

  render() {
    const desk = this.#desk.value;
    if (this.#problem.value) return html`<main id="content">${this.#failed()}</main>`;
    if (this.#stranger.value) return html`<main id="content">${this.#notYours()}</main>`;
    if (!desk) return html`<main id="content" aria-busy="true"><span class="sr" role="status">${t("state.loading")}</span></main>`;
    const pane = desk.pane.value;
    return html`<desk-modes .desk=${desk}></desk-modes>
      <nav class="tabs pane-tabs" aria-label=${t("desk.title")}>
        ${PANES.map((each) => html`<button class=${each === pane ? "on" : ""} aria-pressed=${each === pane} @click=${() => (desk.pane.value = each)}>${t(`pane.${each}`)}${each === "waiting" && desk.state.value.cases.length ? html` <span class="num">${desk.state.value.cases.length}</span>` : ""}</button>`)}
      </nav>
      <main id="content" class="desk-panes" data-pane=${pane}>
        <section class="desk-col waiting" aria-label=${t("pane.waiting")}><desk-waiting .desk=${desk}></desk-waiting></section>
        <section class="desk-col chat" aria-label=${t("pane.chat")}><desk-river .desk=${desk}></desk-river></section>
        <section class="desk-col person" aria-label=${t("pane.person")}><desk-person .desk=${desk}></desk-person></section>
      </main>
      <desk-keys .desk=${desk}></desk-keys>
      <desk-ask .desk=${desk}></desk-ask>
      <desk-rules .desk=${desk}></desk-rules>`;
  }

  #failed() {
    return html`<div role="alert">
      ${emptyState({
        title: t("desk.problem"),
        why: problemText(this.#problem.value),
        next: html`<button class="btn primary" @click=${() => void this.#load()}>${t("action.retry")}</button>`,
      })}
    </div>`;
  }

  #notYours() {
    return emptyState({
      title: t("desk.notYours"),
      why: t("desk.notYours.why"),
      next: html`<a class="btn primary" href=${showUrl(this.#id)}>${t("desk.watch")}</a
        ><a class="btn quiet" href="/studio">${t("desk.shows")}</a>`,
    });
  }

  async #load() {
    this.#problem.value = null;
    try {
      const { account } = await loadMe();
      if (!account) return leave();
      this.#opened(await api.get(`/shows/${encodeURIComponent(this.#id)}`));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) leave();
      else this.#problem.value = error;
    }
  }

  /** @param {Api.Show} show */
  #opened(show) {
    titlePage(`${t("desk.title")}, ${show.title}`);
    if (show.you.role === "viewer") {
      this.#stranger.value = true;
      return;
    }
    const desk = new Desk(show);
    desk.open();
    listen(desk, this.#left.signal);
    this.#desk.value = desk;
  }
}
customElements.define("studio-desk-page", StudioDeskPage);

function leave() {
  location.replace(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
}
