/** The chat of the show: it flows by itself, stands still while a message is chosen or the reader has scrolled up. */
import { createRef, html, nothing, ref, repeat } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { t as talk } from "../../i18n/talk.js";
import { styleSheet } from "../../lib/style-sheet.js";
import { answerTo } from "../../models/completing.js";
import "../chat/complete-line.js";
import "../chat/notice-bar.js";
import { richWords, show } from "../chat/rich.js";
import { icon } from "../icon.js";
import { openMeasure, unmute } from "./measure-dialog.js";
import { riverLine } from "./river-line.js";
import { StudioPart } from "./part.js";

/** How near to the end the reader must be for the chat to go on flowing. */
const NEAR_PX = 60;
const TELL_MS = 4_000;

/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */

class ChatRiver extends StudioPart {
  #chosen = signal(/** @type {string | null} */ (null));
  #away = signal(false);
  #readAloud = signal(false);
  #told = signal("");
  /** The message that is being answered. */
  #replying = signal(/** @type {MessageLine | null} */ (null));
  /** Whom chosen names mean. @type {Map<string, string>} */
  #meant = new Map();
  #toldLine = /** @type {string | null} */ (null);
  #log = createRef();
  /** Last line that was in sight, to count what came after it. */
  #seen = signal(/** @type {string | null} */ (null));
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #teller;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    for (const name of ["complete-line", "notice-bar", "rich"]) void styleSheet(`chat/${name}.css`);
    this.#teller = setInterval(() => this.#tell(), TELL_MS);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#teller);
  }

  /** The message that keys act on. @returns {MessageLine | null} */
  get chosen() {
    const line = this.studio.room.state.value.lines.find((each) => each.key === this.#chosen.value);
    return line?.kind === "message" ? line : null;
  }

  /**
   * Chooses the message before (-1) or after (1) the present one; beyond the last the chat flows again.
   * @param {-1 | 1} step
   */
  choose(step) {
    const messages = this.studio.room.state.value.lines.filter((line) => line.kind === "message");
    const at = messages.findIndex((line) => line.key === this.#chosen.value);
    const next = at < 0 ? (step < 0 ? messages.length - 1 : -1) : at + step;
    this.#chosen.value = messages[next]?.key ?? null;
    void this.updateComplete.then(() => this.#focusChosen());
  }

  render() {
    const { room } = this.studio;
    const { lines, snapshot } = room.state.value;
    const { notice } = snapshot;
    const paused = this.#chosen.value !== null || this.#away.value;
    return html`<div class="river-top row">
        <label class="check t2"
          ><input
            type="checkbox"
            .checked=${this.#readAloud.value}
            @change=${() => this.#toggleReading()}
          />${t("chat.readAloud")}</label
        >
        ${paused ? this.#pausedMark() : nothing}
      </div>
      ${notice ? html`<notice-bar .notice=${notice} .unpin=${() => room.about("mod.unpin", {})}></notice-bar>` : nothing}
      <div
        class="river"
        role="log"
        aria-live="off"
        aria-label=${t("chat.log")}
        tabindex="0"
        @scroll=${() => this.#scrolled()}
        @keydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event)}
        ${ref(this.#log)}
      >
        ${lines.length ? nothing : this.#empty()}
        <ol>
          ${repeat(
            lines,
            (line) => line.key,
            (line) => riverLine(line, this.#stateOf(line), this.#actions),
          )}
        </ol>
      </div>
      ${this.#composer()}
      <p class="sr" role="status">${this.#told.value}</p>`;
  }

  /** @override */
  updated() {
    const last = this.studio.room.state.value.lines.at(-1)?.key ?? null;
    if (this.#chosen.value !== null || this.#away.value) return;
    const log = /** @type {HTMLElement | undefined} */ (this.#log.value);
    if (log) log.scrollTop = log.scrollHeight;
    if (this.#seen.value !== last) this.#seen.value = last;
  }

  /** @param {import("../../models/chat-lines.js").Line} line */
  #stateOf(line) {
    const person = line.kind === "message" ? line.from.id : "";
    return {
      chosen: line.key === this.#chosen.value,
      muted: this.studio.room.mutes.value.some(({ entry }) => entry.target.person_id === person),
      own: line.kind === "message" && line.own,
    };
  }

  #actions = {
    choose: (/** @type {MessageLine} */ line) =>
      (this.#chosen.value = this.#chosen.value === line.key ? null : line.key),
    hide: (/** @type {MessageLine} */ line) => openMeasure(this.studio, { kind: "hide", line }),
    mute: (/** @type {MessageLine} */ line) => openMeasure(this.studio, { kind: "mute", line }),
    unmute: (/** @type {MessageLine} */ line) => unmute(this.studio, line.from.id, line.from.name),
    edit: (/** @type {MessageLine} */ line) => this.#edit(line),
    reply: (/** @type {MessageLine} */ line) => this.#reply(line),
    pin: (/** @type {MessageLine} */ line) => void this.studio.room.about("mod.pin", { off: line.off }),
    words: (/** @type {MessageLine} */ line) => richWords(line, this.studio.room.chat, this.#jump),
  };

  #jump = (/** @type {number} */ off) => show(this.querySelector(`[data-off="${off}"]`));

  /** @param {MessageLine} line */
  #reply(line) {
    this.#replying.value = line;
    this.#flow();
    this.#input()?.focus();
  }

  #pausedMark() {
    const { lines } = this.studio.room.state.value;
    const missed = lines.length - 1 - lines.findIndex((line) => line.key === this.#seen.value);
    const count = this.#seen.value === null ? 0 : missed;
    const words =
      this.#chosen.value === null
        ? t("chat.new", { n: count })
        : count
          ? t("chat.pausedNew", { n: count })
          : t("chat.paused");
    return html`<button class="badge river-paused" @click=${() => this.#flow()}>
      ${icon(this.#chosen.value === null ? "chevron-down" : "hand", "xs")}${words}
    </button>`;
  }

  #empty() {
    const status = this.studio.room.status.value;
    if (status !== "open") return html`<p class="note">${t("chat.connecting")}</p>`;
    return html`<div class="note">
      ${icon("message-circle")}<span
        ><b class="med">${t("chat.empty")}</b><br /><span class="muted">${t("chat.empty.why")}</span></span
      >
    </div>`;
  }

  #composer() {
    const { room } = this.studio;
    const status = room.status.value;
    return html`${status === "waiting" ? html`<p class="t2 warn" role="status">${t("chat.waiting")}</p>` : nothing}
      ${status === "refused" ? html`<p class="note bad" role="alert">${t("chat.refused")}</p>` : nothing}
      ${this.#answering()}
      <form class="field composer" @submit=${(/** @type {Event} */ event) => this.#say(event)}>
        <complete-line .talk=${() => room.state.peek()} .meant=${this.#meant}></complete-line>
        <label class="sr" for="studio-message">${t("chat.message")}</label>
        <input
          id="studio-message"
          maxlength=${room.state.value.limits.text}
          autocomplete="off"
          enterkeyhint="send"
          placeholder=${t("chat.placeholder")}
        />
        <button class="icon-btn" aria-label=${t("chat.send")}>${icon("send")}</button>
      </form>`;
  }

  #answering() {
    const line = this.#replying.value;
    if (!line) return nothing;
    return html`<p class="t2 row" role="status">
      ${icon("reply", "sm")}<span class="grow clip"><b class="med">${talk("reply.to", { name: line.from.name })}</b> <span dir="auto">${line.text}</span></span>
      <button type="button" class="icon-btn" aria-label=${talk("reply.cancel")} @click=${() => (this.#replying.value = null)}>${icon("x", "sm")}</button>
    </p>`;
  }

  /** @param {Event} event */
  #say(event) {
    event.preventDefault();
    const input = this.#input();
    if (!input?.value.trim()) return;
    this.studio.room.say(input.value, answerTo(this.#replying.value, this.#meant, input.value));
    this.#replying.value = null;
    this.#meant.clear();
    input.value = "";
    this.#flow();
  }

  /** @param {MessageLine} line */
  #edit(line) {
    const input = this.#input();
    if (!input) return;
    input.value = this.studio.room.withdraw(line.key);
    input.focus();
  }

  #input() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("#studio-message"));
  }

  #flow() {
    this.#chosen.value = null;
    this.#away.value = false;
  }

  #scrolled() {
    const log = /** @type {HTMLElement} */ (this.#log.value);
    const away = log.scrollHeight - log.scrollTop - log.clientHeight > NEAR_PX;
    if (away !== this.#away.value) this.#away.value = away;
  }

  #focusChosen() {
    const target = this.querySelector(".river-line.is-chosen") ?? this.#log.value;
    if (target instanceof HTMLElement) {
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest" });
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.target instanceof HTMLButtonElement) return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      this.choose(event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "Escape" && this.#chosen.value !== null) {
      this.#flow();
    }
  }

  #toggleReading() {
    this.#readAloud.value = !this.#readAloud.value;
    this.#toldLine = this.studio.room.state.value.lines.at(-1)?.key ?? null;
  }

  /** At most one announcement in four seconds, whatever the room does. */
  #tell() {
    if (!this.#readAloud.value) return;
    const messages = this.studio.room.state.value.lines.filter((line) => line.kind === "message");
    const fresh = messages.slice(messages.findIndex((line) => line.key === this.#toldLine) + 1);
    const last = fresh.at(-1);
    if (!last || last.kind !== "message") return;
    this.#toldLine = last.key;
    this.#told.value = t("chat.told", { n: fresh.length, name: last.from.name });
  }
}
customElements.define("studio-river", ChatRiver);
