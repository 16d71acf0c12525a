/** The polls of a show for those who ask: what is open with its votes as they come, what came out, and a new one. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { t } from "../../i18n/polls.js";
import { styleSheet } from "../../lib/style-sheet.js";
import { closedPolls, openPolls } from "../../models/poll-results.js";
import { pollBars, pollState } from "../chat/poll-parts.js";
import { icon } from "../icon.js";
import { StudioPart } from "./part.js";
import { openPoll } from "./poll-dialog.js";

const RESULTS = 3;

class PollsPanel extends StudioPart {
  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void styleSheet("chat/polls.css");
  }

  render() {
    const { room } = this.studio;
    const now = room.nowMs.value;
    const { polls } = room.state.value;
    const open = openPolls(polls, now);
    return html`<div class="row">
        <h2 class="t4">${t("polls.title")}</h2>
        <button class="btn small push" @click=${() => openPoll()}>${icon("plus", "sm")}${t("polls.new")}</button>
      </div>
      ${repeat(
        [...open, ...closedPolls(polls, now).slice(0, RESULTS)],
        ({ id }) => id,
        (poll) => this.#card(poll, open.includes(poll), now),
      )}`;
  }

  /** @param {import("../../models/polls.js").Poll} poll @param {boolean} open @param {number} now */
  #card(poll, open, now) {
    const product = this.studio.desk.show.value.lineup.find(({ id }) => id === poll.product_id);
    return html`<article class="card">
      <h3 class="t3 med" dir="auto">${poll.x}</h3>
      ${pollBars(poll, undefined)}
      <div class="row t2 muted">
        <span class="grow num">${[product?.title, pollState(poll, now)].filter(Boolean).join(" · ")}</span>
        ${open ? html`<button class="btn small" @click=${() => this.studio.room.about("poll.close", { poll: poll.id })}>${t("polls.close")}</button>` : nothing}
      </div>
    </article>`;
  }
}
customElements.define("studio-polls", PollsPanel);
