/** How a poll is drawn for those who vote and for those who asked: its options as buttons, its results as bars. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/polls.js";
import { cssVars } from "../../lib/css-vars.js";
import { clock } from "../../lib/format.js";
import { isOpen, results } from "../../models/poll-results.js";
import { icon } from "../icon.js";

/** @typedef {import("../../models/polls.js").Poll} Poll */

/** @param {Poll} poll @param {number | undefined} mine  the own choice */
export const pollBars = (poll, mine) =>
  html`<ul class="poll-bars">
    ${results(poll).map(
      ({ text, at, count, share, leads }) => html`<li class=${leads ? "leads" : ""} ${cssVars({ "--share": `${share}%` })}>
        <span class="grow" dir="auto">${text}</span>${at === mine ? html`${icon("check", "sm")}<span class="sr">${t("poll.yours")}</span>` : nothing}
        <b class="num" aria-label=${t("poll.count", { n: count })}>${share} %</b>
      </li>`,
    )}
  </ul>`;

/** @param {Poll} poll @param {(option: number) => void} choose */
export const pollOptions = (poll, choose) =>
  html`<ul class="poll-options">
    ${poll.options.map((text, at) => html`<li><button type="button" class="btn wide" dir="auto" @click=${() => choose(at)}>${text}</button></li>`)}
  </ul>`;

/** How many voted and how long it goes on. @param {Poll} poll @param {number} nowMs */
export function pollState(poll, nowMs) {
  const voted = t("poll.voted", { n: poll.n.reduce((sum, each) => sum + each, 0) });
  const left = poll.ends_ms === null ? "" : t("poll.left", { time: clock(Math.max(0, poll.ends_ms - nowMs)) });
  return [voted, isOpen(poll, nowMs) ? left : t("poll.closed")].filter(Boolean).join(" · ");
}
