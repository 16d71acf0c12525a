/** The line under the chat: a name first, then words; says why when words cannot go out. Beside it, the heart. */
import { html, live, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/watch.js";
import { clock, time } from "../../lib/format.js";
import { problemText } from "../../lib/problems.js";
import { styleSheet } from "../../lib/style-sheet.js";
import { icon } from "../icon.js";
import { WatchPart } from "./watch-part.js";

/** From here on the counter is shown (design.md, section 4). */
const COUNTED_FROM = 160;
const LONGEST_NAME = 40;

class ChatComposer extends WatchPart {
  #naming = signal(false);
  #wrong = signal("");
  #appealing = signal(false);
  /** @type {boolean | null} */
  #follows = null;
  #tray = signal(false);

  render() {
    const { name, talk, show, chat } = this.room;
    if (show.value?.status === "ended") return nothing;
    // Drawn anew with every change of the chat, and once a second.
    void [talk.value, this.room.now.value];
    const muted = chat.mutedNow();
    const wrong = this.#wrong.value;
    return html`${wrong ? html`<p class="compose-wrong wrong" id="compose-wrong" role="alert">${icon("octagon-alert", "sm")}<span>${wrong}</span></p>` : nothing}
      <reply-strip .room=${this.room}></reply-strip>
      <form class="compose" @submit=${muted ? this.#appeal : name.value ? this.#say : this.#takeName}>
        ${muted ? this.#mutedField(muted) : name.value ? this.#speakingField() : this.#nameField()}
        ${muted ? nothing : this.#followFirst()}
        <button type="button" class="icon-btn glass" aria-label=${t("chat.reactions")} aria-expanded=${this.#tray.value} @click=${this.#openTray}>
          ${icon("smile-plus")}
        </button>
        ${this.#tray.value ? html`<reaction-tray .room=${this.room} @close=${() => (this.#tray.value = false)}></reaction-tray>` : nothing}
        <button type="button" class="icon-btn glass heart" aria-label=${t("chat.heart")} @click=${this.#heart}>
          ${icon("heart")}
        </button>
      </form>`;
  }

  #nameField() {
    const busy = this.#naming.value;
    return html`<label class="field">
      <span class="sr">${t("chat.name")}</span>
      <input
        name="nickname"
        autocomplete="nickname"
        maxlength=${LONGEST_NAME}
        placeholder=${t("chat.name")}
        aria-describedby="compose-wrong"
        required
      />
      <button class="join btn small" aria-busy=${busy}>
        ${busy ? html`<span class="spin" aria-hidden="true"></span>` : nothing}${t("chat.join")}
      </button>
    </label>`;
  }

  /** The rules of the chat come before the first message. */
  #speakingField() {
    const rules = this.room.chat.modes()?.guidelines ?? "";
    const isFree = !rules || this.room.chat.moderates() || this.room.acceptedRules.value === rules;
    if (isFree) return this.#field();
    return html`<div class="field rules-field" role="group" aria-label=${t("rules.title")}>
      <p class="grow">${rules}</p>
      <button type="button" class="btn small" @click=${() => this.room.acceptRules()}>${t("rules.accept")}</button>
    </div>`;
  }

  /** What the modes of the room ask for, before anything is written. */
  #asked() {
    const modes = this.room.chat.modes();
    if (!modes || this.room.chat.moderates()) return t("chat.placeholder");
    if (modes.buyers_only) return t("mode.buyers");
    if (modes.followers_minutes !== null) return t("mode.followers");
    if (modes.emoji_only) return t("mode.emoji");
    if (modes.review) return t("mode.review");
    if (modes.slow_seconds) return t("mode.slow", { n: modes.slow_seconds });
    return modes.links === "drop" ? t("mode.links") : t("chat.placeholder");
  }

  /** How long slow mode asks to wait before the next message. */
  #waitMs() {
    const { chat, talk, now } = this.room;
    const slow = chat.moderates() ? 0 : (chat.modes()?.slow_seconds ?? 0);
    const last = talk.value.lines.findLast((line) => line.kind === "message" && line.own && line.off !== null);
    return slow && last ? Math.max(0, last.ts + slow * 1000 - now.value) : 0;
  }

  /** Only followers can write now: the way to become one, which then asks for a new pass to the chat. */
  #followFirst() {
    const { chat, show } = this.room;
    const modes = chat.modes();
    if (!modes || modes.followers_minutes === null || chat.moderates() || !show.value) return nothing;
    void import("../interests/follow-button.js");
    const { id, name } = show.value.seller;
    const changed = (/** @type {CustomEvent<Api.Follow>} */ { detail }) => this.#followed(detail.on);
    return html`<follow-button class="follow-first" seller=${id} name=${name} @follow-changed=${changed}></follow-button>`;
  }

  /** The first news is how it stood; what comes after it was chosen here. @param {boolean} on */
  #followed(on) {
    if (this.#follows !== null && this.#follows !== on) this.room.enterAnew();
    this.#follows = on;
  }

  #field() {
    const { draft, talk, line } = this.room;
    const waitMs = this.#waitMs();
    const longest = talk.value.limits.text;
    const text = draft.value;
    const left = longest - text.length;
    const away = line.value.phase === "waiting" || line.value.phase === "refused";
    const people = () => this.room.talk.peek();
    return html`<complete-line .talk=${people} .meant=${this.room.meant}></complete-line><label class="field">
      <span class="sr">${t("chat.message")}</span>
      <input
        name="message"
        autocomplete="off"
        enterkeyhint="send"
        maxlength=${longest}
        placeholder=${away ? t("chat.placeholderAway") : this.#asked()}
        .value=${live(text)}
        @input=${this.#write}
        @focus=${this.#completes}
        aria-describedby="compose-wrong"
      />
      ${text.length >= COUNTED_FROM ? html`<span class="slow num" aria-label=${t("chat.lettersLeft", { n: left })}>${left}</span>` : nothing}
      ${waitMs ? html`<span class="slow num" role="timer" aria-label=${t("mode.wait", { left: clock(waitMs) })}>${icon("timer", "xs")}${clock(waitMs)}</span>` : nothing}
      ${text.trim() && !waitMs ? html`<button class="icon-btn send" aria-label=${t("chat.send")}>${icon("send")}</button>` : nothing}
    </label>`;
  }

  /** @param {import("../../models/chat-lines.js").Muted & { banned: boolean }} muted */
  #mutedField({ until_ms: untilMs, reason, banned }) {
    const open = banned ? t("chat.bannedOpen") : t("chat.mutedOpen");
    const at = { time: untilMs === null ? "" : time(untilMs) };
    const until = untilMs === null ? open : banned ? t("chat.banned", at) : t("chat.muted", at);
    if (this.#appealing.value)
      return html`<label class="field">
        <span class="sr">${t("appeal.words")}</span>
        <input name="appeal" autocomplete="off" maxlength="500" required placeholder=${t("appeal.words")} />
        <button class="icon-btn send" aria-label=${t("appeal.send")}>${icon("send")}</button>
      </label>`;
    return html`<p class="field muted-field" role="status">
      ${icon("volume-x", "sm")}<span class="grow clip2">${reason ? `${until}: ${reason}` : until}</span>
      ${this.room.appealed.value ? html`<span class="t1">${t("appeal.waits")}</span>` : html`<button type="button" class="link" @click=${this.#openAppeal}>${t("appeal.open")}</button>`}
      ${untilMs === null ? nothing : html`<span class="slow num" role="timer">${icon("timer", "xs")}${clock(untilMs - this.room.now.value)}</span>`}
    </p>`;
  }

  #write = (/** @type {InputEvent} */ event) => {
    this.room.draft.value = /** @type {HTMLInputElement} */ (event.target).value;
  };

  #say = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (this.#waitMs()) return;
    if (this.room.say(this.room.draft.value)) this.room.draft.value = "";
  };

  #openAppeal = async () => {
    this.#appealing.value = true;
    await this.updateComplete;
    this.querySelector("input")?.focus();
  };

  #appeal = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const words = String(data.get("appeal") ?? "").trim();
    if (!words) return;
    this.room.appeal(words);
    this.#appealing.value = false;
  };

  #takeName = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const name = String(new FormData(form).get("nickname") ?? "").trim();
    if (!name || this.#naming.value) return;
    this.#naming.value = true;
    this.#wrong.value = "";
    try {
      await this.room.takeName(name);
      await this.updateComplete;
      this.querySelector("input")?.focus();
    } catch (error) {
      this.#wrong.value = problemText(error);
    } finally {
      this.#naming.value = false;
    }
  };

  #heart = () => this.room.react();

  #openTray = async () => {
    if (!this.#tray.value) await Promise.all([import("./reaction-tray.js"), styleSheet("chat/reaction-tray.css")]);
    this.#tray.value = !this.#tray.value;
  };

  /** Names and commands are completed for those who write, which few do at once. */
  #completes = async () => {
    const [strip] = await Promise.all([import("./reply-strip.js"), import("../chat/complete-line.js"), styleSheet("chat/complete-line.css")]);
    strip.answerable(this.room);
  };
}
customElements.define("chat-composer", ChatComposer);
