/** The paired badge: what the picture is doing, and the measured delay when there is one. */
import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { count, plainSpaces } from "../lib/i18n.js";
import { delay, rounded } from "../lib/format.js";
import { icon } from "./icon.js";

/** Fewer viewers than this are not shown: they say nothing. */
const SHOWN_FROM = 3;

/** @typedef {"live" | "reconnecting" | "interrupted" | "ended" | "replay"} PictureState */

const TONES = { live: "", reconnecting: "amber", interrupted: "grey", ended: "grey", replay: "grey" };

/** @param {PictureState} state  @param {unknown} [detail] a second half: a delay, a try, a promise */
export function liveBadge(state, detail = nothing) {
  const words = {
    live: t("live"),
    reconnecting: t("live.reconnecting"),
    interrupted: t("live.interrupted"),
    ended: t("live.ended"),
    replay: t("live.replay"),
  };
  const mark =
    state === "live"
      ? html`<i class="dot" aria-hidden="true"></i>`
      : state === "reconnecting"
        ? icon("wifi-off", "xs")
        : nothing;
  const second = detail === nothing ? nothing : html`<span class="glass num">${detail}</span>`;
  return html`<span class="live-pair ${TONES[state]}"><span>${mark}${words[state]}</span>${second}</span>`;
}

/** @param {number} delayMs measured */
export const behind = (delayMs) => plainSpaces(t("live.behind", { seconds: delay(delayMs) }));

/**
 * @param {number} viewers people, not tabs
 * @param {boolean} [roughly] the server knows only those who are connected to it
 */
export const viewerCount = (viewers, roughly = false) =>
  viewers < SHOWN_FROM
    ? nothing
    : html`<span class="pill glass num"
        >${icon("eye", "xs")}<span aria-hidden="true">${roughly ? t("live.about", { n: rounded(viewers) }) : count(viewers)}</span
        ><span class="sr">${roughly ? t("live.viewersAbout", { n: rounded(viewers) }) : t("live.viewers", { n: viewers })}</span></span
      >`;
