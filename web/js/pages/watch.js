/** The page of one show: picture, chat, products, checkout, in one room that they share. */
import { html, nothing } from "../../vendor/lit.js";
import { emptyState } from "../components/empty-state.js";
import "../components/watch/chat-composer.js";
import "../components/watch/chat-river.js";
import "../components/watch/pinned-card.js";
import "../components/watch/stage-chrome.js";
import "../components/watch/stage-rail.js";
import "../components/watch/video-stage.js";
import { WatchRoom } from "../components/watch/watch-room.js";
import { t } from "../i18n/watch.js";
import { idAfter } from "../lib/address.js";
import { ApiError } from "../lib/api.js";
import { clock } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { problemText } from "../lib/problems.js";
import { styleSheet } from "../lib/style-sheet.js";
import { openQuestions } from "../models/questions.js";

/** The layout in which a sheet takes the place of the product column instead of covering the stage. */
const DESK = matchMedia("(min-width: 1100px)");
/** The layouts in which a sheet lies over everything but the picture. */
const NARROW = matchMedia("(max-width: 699px)");

/** What few need at once is loaded when the page has nothing better to do, or when it is asked for. */
const sheetCode = () =>
  Promise.all([import("../components/checkout/checkout-sheet.js"), styleSheet("checkout/checkout-sheet.css")]);
const moderatorCode = () => Promise.all([import("../components/watch/moderator-menu.js"), menuStyles()]);
const menuStyles = () => Promise.all([styleSheet("watch/moderator-menu.css"), styleSheet("watch/message-menu.css")]);
const messageCode = () => Promise.all([import("../components/watch/message-menu.js"), menuStyles()]);
const headerCode = () => import("../components/site-header.js");
const lineupCode = () => Promise.all([import("../components/watch/line-up.js"), styleSheet("watch/line-up.css")]);
const askCode = () => Promise.all([import("../components/watch/ask-panel.js"), styleSheet("watch/ask-panel.css")]);
const betweenCode = () =>
  Promise.all([import("../components/watch/between-shows.js"), styleSheet("watch/between-shows.css")]);
const IDLE_MS = 3000;
/** Sheets whose content has a place of its own on a desk. */
const ON_PHONES = new Set(["lineup", "questions", "chapters"]);

