/** A seller's shows as rows: live ones large, what is to come by date, what is over with its summary. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { showUrl } from "../../lib/address.js";
import { copyText } from "../../lib/clipboard.js";
import { dayOfMonth, moment, monthName, weekdayTime } from "../../lib/format.js";
import { count } from "../../lib/i18n.js";
import { icon } from "../icon.js";
import { liveBadge } from "../live-badge.js";
import { toast } from "../toast-line.js";

/** @param {string} id */
const studioUrl = (id) => `/studio/${encodeURIComponent(id)}`;

/**
 * On air now: the light is on the way back.
 * @param {Api.ShowCard} show
 * @param {boolean} own  Else the reader moderates it for another shop.
 */
export function liveRow(show, own) {
  return html`<li class="card live-show">
    ${poster(show)}
    <div class="live-words">
      <p class="row wrap">
        ${liveBadge(show.status === "live" ? "live" : "interrupted")}
        <span class="t2 muted num row">${icon("eye", "xs")}${t("shows.viewers", { n: show.viewers })}</span>
      </p>
      <h3 class="t5 clip2">${show.title}</h3>
    </div>
    <a class="btn primary tall" href=${studioUrl(show.id)}
      >${icon(own ? "radio" : "shield", "sm")}${own ? t("shows.continue") : t("shows.moderate")}</a
    >
  </li>`;
}

/**
 * @param {Api.ShowCard} show
 * @param {boolean} own
 * @param {boolean} first  The soonest, when nothing is on air: its button carries the light.
 */
export function upcomingRow(show, own, first) {
  return html`<li class="show-row">
    <time class="date" datetime=${new Date(show.starts_ms).toISOString()}
      ><b class="num">${dayOfMonth(show.starts_ms)}</b>${monthName(show.starts_ms)}</time
    >
    <div class="show-words">
      <h3 class="med clip2">${show.title}</h3>
      <p class="t2 muted num">${weekdayTime(show.starts_ms)}</p>
    </div>
    <div class="row show-acts">
      <button
        class="icon-btn"
        aria-label="${t("shows.copy")}: ${show.title}"
        title=${t("shows.copy")}
        @click=${() => copyLink(show)}
      >
        ${icon("link")}
      </button>
      <a class="btn ${first ? "primary" : ""}" href=${studioUrl(show.id)}
        >${own ? t("shows.prepare") : t("shows.moderate")}</a
      >
    </div>
  </li>`;
}

/**
 * @param {Api.ShowCard} show
 * @param {boolean} own
 */
export function endedRow(show, own) {
  return html`<li class="show-row">
    ${poster(show)}
    <div class="show-words">
      <h3 class="med clip2">${show.title}</h3>
      <p class="t2 muted num">${t("shows.endedAt", { when: moment(show.ended_ms ?? show.starts_ms) })}</p>
    </div>
    <div class="row show-acts">
      ${own ? html`<a class="btn quiet" href="/studio/orders?show=${encodeURIComponent(show.id)}">${t("studio.orders")}</a>` : nothing}
      <a class="btn line" href=${studioUrl(show.id)}>${own ? t("shows.summary") : t("mod.log")}</a>
    </div>
  </li>`;
}

/** @param {string} title @param {number} n @param {unknown} rows */
export function showGroup(title, n, rows) {
  return n
    ? html`<section class="show-group">
        <h2 class="t5">${title} <span class="muted num">${n > 1 ? count(n) : nothing}</span></h2>
        <ul>
          ${rows}
        </ul>
      </section>`
    : nothing;
}

/** @param {Api.ShowCard} show */
function poster(show) {
  return html`<img
    class="pic show-poster"
    src=${show.poster_url ?? "/static/art/mark.svg"}
    alt=""
    width="60"
    height="75"
    loading="lazy"
  />`;
}

/** @param {Api.ShowCard} show */
async function copyLink(show) {
  const link = new URL(showUrl(show.id), location.href).href;
  toast((await copyText(link)) ? t("shows.copied") : link); // at least to be read
}
