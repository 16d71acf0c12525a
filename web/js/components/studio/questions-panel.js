/** The seller's prompter: what the audience asks most, answered with one tap, in the video or in text. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { clock } from "../../lib/format.js";
import { openQuestions } from "../../models/questions.js";
import { refusalText } from "../chat/refusal-text.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { StudioPart } from "./part.js";
import "./polls-panel.js";
import { RowMenu } from "./row-menu.js";

/** @typedef {import("../../models/questions.js").Question} Question */

const LONGEST_ANSWER = 600;
/** As many can be told apart in a menu. */
const MERGE_TARGETS = 6;

class QuestionsPanel extends StudioPart {
  #menu = new RowMenu();
  /** The question that is being answered in text. */
  #writing = signal(/** @type {string | null} */ (null));

  render() {
    const { room } = this.studio;
    const open = openQuestions(room.state.value.questions);
    const refused = room.refused.value;
    return html`${refused ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${refusalText(refused)}</span></p>` : nothing}
      <studio-polls .studio=${this.studio}></studio-polls>
      <div class="row">
        <h2 class="t4">${t("ask.top")} ${open.length ? html`<span class="muted num count-of">${open.length}</span>` : nothing}</h2>
        ${open.length ? html`<span class="push t2 muted row key-hint"><kbd class="key">A</kbd>${t("ask.answerFirst")}</span>` : nothing}
      </div>
      ${
        open.length
          ? html`<ul class="asks">
              ${repeat(
                open,
                ({ id }) => id,
                (question) => this.#card(question),
              )}
            </ul>`
          : html`<p class="t2 muted">${t("ask.none")}</p>`
      }`;
  }

  /** Answers the most asked question, or is done with the one being answered. */
  answerFirst() {
    const [first] = openQuestions(this.studio.room.state.value.questions);
    if (first) first.standing === "answering" ? this.#done(first) : this.#answer(first);
  }

  /** @param {Question} question */
  #card(question) {
    const now = question.standing === "answering";
    const product = this.studio.desk.show.value.lineup.find(({ id }) => id === question.product_id);
    return html`<li class="ask-card card ${now ? "now" : ""}">
      <span class="ask-n num" aria-label=${t("ask.asked", { n: question.n })}>${question.n}</span>
      <p class="med q-text" dir="auto">${question.x}</p>
      <p class="t2 muted clip">
        ${now ? html`<b class="now-word">${t("ask.now")}</b> ` : nothing}${[question.asker.name, product?.title].filter(Boolean).join(" · ")}${now ? html` · <span class="num" role="timer">${this.#since(question)}</span>` : nothing}
      </p>
      ${this.#writing.value === question.id ? this.#textForm(question) : this.#acts(question, now)}
    </li>`;
  }

  /** @param {Question} question @param {boolean} now */
  #acts(question, now) {
    return html`<div class="row ask-acts">
      ${
        now
          ? html`<button class="btn small" @click=${() => this.#done(question)}>${icon("check", "sm")}${t("ask.done")}</button>
              <button class="btn small quiet" @click=${() => this.#act("qa.reopen", question)}>${t("ask.later")}</button>`
          : html`<button class="btn small" @click=${() => this.#answer(question)}>${t("ask.answer")}<span class="sr">: ${question.x}</span></button>
              <button class="btn small quiet" @click=${() => this.#write(question)}>${t("ask.inText")}</button>`
      }
      <button
        class="icon-btn push"
        aria-haspopup="menu"
        aria-label=${t("ask.more", { question: question.x })}
        @click=${(/** @type {Event} */ event) => this.#more(event, question)}
      >
        ${icon("ellipsis", "sm")}
      </button>
    </div>`;
  }

  /** @param {Question} question */
  #textForm(question) {
    return html`<form class="ask-write" @submit=${(/** @type {SubmitEvent} */ event) => this.#sendText(event, question)} @keydown=${this.#escape}>
      <label class="field"><span class="sr">${t("ask.text")}</span><textarea name="answer" rows="2" maxlength=${LONGEST_ANSWER} required placeholder=${t("ask.text")}></textarea></label>
      <div class="row">
        <button class="btn small">${icon("send", "sm")}${t("ask.sendText")}</button>
        <button class="btn small quiet" type="button" @click=${() => (this.#writing.value = null)}>${t("action.cancel")}</button>
      </div>
    </form>`;
  }

  /** @param {Question} question */
  #since({ answer }) {
    return clock(Math.max(0, this.studio.room.nowMs.value - (answer?.ts ?? 0)));
  }

  /** @param {Question} question */
  async #write(question) {
    this.#writing.value = question.id;
    await this.updateComplete;
    this.querySelector("textarea")?.focus();
  }

  #escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") this.#writing.value = null;
  };

  /** @param {SubmitEvent} event @param {Question} question */
  #sendText(event, question) {
    event.preventDefault();
    const x = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("answer") ?? "").trim();
    if (x && this.#act("qa.answer", question, { x })) this.#writing.value = null;
  }

  /** @param {Question} question */
  #answer(question) {
    const capture_ms = this.studio.desk.captureMs();
    this.#act("qa.answer", question, capture_ms === null ? {} : { capture_ms });
  }

  /** @param {Question} question */
  #done(question) {
    if (this.#act("qa.done", question)) toast(t("ask.doneToast"), () => this.#act("qa.reopen", question));
  }

  /** @param {Event} event @param {Question} question */
  #more(event, question) {
    const pinned = this.studio.desk.show.value.lineup.find(({ id }) => id === this.studio.desk.pinnedId);
    const others = openQuestions(this.studio.room.state.value.questions).filter(({ id }) => id !== question.id);
    this.#menu.open(/** @type {HTMLElement} */ (event.currentTarget), [
      ...(pinned && pinned.id !== question.product_id
        ? [{ icon: /** @type {const} */ ("tag"), words: t("ask.bind", { title: pinned.title }), act: () => void this.#act("qa.bind", question, { product: pinned.id }) }]
        : []),
      ...others.slice(0, MERGE_TARGETS).map((other) => ({
        icon: /** @type {const} */ ("copy"),
        words: t("ask.merge", { question: other.x }),
        act: () => this.#undoable("qa.merge", question, { into: other.id }, t("ask.mergedToast")),
      })),
      ...["answered", "offTopic", "rude"].map((reason) => {
        const words = t(/** @type {"ask.reason.rude"} */ (`ask.reason.${reason}`));
        return {
          icon: /** @type {const} */ ("eye-off"),
          words: t("ask.dismiss", { reason: words }),
          act: () => this.#undoable("qa.dismiss", question, { reason: words }, t("ask.dismissedToast")),
        };
      }),
    ]);
  }

  /** @param {string} kind @param {Question} question @param {object} more @param {string} words */
  #undoable(kind, question, more, words) {
    if (this.#act(kind, question, more)) toast(words, () => this.#act("qa.reopen", question));
  }

  /** @param {string} kind @param {Question} question @param {object} [more] @returns {boolean} whether it went out */
  #act(kind, question, more = {}) {
    return this.studio.room.about(kind, { q: question.id, ...more });
  }
}
customElements.define("studio-questions", QuestionsPanel);
