/** One show to come: its date, title, what will be on the table, and a calendar file. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { showUrl } from "../../lib/address.js";
import { dayOfMonth, monthName, weekdayTime } from "../../lib/format.js";
import { calendarFile } from "../../models/calendar.js";
import { icon } from "../icon.js";

const MOST_PICTURES = 3;

/** Hands the show's calendar file to the browser. @param {Api.ShowCard} show  @param {string} [description] */
export function saveToCalendar(show, description = "") {
  const page = new URL(showUrl(show.id), location.href).href;
  const file = new Blob([calendarFile({ ...show, description }, page, Date.now())], { type: "text/calendar" });
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(file),
    download: `${show.id}.ics`,
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {Api.ShowCard} show  @param {string} [style] */
export const calendarButton = (show, style = "line") =>
  html`<button class="btn ${style}" @click=${() => saveToCalendar(show)}>
    ${icon("calendar-plus", "sm")}<span>${t("show.calendar")}</span><span class="sr">: ${show.title}</span>
  </button>`;

/** @param {Api.Show | undefined} details */
function pictures(details) {
  const images = (details?.lineup ?? []).flatMap((product) => product.images.slice(0, 1)).slice(0, MOST_PICTURES);
  if (!images.length) return nothing;
  return html`<span class="ims"
    >${images.map((image) => html`<img class="pic" src=${image.url} alt="" width="40" height="48" loading="lazy" />`)}</span
  >`;
}

/** @param {Api.ShowCard} show  @param {Api.Show | undefined} details */
export const upcomingRow = (show, details) =>
  html`<li class="up">
    <span class="date num" aria-hidden="true"><b>${dayOfMonth(show.starts_ms)}</b>${monthName(show.starts_ms)}</span>
    <span class="what">
      <a href=${showUrl(show.id)} class="med clip2">${show.title}</a>
      <span class="t2 muted clip">${weekdayTime(show.starts_ms)}, ${show.seller.name}</span>
    </span>
    ${pictures(details)} ${calendarButton(show, "line small-words")}
  </li>`;
