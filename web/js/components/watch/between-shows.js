/** Before the show: when it starts and what comes. After it: that it is over, and what comes next. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/between.js";
import { t as watchWord } from "../../i18n/watch.js";
import { showUrl } from "../../lib/address.js";
import { time, weekday } from "../../lib/format.js";
import { countdown } from "../../models/show.js";
import { icon } from "../icon.js";
import "../interests/follow-button.js";
import "../interests/remind-button.js";
import { saveToCalendar } from "./save-to-calendar.js";
import { shareShow } from "./share.js";
import { WatchPart } from "./watch-part.js";

class BetweenShows extends WatchPart {
  render() {
    const show = this.room.show.value;
    if (show?.status === "scheduled") return this.#before(show);
    return show?.status === "ended" && !this.room.replay.value ? this.#after(show) : nothing;
  }

  /** @param {Api.Show} show */
  #before(show) {
    const leftMs = show.starts_ms - this.room.now.value;
    return html`<section class="soon" aria-label=${t("soon.label")}>
      <div class="when">
        <p class="t2">${t("soon.when", { date: weekday(show.starts_ms), time: time(show.starts_ms) })}</p>
        <h2 class="t6">${show.title}</h2>
      </div>
      ${leftMs > 0 ? clockOf(leftMs) : html`<p class="t4">${t("soon.due")}</p>`} ${preview(show)}
      <div class="ways">
        <remind-button look="primary tall wide" show=${show.id} name=${show.title}></remind-button>
        <button class="btn line wide" @click=${() => saveToCalendar(show)}>
          ${icon("calendar-plus")}${t("soon.calendar")}
        </button>
        <button class="btn line wide" @click=${() => shareShow(show)}>${icon("share-2")}${watchWord("rail.share")}</button>
        <button class="btn line wide only-phone" @click=${() => (this.room.sheet.value = "questions")}>
          ${icon("circle-help")}${t("ask.before")}
        </button>
      </div>
    </section>`;
  }

  /** @param {Api.Show} show */
  #after(show) {
    const { next } = show;
    return html`<section class="soon over" aria-label=${t("over.label")}>
      <div class="when">
        <p class="t2">${show.ended_ms ? t("over.when", { time: time(show.ended_ms) }) : ""}</p>
        <h2 class="t6">${t("over.title")}</h2>
        <p>${t("over.why")}</p>
      </div>
      ${next ? nextShow(next) : html`<p class="t2">${t("over.noNext", { name: show.seller.name })}</p>`}
      <follow-button seller=${show.seller.id} name=${show.seller.name}></follow-button>
      <div class="ways">
        ${show.replay_seconds ? html`<button class="btn primary tall wide" aria-busy=${this.room.replayComes.value} @click=${() => void this.room.openReplay()}>${icon("play")}${t("over.replay")}</button>` : nothing}
        ${
          next
            ? html`<a class="btn ${show.replay_seconds ? "line" : "primary"} tall wide" href=${showUrl(next.id)}
                >${icon(next.status === "live" ? "play" : "bell")}${next.status === "live" ? t("over.watchNext") : t("over.seeNext")}</a
              >`
            : html`<a class="btn ${show.replay_seconds ? "line" : "primary"} tall wide" href="/">${t("over.others")}</a>`
        }
        ${show.lineup.length ? html`<button class="btn line wide only-phone" @click=${() => (this.room.sheet.value = "lineup")}>${icon("shopping-bag")}${t("over.products")}</button>` : nothing}
      </div>
    </section>`;
  }
}
customElements.define("between-shows", BetweenShows);

/** @param {number} leftMs */
function clockOf(leftMs) {
  const { days, hours, minutes, seconds } = countdown(leftMs);
  const parts = /** @type {const} */ ([
    ["days", days],
    ["hours", hours],
    ["minutes", minutes],
    ["seconds", seconds],
  ]);
  // Far away, seconds are noise; near, days are.
  const shown = days > 0 ? parts.slice(0, 3) : hours > 0 ? parts.slice(1) : parts.slice(2);
  return html`<div class="clock" role="timer">
    ${shown.map(([unit, n]) => html`<div><b class="num">${n}</b><span>${t(`soon.${unit}`, { n })}</span></div>`)}
  </div>`;
}

/** @param {Api.Show} show */
const preview = ({ lineup }) =>
  lineup.length
    ? html`<ul class="preview only-phone" tabindex="0" aria-label=${watchWord("lineup.title")}>
        ${lineup.slice(0, 8).map(({ title, images: [image] }) => html`<li>${image ? html`<img class="pic" src=${image.url} alt="" width="92" height="108" />` : html`<span class="pic"></span>`}<span class="t1 clip">${title}</span></li>`)}
      </ul>`
    : nothing;

/** @param {Api.ShowCard} next */
const nextShow = (next) =>
  html`<a class="next-show" href=${showUrl(next.id)}>
    ${next.poster_url ? html`<img class="pic" src=${next.poster_url} alt="" width="64" height="80" />` : html`<span class="pic"></span>`}
    <span class="grow"
      ><span class="t1">${next.status === "live" ? t("over.liveNow") : t("over.next")}</span
      ><b class="clip2">${next.title}</b>
      <span class="t2"
        >${next.status === "live" ? "" : t("soon.when", { date: weekday(next.starts_ms), time: time(next.starts_ms) })}</span
      ></span
    >
    ${icon("chevron-right")}
  </a>`;
