/** The questions of the audience: the one being answered, what waits, what was answered, and a line to ask; a column on a desk, a sheet on a phone. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/ask.js";
import { t as watchWord } from "../../i18n/watch.js";
import { clock } from "../../lib/format.js";
import { problemText } from "../../lib/problems.js";
import { answeredQuestions, dismissedOf, openQuestions } from "../../models/questions.js";
import { pinnedProduct } from "../../models/show.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { Drawer } from "./drawer.js";
import { WatchPart } from "./watch-part.js";

/** @typedef {import("../../models/questions.js").Question} Question */

const LONGEST_NAME = 40;

class AskPanel extends WatchPart {
  #draft = signal("");
  #busy = signal(false);
  #wrong = signal("");
  /** Requests that were sent and may be refused. @type {Set<string>} */
  #sent = new Set();
  /** @type {(() => void) | undefined} */
  #deaf;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#deaf = this.room?.chat.subscribe((_, news) => news.forEach((item) => this.#heard(item)));
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#deaf?.();
  }

  render() {
    const questions = this.room.questions.value;
    const { you } = this.room.talk.value;
    const open = openQuestions(questions);
    const answered = answeredQuestions(questions);
    const dismissed = dismissedOf(questions, you?.id);
    const all = [...open, ...answered, ...dismissed];
    return html`<div class="ask-list" tabindex="-1">
        ${
          all.length
            ? html`<ul>
                ${repeat(
                  all,
                  (question) => question.id,
                  (question) => this.#card(question),
                )}
              </ul>`
            : html`<p class="muted t2 none">${t("ask.none")}</p>`
        }
      </div>
      ${this.#foot()}`;
  }

  /** @param {Question} question */
  #card(question) {
    const now = this.room.answering.value === question.id && question.standing === "answering";
    return html`<li class="qcard ${now ? "now" : ""} is-${question.standing}">
      ${this.#votes(question)}
      <p class="q-text" dir="auto">${question.x}</p>
      <p class="t2 muted q-meta">${this.#meta(question, now)}</p>
      ${question.answer?.x ? html`<p class="q-answer" dir="auto"><b class="med">${question.answer.by}</b> ${question.answer.x}</p>` : nothing}
    </li>`;
  }

  /** @param {Question} question */
  #votes(question) {
    const open = !this.room.replay.value && (question.standing === "open" || question.standing === "answering");
    const on = this.room.talk.value.voted.has(question.id);
    if (!open) return html`<span class="vote is-still" aria-label=${t("ask.asked", { n: question.n })}>${icon(question.answer ? "check" : "arrow-up", "sm")}<span class="num">${question.n}</span></span>`;
    return html`<button
      class="vote ${on ? "on" : ""}"
      aria-pressed=${on}
      aria-label=${t("ask.vote", { n: question.n })}
      @click=${() => this.#send(this.room.chat.vote(question.id, !on))}
    >
      ${icon("arrow-up", "sm")}<span class="num">${question.n}</span>
    </button>`;
  }

  /** @param {Question} question @param {boolean} now */
  #meta(question, now) {
    const asker = question.asker.person_id === this.room.talk.value.you?.id ? watchWord("chat.you") : question.asker.name;
    const product = this.room.show.value?.lineup.find(({ id }) => id === question.product_id);
    const at = this.#videoTime(question);
    if (now) return html`<b class="now-word">${t("ask.now")}</b> · ${asker}${at ? html` · <span class="num">${at}</span>` : nothing}`;
    if (question.standing === "dismissed") return question.reason ? t("ask.dismissedFor", { reason: question.reason }) : t("ask.dismissed");
    const jump = this.#jump(question);
    if (jump) return html`${asker}${product ? html` · ${product.title}` : nothing}${jump}`;
    const words = question.standing !== "answered" ? null : question.answer?.x ? t("ask.answeredText") : at ? t("ask.answeredAt", { time: at }) : t("ask.answered");
    return html`${[asker, product?.title, words].filter(Boolean).join(" · ")}`;
  }

  /** In a replay the answer is one tap away. @param {Question} question */
  #jump({ answer }) {
    const replay = this.room.replay.value;
    const at = answer?.at_seconds;
    if (!replay || at === undefined || at === null) return null;
    const play = () => {
      if (this.room.sheet.value === "questions") this.room.sheet.value = "none";
      replay.playFrom(at);
    };
    return html`<button class="link" @click=${play}>${t("ask.answeredAt", { time: clock(at * 1000) })}</button>`;
  }

  /** How far into the show it was answered. @param {Question} question */
  #videoTime({ answer }) {
    const started = this.room.show.value?.started_ms;
    if (!answer || answer.x || !started) return "";
    return clock(Math.max(0, (answer.capture_ms ?? answer.ts) - started));
  }

  #foot() {
    const { show, name, chat } = this.room;
    if (show.value?.status === "ended") return nothing;
    void this.room.now.value;
    const muted = chat.mutedNow();
    const wrong = this.#wrong.value;
    return html`<form class="ask-foot" @submit=${name.value ? this.#ask : this.#takeName}>
      ${wrong ? html`<p class="wrong" id="ask-wrong" role="alert">${icon("octagon-alert", "sm")}<span>${wrong}</span></p>` : nothing}
      ${muted ? html`<p class="field" role="status">${icon("volume-x", "sm")}<span class="grow clip2">${t("ask.muted")}</span></p>` : name.value ? this.#field() : this.#nameField()}
    </form>`;
  }

  #field() {
    const pinned = this.room.show.value ? pinnedProduct(this.room.show.value) : null;
    const text = this.#draft.value;
    return html`<label class="field">
      <span class="sr">${t("ask.yours")}</span>
      <input
        name="question"
        autocomplete="off"
        enterkeyhint="send"
        maxlength=${this.room.talk.value.limits.text}
        placeholder=${pinned ? t("ask.about", { title: pinned.title }) : t("ask.placeholder")}
        aria-describedby="ask-wrong"
        .value=${text}
        @input=${(/** @type {InputEvent} */ event) => (this.#draft.value = /** @type {HTMLInputElement} */ (event.target).value)}
      />
      <button class="icon-btn send" aria-label=${t("ask.send")} aria-disabled=${text.trim() ? "false" : "true"}>${icon("send")}</button>
    </label>`;
  }

  #nameField() {
    const busy = this.#busy.value;
    return html`<label class="field">
      <span class="sr">${t("ask.name")}</span>
      <input name="nickname" autocomplete="nickname" maxlength=${LONGEST_NAME} placeholder=${t("ask.name")} aria-describedby="ask-wrong" required />
      <button class="join btn small" aria-busy=${busy}>${busy ? html`<span class="spin" aria-hidden="true"></span>` : nothing}${watchWord("chat.join")}</button>
    </label>`;
  }

  #ask = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const text = this.#draft.value.trim();
    if (!text) return;
    const pinned = this.room.show.value ? pinnedProduct(this.room.show.value) : null;
    this.#wrong.value = "";
    if (this.#send(this.room.chat.request("qa.ask", { x: text, ...(pinned && { product: pinned.id }) }))) this.#draft.value = "";
  };

  #takeName = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const name = String(new FormData(form).get("nickname") ?? "").trim();
    if (!name || this.#busy.value) return;
    this.#busy.value = true;
    this.#wrong.value = "";
    try {
      await this.room.takeName(name);
      await this.updateComplete;
      this.querySelector("input")?.focus();
    } catch (error) {
      this.#wrong.value = problemText(error);
    } finally {
      this.#busy.value = false;
    }
  };

  /** @param {{ id: string }} frame @returns {boolean} whether it went out */
  #send(frame) {
    const sent = this.room.moderate(frame);
    if (sent) this.#sent.add(frame.id);
    else toast(watchWord("chat.offline"));
    return sent;
  }

  /** @param {import("../../models/chat-state.js").ChatNews} news */
  #heard(news) {
    if (news.type !== "refused" || !this.#sent.delete(news.id)) return;
    const waitMs = (news.refusal.retry_at_ms ?? 0) - this.room.now.value;
    this.#wrong.value = refusalWords(news.refusal, waitMs);
  }
}
customElements.define("ask-panel", AskPanel);

/** @param {import("../../models/chat-lines.js").Refusal} refusal @param {number} waitMs */
function refusalWords({ code }, waitMs) {
  switch (code) {
    case "too_fast":
      return t("ask.refused.fast", { left: clock(Math.max(waitMs, 1000)) });
    case "too_many":
      return t("ask.refused.many");
    case "already_done":
      return t("ask.refused.done");
    case "too_long":
      return watchWord("chat.refused.long");
    case "muted":
      return t("ask.muted");
    default:
      return t("ask.refused");
  }
}

class AskDrawer extends Drawer {
  /** @override */
  get sheet() {
    return /** @type {const} */ ("questions");
  }

  render() {
    const { replay, questions } = this.room;
    const open = replay.value ? questions.value.size : openQuestions(questions.value).length;
    const title = html`${watchWord("ask.title")} <span class="muted num count-of">${open || nothing}</span>`;
    return this.drawer("ask", title, () => html`<ask-panel .room=${this.room}></ask-panel>`);
  }
}
customElements.define("ask-drawer", AskDrawer);
