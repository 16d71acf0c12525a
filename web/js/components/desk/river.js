/** The chat as moderators read it: it stands still while a message is chosen or the pointer rests on it. */
import { createRef, html, nothing, ref, repeat } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/desk.js";
import { time } from "../../lib/format.js";
import { t as talk } from "../../i18n/talk.js";
import { styleSheet } from "../../lib/style-sheet.js";
import "../chat/complete-line.js";
import "../chat/notice-bar.js";
import { richWords, show } from "../chat/rich.js";
import { icon } from "../icon.js";
import { DeskPart } from "./part.js";

/** @typedef {import("../../models/chat-lines.js").Line} Line */
/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */

const DRAWN = 200;

class DeskRiver extends DeskPart {
  #log = createRef();
  /** Last line that was in sight when the river stopped. */
  #stoppedAt = signal(0);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    for (const name of ["complete-line", "notice-bar", "rich"]) void styleSheet(`chat/${name}.css`);
  }

  get #paused() {
    return this.desk.chosenLine.value !== null || this.desk.hovered.value;
  }

  render() {
    const { desk } = this;
    const { lines, snapshot } = desk.talk.value;
    const { notice } = snapshot;
    const replying = desk.replying.value;
    const paused = this.#paused;
    const fresh = lines.filter((line) => (line.off ?? 0) > this.#stoppedAt.value).length;
    const reports = reportCounts(desk.state.value.cases);
    return html`<div class="row river-head">
        <h2 class="t4">${t("pane.chat")} <span class="n num">${t("river.rate", { n: desk.perMinute.value })}</span></h2>
        ${paused ? html`<button class="badge push river-paused" @click=${() => this.#go()}>${icon("hand", "xs")}${t("river.paused", { n: fresh })}</button>` : nothing}
      </div>
      ${notice ? html`<notice-bar .notice=${notice} .unpin=${() => desk.unpin()}></notice-bar>` : nothing}
      <div
        class="desk-river"
        role="log"
        aria-live="off"
        aria-label=${t("river.label")}
        tabindex="0"
        @pointerenter=${() => this.#hover(true)}
        @pointerleave=${() => this.#hover(false)}
        ${ref(this.#log)}
      >
        <ol>
          ${lines.length ? nothing : html`<li class="t2 muted">${t("empty.chat")}</li>`}
          ${repeat(
            lines.slice(-DRAWN),
            (line) => line.key,
            (line) => (line.kind === "message" ? this.#message(line, reports) : nothing),
          )}
        </ol>
      </div>
      ${replying ? html`<p class="t2 row" role="status">${icon("reply", "sm")}<span class="grow clip"><b class="med">${talk("reply.to", { name: replying.from.name })}</b> <span dir="auto">${replying.text}</span></span><button type="button" class="icon-btn" aria-label=${talk("reply.cancel")} @click=${() => (desk.replying.value = null)}>${icon("x", "sm")}</button></p>` : nothing}
      <form class="field desk-write" @submit=${(/** @type {Event} */ event) => this.#write(event)}>
        <complete-line .talk=${() => desk.talk.peek()} .meant=${desk.meant}></complete-line>
        <label class="sr" for="desk-words">${t("river.write")}</label>
        <input id="desk-words" name="words" autocomplete="off" maxlength="200" placeholder=${t("river.write")} />
        <kbd class="key">/</kbd>
      </form>`;
  }

  /** @param {MessageLine} line @param {Map<number, number>} reports */
  #message(line, reports) {
    const { desk } = this;
    const chosen = desk.chosenLine.value === line.key;
    const active = chosen && desk.pane.value === "chat";
    const gone = line.status === "hidden";
    const count = line.off === null ? 0 : (reports.get(line.off) ?? 0);
    return html`<li
      class="rmsg ${line.from.role} ${chosen ? "chosen" : ""} ${active ? "active" : ""} ${gone ? "gone" : ""}"
      aria-current=${chosen}
      data-off=${line.off ?? nothing}
      @click=${() => desk.chooseLine(chosen ? null : line)}
    >
      <time datetime=${new Date(line.ts).toISOString()}>${time(line.ts)}</time>
      <div>
        ${badge(line)}<span class="who">${line.from.name}</span>${gone ? html`<s dir="auto">${desk.textOf(line)}</s>` : html`<span dir="auto">${richWords(line, desk.chat, this.#jump)}</span>`}
      </div>
      <span class="side">
        ${count ? html`<span class="bad row">${icon("flag", "xs")}${count}</span>` : nothing}
        ${line.shadowed ? t("river.shadowed") : nothing}
        ${gone ? (line.hidden?.reason ? `${t("river.hidden")}, ${line.hidden.reason}` : t("river.hidden")) : nothing}
      </span>
      ${chosen ? this.#bar(line) : nothing}
    </li>`;
  }

  /** @param {MessageLine} line */
  #bar(line) {
    const { desk } = this;
    if (line.off === null) return nothing;
    const answering = html`<button class="btn small" @click=${() => this.#reply(line)}>${talk("reply.do")}</button>
      <button class="btn small" @click=${() => desk.pin(line)}>${talk("notice.pin")}</button>`;
    if (line.from.role === "host" || line.own)
      return html`<div class="bar" @click=${(/** @type {Event} */ event) => event.stopPropagation()}>${answering}</div>`;
    return html`<div class="bar" @click=${(/** @type {Event} */ event) => event.stopPropagation()}>
      ${answering}
      <button class="btn small" @click=${() => desk.hide(line)}>${t("do.hide")} <kbd class="key">H</kbd></button>
      <button class="btn small" @click=${() => desk.muteShort()}>${t("do.mute")} <kbd class="key">M</kbd></button>
      <button class="btn small" @click=${() => desk.ask("warn")}>${t("do.warn")} <kbd class="key">W</kbd></button>
      <button class="btn small danger" @click=${() => desk.ask("ban")}>${t("do.ban")} <kbd class="key">B</kbd></button>
    </div>`;
  }

  #jump = (/** @type {number} */ off) => show(this.querySelector(`[data-off="${off}"]`));

  /** @param {MessageLine} line */
  #reply(line) {
    this.desk.replying.value = line;
    this.#go();
    /** @type {HTMLElement | null} */ (this.querySelector("#desk-words"))?.focus();
  }

  /** @param {boolean} on */
  #hover(on) {
    if (on && !this.#paused) this.#stoppedAt.value = this.desk.talk.value.off;
    this.desk.hovered.value = on;
  }

  #go() {
    this.desk.hovered.value = false;
    this.desk.chosenLine.value = null;
  }

  /** @override */
  updated() {
    if (!this.#paused) {
      this.#stoppedAt.value = this.desk.talk.peek().off;
      const log = /** @type {HTMLElement | undefined} */ (this.#log.value);
      if (log) log.scrollTop = log.scrollHeight;
      return;
    }
    this.querySelector(".rmsg.active")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  #write(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const words = String(new FormData(form).get("words") ?? "").trim();
    if (words && this.desk.say(words)) form.reset();
  }
}
customElements.define("desk-river", DeskRiver);

/** @param {readonly import("../../models/desk.js").Case[]} cases */
function reportCounts(cases) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const one of cases) if (one.kind === "report") counts.set(one.off, (counts.get(one.off) ?? 0) + 1);
  return counts;
}

/** @param {MessageLine} line */
function badge({ from }) {
  if (from.bot) return html`<span class="badge">${t("badge.bot")}</span>`;
  if (from.role === "host") return html`<span class="badge host">${t("badge.host")}</span>`;
  if (from.role === "moderator") return html`<span class="badge">${icon("shield", "xs")}${t("badge.mod")}</span>`;
  const first = from.first ? html`<span class="badge">${t("badge.first")}</span>` : nothing;
  return from.buyer ? html`<span class="badge">${icon("shopping-bag", "xs")}${t("badge.buyer")}</span>${first}` : first;
}
