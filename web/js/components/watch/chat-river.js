/** The chat, over the video on a phone and in its column on a desk: keeps to the newest line unless the reader has scrolled up. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/watch.js";
import { styleSheet } from "../../lib/style-sheet.js";
import { announce } from "../announce.js";
import { icon } from "../icon.js";
import { chatLine } from "./chat-line.js";
import { WatchPart } from "./watch-part.js";

/** The last lines are enough to read back in; the rest would only cost a phone its memory. */
const DRAWN = 120;
/** Closer to the end than this counts as reading along. */
const NEAR_PX = 48;
/** With "read new messages" on, at most one announcement in this time (design.md, section 7). */
const READ_MS = 4000;

class ChatRiver extends WatchPart {
  /** @type {Partial<import("./chat-line.js").LineTools>} */
  #late = {};
  #missed = signal(0);
  #along = true;
  /** The newest offset that was drawn, to count what came since. */
  #last = 0;
  /** @type {IntersectionObserver | undefined} */
  #whole;
  #unread = { n: 0, name: "" };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #reading;

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#whole?.disconnect();
  }

  render() {
    const { talk, chat, line, replay } = this.room;
    const lines = this.room.lines.value;
    // What was said long ago is neither judged nor answered any more.
    const live = !replay.value;
    const welcomed = live && talk.value.welcomed;
    this.#fetchLate(lines);
    const tools = {
      refusalWords: undefined,
      rich: undefined,
      me: talk.value.you?.id,
      ...this.#late,
      now: this.#counts(lines) ? this.room.now.value : chat.serverNow(),
      moderates: live && chat.moderates(),
      reports: live,
      again: this.#again,
      edit: this.#edit,
      moderate: this.#moderate,
      report: this.#report,
    };
    const missed = this.#missed.value;
    const empty = welcomed && lines.length === 0;
    return html`${this.#notice()}${this.#poll()}
      <div
        class="river"
        id="chat"
        role="log"
        aria-live="off"
        aria-label=${t("chat.label")}
        tabindex="0"
        @scroll=${this.#scrolled}
      >
        <ol>
          ${empty ? html`<li class="msg first">${t("chat.empty")}</li>` : nothing}
          ${repeat(
            lines.slice(-DRAWN),
            (item) => item.key,
            (item) => chatLine(item, tools),
          )}
        </ol>
      </div>
      ${line.value.phase === "waiting" && welcomed ? html`<p class="chat-line-state t1" role="status">${icon("wifi-off", "xs")}${t("chat.offline")}</p>` : nothing}
      ${missed ? html`<button class="missed btn small" @click=${this.#toEnd}>${t("chat.missed", { n: missed })}${icon("chevron-down", "sm")}</button>` : nothing}`;
  }

  /** @override */
  updated() {
    const lines = this.room.lines.peek();
    const fresh = lines.filter((line) => (line.off ?? Infinity) > this.#last && (line.kind === "sold" || !line.own));
    this.#last = Math.max(this.#last, ...lines.map((line) => line.off ?? 0));
    if (this.#along || lines.at(-1)?.off === null) this.#stay();
    else if (fresh.length) this.#missed.value += fresh.length;
    this.#read(fresh);
    this.#watchEdges();
  }

  #notice() {
    const { notice } = this.room.talk.value.snapshot;
    if (!notice) return nothing;
    void Promise.all([import("../chat/notice-bar.js"), styleSheet("chat/notice-bar.css"), styleSheet("chat/rich.css")]);
    return html`<notice-bar .notice=${notice} .unpin=${this.room.chat.moderates() ? this.#unpin : null}></notice-bar>`;
  }

  #poll() {
    if (!this.room.talk.value.polls.size || this.room.replay.value) return nothing;
    void Promise.all([import("./poll-card.js"), styleSheet("chat/polls.css")]);
    return html`<poll-card .room=${this.room}></poll-card>`;
  }

  #unpin = () => void this.room.moderate(this.room.chat.request("mod.unpin", {}));

  /** What only some lines need comes with the first of them. @param {readonly import("../../models/chat-lines.js").Line[]} lines */
  #fetchLate(lines) {
    const messages = lines.filter((line) => line.kind === "message");
    if (!("refusalWords" in this.#late) && messages.some(({ status }) => status === "refused"))
      void this.#fetch("refusalWords", async () => (await import("./refusal-words.js")).refusalWords);
    if (!("rich" in this.#late) && messages.some(({ re, at, text }) => re || at?.length || /:\/\/|www\./iu.test(text)))
      void this.#fetch("rich", async () => (await import("./river-words.js")).riverWords(this.room));
  }

  /** @template {"refusalWords" | "rich"} Name @param {Name} name @param {() => Promise<import("./chat-line.js").LineTools[Name]>} load */
  async #fetch(name, load) {
    this.#late = { ...this.#late, [name]: undefined };
    this.#late = { ...this.#late, [name]: await load() };
    this.requestUpdate();
  }

  /** Does any line count down? Only then the clock redraws the river. @param {readonly import("../../models/chat-lines.js").Line[]} lines */
  #counts(lines) {
    return lines.some((line) => line.kind === "message" && line.status === "refused");
  }

  #stay() {
    const river = this.querySelector(".river");
    if (river) river.scrollTop = river.scrollHeight;
  }

  #scrolled = (/** @type {Event} */ event) => {
    const river = /** @type {HTMLElement} */ (event.currentTarget);
    this.#along = river.scrollHeight - river.scrollTop - river.clientHeight < NEAR_PX;
    if (this.#along) this.#missed.value = 0;
  };

  #toEnd = () => {
    this.#along = true;
    this.#missed.value = 0;
    this.#stay();
    /** @type {HTMLElement | null} */ (this.querySelector(".river"))?.focus();
  };

  /** Over the video only whole messages are shown: one that no longer fits fades as a whole. */
  #watchEdges() {
    const river = this.querySelector(".river");
    if (!river) return;
    this.#whole ??= new IntersectionObserver(
      (entries) => {
        for (const { target, rootBounds, boundingClientRect } of entries) {
          target.classList.toggle("cut", rootBounds !== null && boundingClientRect.top < rootBounds.top - 1);
        }
      },
      { root: river, threshold: [0, 0.5, 0.98, 1] },
    );
    for (const line of river.querySelectorAll("li:not([data-watched])")) {
      line.setAttribute("data-watched", "");
      this.#whole.observe(line);
    }
  }

  /** @param {readonly import("../../models/chat-lines.js").Line[]} fresh */
  #read(fresh) {
    const last = fresh.at(-1);
    if (!this.room.readAloud.peek() || !last) return;
    this.#unread = {
      n: this.#unread.n + fresh.length,
      name: last.kind === "message" ? last.from.name : this.#unread.name,
    };
    this.#reading ??= setTimeout(() => {
      this.#reading = undefined;
      announce(t("chat.newMessages", this.#unread));
      this.#unread = { n: 0, name: "" };
    }, READ_MS);
  }

  #again = (/** @type {import("./chat-line.js").MessageLine} */ line) => void this.room.sayAgain(line.key);

  #edit = (/** @type {import("./chat-line.js").MessageLine} */ line) => {
    this.room.draft.value = this.room.chat.withdraw(line.key);
    /** @type {HTMLElement | null} */ (document.querySelector("chat-composer input"))?.focus();
  };

  #report = (/** @type {import("./chat-line.js").MessageLine} */ line) => (this.room.reported.value = line);

  #moderate = (/** @type {import("./chat-line.js").MessageLine} */ line) => (this.room.judged.value = line);
}
customElements.define("chat-river", ChatRiver);
