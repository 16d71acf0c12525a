/** What a moderator may do about one message: mute its writer for a while, hide it, or take a mute back. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/measures.js";
import { t as talk } from "../../i18n/talk.js";
import { api } from "../../lib/api.js";
import { clock } from "../../lib/format.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { reply } from "./reply-strip.js";
import { translatable } from "./translated-quote.js";
import { WatchPart } from "./watch-part.js";

const REASONS = /** @type {const} */ (["advertising", "rude", "spam", "scam", "other"]);
const LENGTHS_S = /** @type {const} */ ([60, 600, 3600, 86_400]);

class ModeratorMenu extends WatchPart {
  #reason = signal(/** @type {typeof REASONS[number]} */ ("advertising"));
  #seconds = signal(/** @type {number} */ (600));
  /** The mute that this person is under; null: none. */
  #muted = signal(/** @type {import("../../models/chat-lines.js").AuditEntry | null} */ (null));
  /** @type {(() => void) | undefined} */
  #stop;

  /** @override */
  firstUpdated() {
    this.#stop = this.room.chat.subscribe((_, news) => {
      for (const item of news) if (item.type === "moderated") this.#done(item.entry);
    });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
  }

  render() {
    const line = this.room.judged.value;
    if (!line) return nothing;
    return html`<dialog class="judge" aria-labelledby="judge-title" @close=${this.#close} @click=${this.#outside}>
      <form method="dialog">
        <header class="row">
          <h2 class="t4 grow" id="judge-title">${line.from.name}</h2>
          <button class="icon-btn" aria-label=${t("action.close")}>${icon("x")}</button>
        </header>
        ${translatable(line, this.room)}
        <div class="pair">
          <button class="btn" value="reply" @click=${() => reply(this.room, line)}>${icon("reply", "sm")}${talk("reply.do")}</button>
          <button class="btn" value="pin" @click=${() => this.#act((line) => this.#request("pin", { off: line.off }))}>${icon("pin", "sm")}${talk("notice.pin")}</button>
        </div>
        ${line.own ? nothing : this.#measures()}
        <button class="btn danger wide" value="delete" @click=${this.#delete}>
          ${icon("trash-2", "sm")}${t("mod.delete")}
        </button>
      </form>
    </dialog>`;
  }

  #measures() {
    return html`${this.#standing()}
        <fieldset>
          <legend class="t2 muted">${t("mod.reason")}</legend>
          <div class="row wrap">${REASONS.map((reason) => this.#reasonChip(reason))}</div>
        </fieldset>
        <fieldset>
          <legend class="t2 muted">${t("mod.length")}</legend>
          <div class="row wrap">${LENGTHS_S.map((seconds) => this.#lengthChip(seconds))}</div>
        </fieldset>
        <button class="btn primary tall wide" value="mute" @click=${this.#mute}>
          ${icon("volume-x", "sm")}${t("mod.mute", { length: t(`mod.length.${this.#length}`) })}
        </button>`;
  }

  /** @override */
  updated() {
    const dialog = this.querySelector("dialog");
    if (!dialog || dialog.open) return;
    dialog.showModal();
    this.#muted.value = null;
    void this.#lookUp();
  }

  get #length() {
    return /** @type {"60" | "600" | "3600" | "86400"} */ (String(this.#seconds.value));
  }

  #standing() {
    const muted = this.#muted.value;
    const leftMs = (muted?.until_ms ?? 0) - this.room.now.value;
    if (!muted || leftMs <= 0) return nothing;
    return html`<div class="note warn">
      ${icon("volume-x")}<span class="grow">${t("mod.isMuted", { left: clock(leftMs), reason: muted.reason })}</span>
      <button class="btn small" value="unmute" @click=${this.#unmute}>${t("mod.unmute")}</button>
    </div>`;
  }

  /** @param {typeof REASONS[number]} reason */
  #reasonChip(reason) {
    const on = this.#reason.value === reason;
    return html`<label class="chip ${on ? "on" : ""}"
      ><input
        class="sr"
        type="radio"
        name="reason"
        .checked=${on}
        @change=${() => (this.#reason.value = reason)}
      />${t(`mod.reason.${reason}`)}</label
    >`;
  }

  /** @param {typeof LENGTHS_S[number]} seconds */
  #lengthChip(seconds) {
    const on = this.#seconds.value === seconds;
    return html`<label class="chip ${on ? "on" : ""}"
      ><input
        class="sr"
        type="radio"
        name="length"
        .checked=${on}
        @change=${() => (this.#seconds.value = seconds)}
      />${t(`mod.length.${seconds}`)}</label
    >`;
  }

  /** Who is muted is known from the audit: what happened before this page was opened is in there, too. */
  async #lookUp() {
    const line = this.room.judged.peek();
    const show = this.room.show.peek();
    if (!line || !show) return;
    const known = this.room.talk.peek().audit;
    const { items } = await api.get(`/shows/${encodeURIComponent(show.id)}/audit`).catch(() => ({ items: [] }));
    /** @type {import("../../models/chat-lines.js").AuditEntry[]} */
    const entries = [...known, ...items].filter(
      (entry) => entry.target.person_id === line.from.id && entry.action !== "delete",
    );
    const latest = entries.sort((a, b) => b.at_ms - a.at_ms)[0];
    this.#muted.value = latest?.action === "mute" ? latest : null;
  }

  #mute = () => this.#act((line, reason) => this.#request("mute", { person: line.from.id, seconds: this.#seconds.value, reason }));
  #unmute = () => this.#act((line, reason) => this.#request("unmute", { person: line.from.id, reason }));
  #delete = () => this.#act((line, reason) => this.#request("delete", { off: line.off, reason }));

  /** @param {string} what @param {object} fields */
  #request = (what, fields) => this.room.chat.request(`mod.${what}`, fields);

  /** @param {(line: import("../../models/chat-lines.js").MessageLine, reason: string) => object} measure */
  #act(measure) {
    const line = this.room.judged.value;
    if (line && !this.room.moderate(measure(line, t(`mod.reason.${this.#reason.value}`)))) toast(t("mod.offline"));
  }

  /** @param {import("../../models/chat-lines.js").AuditEntry} entry */
  #done(entry) {
    if (entry.actor.person_id !== this.room.talk.peek().you?.id) return;
    const name = entry.target.name;
    if (entry.action === "delete") return toast(t("mod.deleted", { name }));
    if (entry.action === "unmute") return toast(t("mod.unmuted", { name }));
    if (entry.action !== "mute") return;
    toast(t("mod.muted", { name, left: clock((entry.until_ms ?? 0) - this.room.chat.serverNow()) }), () => {
      this.room.moderate(this.#request("unmute", { person: entry.target.person_id, reason: t("mod.reason.undo") }));
    });
  }

  #close = () => (this.room.judged.value = null);

  #outside = (/** @type {MouseEvent} */ event) => {
    if (event.target === event.currentTarget) /** @type {HTMLDialogElement} */ (event.currentTarget).close();
  };
}
customElements.define("moderator-menu", ModeratorMenu);
