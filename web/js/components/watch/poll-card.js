/** The poll over the chat: one tap votes, then everybody's votes grow; it can be put away. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/polls.js";
import { closedPolls, isOpen, openPolls } from "../../models/poll-results.js";
import { pollBars, pollOptions, pollState } from "../chat/poll-parts.js";
import { announce } from "../announce.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { WatchPart } from "./watch-part.js";

/** A result stays this long after the end. */
const RESULT_MS = 60_000;

class PollCard extends WatchPart {
  #away = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  /** The poll whose vote is to be changed. */
  #changing = signal("");
  #told = "";

  /** What is shown: the newest that is open, or else a result that just came. */
  get #poll() {
    const { polls } = this.room.talk.value;
    const now = this.room.now.value;
    const away = this.#away.value;
    const over = closedPolls(polls, now).filter((poll) => now - (poll.closed_ms ?? poll.ends_ms ?? 0) < RESULT_MS);
    return [...openPolls(polls, now), ...over].find(({ id }) => !away.has(id));
  }

  render() {
    const poll = this.#poll;
    if (!poll) return nothing;
    const now = this.room.now.value;
    const mine = this.room.talk.value.chosen.get(poll.id);
    const votes = isOpen(poll, now) && (mine === undefined || this.#changing.value === poll.id);
    const product = this.room.show.value?.lineup.find(({ id }) => id === poll.product_id);
    return html`<section class="poll" aria-label=${t("poll.label")}>
      <header class="row">
        <h3 class="t3 grow" dir="auto">${poll.x}</h3>
        <button class="icon-btn" aria-label=${t("poll.away")} @click=${() => (this.#away.value = new Set([...this.#away.value, poll.id]))}>${icon("x", "sm")}</button>
      </header>
      ${product ? html`<p class="t1 about">${product.title}</p>` : nothing}
      ${votes ? pollOptions(poll, (option) => this.#choose(poll, option)) : pollBars(poll, mine)}
      <footer class="row t1">
        <span class="grow num">${pollState(poll, now)}</span>
        ${!votes && !poll.final && isOpen(poll, now) ? html`<button class="link" @click=${() => (this.#changing.value = poll.id)}>${t("poll.change")}</button>` : nothing}
        ${votes && poll.final ? html`<span>${t("poll.final")}</span>` : nothing}
      </footer>
    </section>`;
  }

  /** @override */
  updated() {
    const poll = this.#poll;
    if (!poll || poll.id === this.#told) return;
    this.#told = poll.id;
    announce(t("poll.announce", { question: poll.x }));
  }

  /** @param {import("../../models/polls.js").Poll} poll @param {number} option */
  #choose(poll, option) {
    if (!this.room.moderate(this.room.chat.choose(poll.id, option))) toast(t("poll.offline"));
    this.#changing.value = "";
  }
}
customElements.define("poll-card", PollCard);
