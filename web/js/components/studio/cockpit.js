/** The cockpit: three columns on a desk, picture and panel on a phone, chat and measures for a moderator. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { openQuestions } from "../../models/questions.js";
import { icon } from "../icon.js";
import { openFlash } from "./flash-dialog.js";
import { listenForKeys } from "./shortcuts.js";
import { openMeasure } from "./measure-dialog.js";
import { StudioPart } from "./part.js";
import "./chat-river.js";
import "./devices-dialog.js";
import "./encoder-dialog.js";
import "./end-dialog.js";
import "./figures.js";
import "./flash-dialog.js";
import "./go-live.js";
import "./health-card.js";
import "./lineup-list.js";
import "./moderation-panel.js";
import "./phone-tools.js";
import "./pinned-card.js";
import "./products-dialog.js";
import "./poll-dialog.js";
import "./questions-panel.js";
import "./sales-list.js";
import "./show-bar.js";
import "./show-over.js";
import "./stage-tools.js";
import "./stage-view.js";
import "./viewers-curve.js";

/** @typedef {import("./studio.js").Tab} Tab */

class Cockpit extends StudioPart {
  /** @type {AbortController | undefined} */
  #listening;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#listening = new AbortController();
    listenForKeys(this.#shortcuts(), this.#listening.signal);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#listening?.abort();
  }

  render() {
    return html`${this.#layout()} ${this.#dialogs()}`;
  }