class WatchPage extends LightElement {
  #room = new WatchRoom(idAfter("/s/"));
  /** Is the checkout sheet open? */
  #shown = false;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#room.start();
    setTimeout(() => {
      // Where the start ends, for `bench web`.
      performance.mark("idle");
      void import("../components/watch/later.js").then((code) => code.later(this.#room)).then(sheetCode).then(lineupCode);
    }, IDLE_MS);
    DESK.addEventListener("change", () => {
      if (ON_PHONES.has(this.#room.sheet.value)) this.#room.sheet.value = "none";
      this.requestUpdate();
    });
  }

  render() {
    const room = this.#room;
    if (DESK.matches || room.problem.value) void headerCode();
    if (room.problem.value) return this.#notHere(room.problem.value);
    const show = room.show.value;
    const over = show?.status === "ended";
    const scene = over && room.replay.value ? "replay" : over && room.replayComes.value ? "loading" : (show?.status ?? "loading");
    if (scene === "scheduled" || scene === "ended") void betweenCode();
    if (DESK.matches || room.sheet.value === "lineup") void lineupCode();
    const asking = DESK.matches && room.side.value === "questions";
    if (asking || room.sheet.value === "questions") void Promise.all([askCode(), sheetCode()]);
    if (room.reported.value) void messageCode();
    if (show) document.title = `${show.title}, ${show.seller.name} · ${t("site.name")}`;
    return html`<main class="watch is-${scene} sheet-${room.sheet.value} side-${room.side.value}" id="content">
      ${show?.pinned ? html`<a class="skip" href="#product">${t("skip.product")}</a>` : nothing}<a
        class="skip"
        href="#chat"
        >${t("skip.chat")}</a
      >
      <site-header here="shows"></site-header>
      <video-stage .room=${room}></video-stage>
      <stage-chrome .room=${room}></stage-chrome>
      <float-hearts .room=${room}></float-hearts>
      <stage-rail .room=${room} ?inert=${this.#covered()}></stage-rail>
      <between-shows .room=${room} ?hidden=${scene === "loading"}></between-shows>
      ${scene === "replay" ? html`<replay-stage .room=${room} ?inert=${this.#covered()}></replay-stage>` : nothing}
      <aside class="products" aria-label=${t("products.label")} ?inert=${this.#covered()}>
        ${this.#productsHead(show)}<pinned-card .room=${room}></pinned-card
        >${scene === "replay" ? html`<replay-chapters class="only-desk" .room=${room}></replay-chapters>` : nothing}<line-up class="only-desk" .room=${room}></line-up>
      </aside>
      <aside class="room" aria-label=${t("chat.column")} ?inert=${this.#covered()}>
        <div class="room-head">
          ${DESK.matches ? this.#sideTabs() : html`<h2 class="t4 grow">${t("chat.title")}</h2>`}
          ${asking ? nothing : this.#readAloud()}
        </div>
        <chat-river .room=${room}></chat-river>
        <chat-composer .room=${room}></chat-composer>
        ${asking ? html`<ask-panel id="side-questions" role="tabpanel" aria-label=${t("ask.title")} .room=${room}></ask-panel>` : nothing}
      </aside>
      <ask-drawer .room=${room}></ask-drawer>
      <line-up-drawer .room=${room}></line-up-drawer>
      ${scene === "replay" ? html`<chapters-drawer .room=${room}></chapters-drawer>` : nothing}
      <checkout-sheet
        docked
        .product=${room.buying.value}
        show=${show?.id ?? ""}
        @checkout-closed=${this.#closed}
        @checkout-paid=${this.#paid}
      ></checkout-sheet>
      ${this.#moderates() ? html`<moderator-menu .room=${room}></moderator-menu>` : nothing}
      ${room.reported.value ? html`<message-menu .room=${room}></message-menu>` : nothing}
    </main>`;
  }

  #moderates() {
    const moderates = this.#room.talk.value.welcomed && this.#room.chat.moderates();
    if (moderates) void moderatorCode();
    return moderates;
  }

  /** What a sheet covers cannot be reached by key either. */
  #covered() {
    return this.#room.sheet.value !== "none" && NARROW.matches;
  }

  /** @param {Api.Show | null} show */
  #productsHead(show) {
    if (!show) return html`<div class="head only-desk"><span class="sk head-sk"></span></div>`;
    const pinned = show.pinned;
    const sinceMs = pinned && show.started_ms ? pinned.pinned_ms - show.started_ms : null;
    if (!pinned) return html`<div class="head row only-desk"><h2 class="t4">${t("lineup.title")}</h2></div>`;
    return html`<div class="head row only-desk">
      <h2 class="t4">${t("pinned.label")}</h2>
      ${sinceMs !== null && sinceMs > 0 ? html`<span class="push t2 muted num">${t("pinned.since", { time: clock(sinceMs) })}</span>` : nothing}
    </div>`;
  }

  #sideTabs() {
    const { side, talk, replay, questions } = this.#room;
    const open = replay.value ? questions.value.size : openQuestions(talk.value.questions).length;
    const tab = (/** @type {"chat" | "questions"} */ name, /** @type {unknown} */ words) =>
      html`<button
        role="tab"
        aria-selected=${side.value === name}
        tabindex=${side.value === name ? 0 : -1}
        @click=${() => (side.value = name)}
      >
        ${words}
      </button>`;
    const walk = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
      side.value = side.value === "chat" ? "questions" : "chat";
      void this.updateComplete.then(() => /** @type {HTMLElement} */ (this.querySelector(".room-head [aria-selected=true]"))?.focus());
    };
    return html`<div class="tabs grow" role="tablist" aria-label=${t("chat.column")} @keydown=${walk}>
      ${tab("chat", t("chat.title"))}
      ${tab("questions", html`${t("ask.title")}${open ? html` <span class="num">${open}</span>` : nothing}`)}
    </div>`;
  }

  #readAloud() {
    const { readAloud } = this.#room;
    const change = (/** @type {Event} */ event) =>
      (readAloud.value = /** @type {HTMLInputElement} */ (event.target).checked);
    return html`<label class="check t2 read-aloud"
      ><input type="checkbox" .checked=${readAloud.value} @change=${change} /><span>${t("chat.readAloud")}</span></label
    >`;
  }

  /** @param {unknown} problem */
  #notHere(problem) {
    const missing = problem instanceof ApiError && problem.status === 404;
    const again = () => void this.#room.reload();
    return html`<site-header here="shows"></site-header>
      <div class="page">
        ${
          missing
            ? emptyState({
                title: t("notHere.title"),
                why: t("notHere.why"),
                next: html`<a class="btn primary" href="/">${t("notHere.others")}</a>`,
              })
            : emptyState({
                title: t("problem.title"),
                why: problemText(problem),
                next: html`<button class="btn primary" @click=${again}>${t("action.retry")}</button>`,
              })
        }
      </div>`;
  }

  /** @override */
  updated() {
    const sheet = /** @type {import("../components/checkout/checkout-sheet.js").CheckoutSheet | null} */ (
      this.querySelector("checkout-sheet")
    );
    const wanted = this.#room.sheet.peek() === "checkout";
    if (!sheet || wanted === this.#shown) return;
    this.#shown = wanted;
    if (wanted) void this.#openSheet(sheet);
    else sheet.close();
  }

  /** @param {import("../components/checkout/checkout-sheet.js").CheckoutSheet} sheet */
  async #openSheet(sheet) {
    await sheetCode();
    // The sheet takes its product over in its own next update.
    await sheet.updateComplete;
    const kept = this.#room.kept.peek();
    const wanted = this.#room.buying.peek()?.id;
    const product = this.#room.buying.peek();
    if (kept && kept.lines.some((line) => line.product_id === wanted) && !sheet.holds(kept.id)) sheet.resume(kept);
    else if (kept && product && this.#room.addsTo(product)) sheet.add(kept);
    else sheet.open();
  }

  #closed = (/** @type {CustomEvent<{ order: Api.Order | null }>} */ event) => {
    const { order } = event.detail;
    this.#shown = false;
    if (this.#room.sheet.value === "checkout") this.#room.sheet.value = "none";
    this.#room.kept.value = order && (order.status === "held" || order.status === "paying") ? order : null;
  };

  #paid = () => (this.#room.kept.value = null);
}
customElements.define("watch-page", WatchPage);