  #layout() {
    const { role, narrow, broadcast } = this.studio;
    if (role === "moderator") return narrow.value ? this.#moderatorPhone() : this.#moderatorDesk();
    if (broadcast.phase.value === "ended") {
      return html`<div class="cockpit is-over">
        <studio-bar .studio=${this.studio}></studio-bar>
        <main id="content" tabindex="-1"><studio-show-over .studio=${this.studio}></studio-show-over></main>
      </div>`;
    }
    return narrow.value ? this.#phone() : this.#desk();
  }

  #desk() {
    return html`<div class="cockpit">
      <studio-bar .studio=${this.studio}></studio-bar>
      <section class="cockpit-col" aria-label=${t("camera.label")}>
        <studio-stage-view .studio=${this.studio}></studio-stage-view>
        <studio-stage-tools .studio=${this.studio}></studio-stage-tools>
        ${this.#underPicture()}
      </section>
      <main id="content" class="cockpit-col" tabindex="-1">
        <studio-figures .studio=${this.studio}></studio-figures>
        <studio-pinned .studio=${this.studio}></studio-pinned>
        <studio-lineup class="fill" .studio=${this.studio}></studio-lineup>
        <studio-curve .studio=${this.studio}></studio-curve>
      </main>
      <aside class="cockpit-col" aria-label=${t("chat.title")}>
        ${this.#sideTabs()}
        <div class="fill side-top" id="panel-body" role="tabpanel" aria-labelledby="tab-${this.studio.side.value}">
          ${this.#sideTop()}
        </div>
        <studio-sales class="side-sales" .studio=${this.studio}></studio-sales>
      </aside>
    </div>`;
  }

  #phone() {
    const { broadcast, tab } = this.studio;
    const live = broadcast.live.value;
    return html`<div class="cockpit-phone" ?data-live=${live}>
      <section class="phone-stage" aria-label=${t("camera.label")}>
        <studio-stage-view .studio=${this.studio}></studio-stage-view>
        <studio-phone-tools .studio=${this.studio}></studio-phone-tools>
      </section>
      <studio-bar .studio=${this.studio}></studio-bar>
      <main id="content" class="panel" tabindex="-1">
        ${live && broadcast.phase.value !== "outside_lost" ? html`<studio-figures .studio=${this.studio}></studio-figures>` : html`<studio-go-live .studio=${this.studio}></studio-go-live>`}
        <div class="panel-body" id="panel-body" role="tabpanel" aria-labelledby="tab-${tab.value}">
          ${this.#panel(tab.value)}
        </div>
        ${this.#tabs(["lineup", "questions", "chat", "sales", "mod"])}
      </main>
    </div>`;
  }

  #moderatorDesk() {
    return html`<div class="cockpit is-moderator">
      <studio-bar .studio=${this.studio}></studio-bar>
      <main id="content" class="cockpit-col" tabindex="-1">
        <h2 class="t4">${t("chat.title")}</h2>
        <studio-river class="fill" .studio=${this.studio}></studio-river>
      </main>
      <aside class="cockpit-col" aria-label=${t("mod.title")}>
        <h2 class="t4">${t("mod.title")}</h2>
        <studio-moderation class="fill" .studio=${this.studio}></studio-moderation>
      </aside>
    </div>`;
  }

  #moderatorPhone() {
    const tab = this.studio.tab.value === "mod" || this.studio.tab.value === "questions" ? this.studio.tab.value : "chat";
    return html`<div class="cockpit-phone is-moderator">
      <studio-bar .studio=${this.studio}></studio-bar>
      <main id="content" class="panel" tabindex="-1">
        <div class="panel-body" id="panel-body" role="tabpanel" aria-labelledby="tab-${tab}">${this.#panel(tab)}</div>
        ${this.#tabs(["chat", "questions", "mod"], tab)}
      </main>
    </div>`;
  }

  #underPicture() {
    const { phase } = this.studio.broadcast;
    const card = { prepare: true, connecting: true, outside_lost: true };
    if (phase.value in card) return html`<studio-go-live .studio=${this.studio}></studio-go-live>`;
    return html`<studio-health .studio=${this.studio}></studio-health> ${
        phase.value === "outside"
          ? html`<button class="btn line" @click=${() => this.studio.broadcast.takeOver()}>
              ${icon("camera", "sm")}${t("go.takeOver")}
            </button>`
          : nothing
      }`;
  }

  #sideTabs() {
    const { side, room } = this.studio;
    const muted = room.mutes.value.length;
    const asked = openQuestions(room.state.value.questions).length;
    const toQuestions = () => (side.value = "questions");
    return html`<div class="tabs" role="tablist" @keydown=${walkTabs}>
      ${tabButton("questions", t("tab.questions"), side.value === "questions", toQuestions, asked)}
      ${tabButton("chat", t("tab.chat"), side.value === "chat", () => (side.value = "chat"), this.studio.unseen.value)}
      ${tabButton("mod", t("tab.mod"), side.value === "mod", () => (side.value = "mod"), muted)}
    </div>`;
  }

  #sideTop() {
    return this.#panel(this.studio.side.value);
  }

  /** @param {Tab} tab */
  #panel(tab) {
    switch (tab) {
      case "chat":
        return html`<studio-river .studio=${this.studio}></studio-river>`;
      case "questions":
        return html`<studio-questions .studio=${this.studio}></studio-questions>`;
      case "sales":
        return html`<studio-sales .studio=${this.studio}></studio-sales>`;
      case "mod":
        return html`<studio-moderation .studio=${this.studio}></studio-moderation>`;
      case "lineup":
        return html`<studio-pinned .studio=${this.studio}></studio-pinned
          ><studio-lineup .studio=${this.studio}></studio-lineup>`;
    }
  }

  /**
   * @param {readonly Tab[]} tabs
   * @param {Tab} [on]
   */
  #tabs(tabs, on = this.studio.tab.value) {
    const muted = this.studio.room.mutes.value.length;
    const asked = openQuestions(this.studio.room.state.value.questions).length;
    const words = { lineup: t("tab.lineup"), questions: t("tab.questions"), chat: t("tab.chat"), sales: t("tab.sales"), mod: t("tab.mutes") };
    const counts = { lineup: 0, questions: asked, chat: this.studio.unseen.value, sales: 0, mod: muted };
    return html`<div class="tabs" role="tablist" @keydown=${walkTabs}>
      ${tabs.map((tab) => tabButton(tab, words[tab], tab === on, () => (this.studio.tab.value = tab), counts[tab]))}
    </div>`;
  }

  #dialogs() {
    const host = this.studio.role === "host";
    return html`<studio-poll-dialog .studio=${this.studio}></studio-poll-dialog>
      <studio-measure-dialog .studio=${this.studio}></studio-measure-dialog>
      <studio-keys-dialog .studio=${this.studio}></studio-keys-dialog>
      ${
        host
          ? html`<studio-devices-dialog .studio=${this.studio}></studio-devices-dialog>
              <studio-encoder-dialog .studio=${this.studio}></studio-encoder-dialog>
              <studio-flash-dialog .studio=${this.studio}></studio-flash-dialog>
              <studio-products-dialog .studio=${this.studio}></studio-products-dialog>
              <studio-end-dialog .studio=${this.studio}></studio-end-dialog>`
          : nothing
      }`;
  }

  /** @returns {import("./shortcuts.js").Shortcuts} */
  #shortcuts() {
    const { desk, camera } = this.studio;
    const next = () => {
      const row = desk.nextRow.value;
      if (row) void desk.pin(row.product.id);
    };
    const flash = () => {
      const row = desk.pinnedRow.value ?? desk.nextRow.value;
      if (row) openFlash(this.studio, row.product);
    };
    const seller = { KeyF: flash, KeyP: next, KeyU: () => void (desk.pinnedId && desk.unpin()), KeyS: () => camera.toggle("audio") };
    return {
      ...(this.studio.role === "host" && seller),
      KeyA: () => this.#answerFirst(),
      KeyC: () => this.#river((river) => river.querySelector("input#studio-message")?.focus()),
      KeyJ: () => this.#river((river) => river.choose(1)),
      KeyK: () => this.#river((river) => river.choose(-1)),
      KeyH: () => this.#measure("hide"),
      KeyM: () => this.#measure("mute"),
    };
  }

  /** Brings the chat into sight and does something there. @param {(river: any) => void} act */
  #river(act) {
    this.studio.tab.value = "chat";
    this.studio.side.value = "chat";
    void this.updateComplete.then(() => {
      const river = this.querySelector("studio-river");
      if (river) act(river);
    });
  }

  /** Brings the questions into sight; the first is answered when the key comes again. */
  #answerFirst() {
    const panel = /** @type {{answerFirst: () => void} | null} */ (
      /** @type {unknown} */ (this.querySelector("studio-questions"))
    );
    if (panel) panel.answerFirst();
    this.studio.tab.value = "questions";
    this.studio.side.value = "questions";
  }

  /** @param {"hide" | "mute"} kind */
  #measure(kind) {
    const river = /** @type {{chosen: import("../../models/chat-lines.js").MessageLine | null} | null} */ (
      /** @type {unknown} */ (this.querySelector("studio-river"))
    );
    const line = river?.chosen;
    if (line?.status === "sent" && (kind === "hide" || line.from.role === "viewer"))
      openMeasure(this.studio, { kind, line });
  }
}
customElements.define("studio-cockpit", Cockpit);

/**
 * @param {string} id
 * @param {string} words
 * @param {boolean} on
 * @param {() => void} choose
 * @param {number} [count]
 */
function tabButton(id, words, on, choose, count = 0) {
  return html`<button
    id="tab-${id}"
    role="tab"
    aria-controls="panel-body"
    aria-selected=${on ? "true" : "false"}
    tabindex=${on ? "0" : "-1"}
    @click=${choose}
  >
    ${words}${count ? html` <span class="num">${count}</span>` : nothing}
  </button>`;
}

/** Arrows walk along the tabs and open what they reach. @param {KeyboardEvent} event */
function walkTabs(event) {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (!step) return;
  const tabs = /** @type {HTMLElement[]} */ ([
    .../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("[role=tab]"),
  ]);
  const next =
    tabs[(tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step + tabs.length) % tabs.length];
  next?.focus();
  next?.click();
}
