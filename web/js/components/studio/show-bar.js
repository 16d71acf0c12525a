/** The cockpit's bar: on air or not, since when, which show, and the way to end it. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { showUrl } from "../../lib/address.js";
import { clock } from "../../lib/format.js";
import { count } from "../../lib/i18n.js";
import { icon } from "../icon.js";
import { settingsMenu } from "../settings-menu.js";
import { mark } from "../site-header.js";
import { openEncoder } from "./encoder-dialog.js";
import { openEnd } from "./end-dialog.js";
import { healthLine } from "./health-card.js";
import { openKeys } from "./shortcuts.js";
import { StudioPart } from "./part.js";

class ShowBar extends StudioPart {
  render() {
    const { narrow, role, broadcast } = this.studio;
    // Over the picture only where there is one.
    return narrow.value && role === "host" && broadcast.phase.value !== "ended" ? this.#phone() : this.#desk();
  }

  #desk() {
    const { desk, role, broadcast } = this.studio;
    const host = role === "host";
    return html`<header class="bar-top show-bar">
      <a class="logo" href="/studio" aria-label=${t("studio.shows")}
        >${mark()}<span class="wide-only" aria-hidden="true">${t("studio.title")}</span></a
      >
      ${onAirBadge(this.studio)}
      <h1 class="t4 clip">${desk.show.value.title}</h1>
      <span class="push"></span>
      ${host ? nothing : html`<span class="t2 muted row wide-only">${icon("shield", "sm")}${t("bar.moderating")}</span>`}
      <a
        class="btn small line"
        href=${showUrl(desk.show.value.id)}
        target="_blank"
        aria-label="${t("shows.page")}: ${t("bar.page")}"
        title=${t("bar.page")}
        >${icon("external-link", "sm")}<span class="wide-only">${t("shows.page")}</span></a
      >
      ${host && broadcast.phase.value !== "ended" ? html`<button class="btn small line" title=${t("bar.encoder")} @click=${() => openEncoder()}>${icon("monitor", "sm")}${t("bar.encoderShort")}</button>` : nothing}
      <button
        class="btn small line wide-only"
        aria-label=${t("bar.keys")}
        title=${t("bar.keys")}
        @click=${() => openKeys()}
      >
        <kbd class="key">?</kbd>
      </button>
      ${settingsMenu()}
      ${host && this.#canEnd() ? html`<button class="btn small danger" @click=${() => openEnd()}>${t("bar.end")}</button>` : nothing}
    </header>`;
  }

  #phone() {
    const { broadcast, watching } = this.studio;
    const live = broadcast.live.value;
    return html`<header class="show-bar phone-bar">
      <div class="row">
        ${broadcast.publishing.value ? nothing : html`<a class="icon-btn glass" href="/studio" aria-label=${t("studio.shows")}>${icon("chevron-left")}</a>`}
        ${onAirBadge(this.studio)}
        ${live ? html`<span class="pill glass num">${icon("eye", "xs")}<span aria-hidden="true">${count(watching.value)}</span><span class="sr">${t("live.viewers", { n: watching.value })}</span></span>` : nothing}
        <span class="push"></span>
        ${live ? html`<button class="btn small phone-end" @click=${() => openEnd()}>${t("bar.endShort")}</button>` : nothing}
      </div>
      <h1 class=${live ? "sr" : "pill glass phone-title"}>
        <span class="clip">${this.studio.desk.show.value.title}</span>
      </h1>
      ${live ? html`<p class="row">${healthLine(broadcast.health.value)}</p>` : nothing}
    </header>`;
  }

  #canEnd() {
    const { status } = this.studio.desk.show.value;
    return status === "live" || status === "interrupted" || this.studio.broadcast.live.value;
  }
}
customElements.define("studio-bar", ShowBar);

/** On air is red; everything else is grey or amber, with a word. @param {import("./studio.js").Studio} studio */
function onAirBadge(studio) {
  const { broadcast, desk, narrow } = studio;
  const glass = narrow.value ? "glass" : "elapsed";
  switch (broadcast.phase.value) {
    case "on_air":
    case "outside":
      return html`<span class="live-pair"
        ><span><i class="dot" aria-hidden="true"></i>${t("bar.onAir")}</span>${elapsed(studio, glass)}</span
      >`;
    case "reconnecting":
      return html`<span class="live-pair amber"
        ><span>${icon("wifi-off", "xs")}${t("bar.reconnecting")}</span
        ><span class="${glass} num">${t("bar.attempt", { n: broadcast.stage.value.attempt })}</span></span
      >`;
    case "outside_lost":
      return html`<span class="live-pair amber"
        ><span>${icon("wifi-off", "xs")}${t("bar.noPicture")}</span>${elapsed(studio, glass)}</span
      >`;
    case "connecting":
      return html`<span class="live-pair grey"
        ><span><span class="spin" aria-hidden="true"></span>${t("bar.connecting")}</span></span
      >`;
    case "ended":
      return html`<span class="live-pair grey"><span>${t("bar.over")}</span></span>`;
    default:
      return desk.show.value.status === "scheduled"
        ? html`<span class="live-pair grey"><span>${t("bar.notOnAir")}</span></span>`
        : nothing;
  }
}

/**
 * @param {import("./studio.js").Studio} studio
 * @param {string} glass
 */
function elapsed({ broadcast, desk, room }, glass) {
  const since = desk.show.value.started_ms ?? broadcast.onAirSinceMs.value;
  if (since === null) return nothing;
  return html`<span class="${glass} num" role="timer" aria-label=${t("bar.elapsed")}
    >${clock(Math.max(0, room.nowMs.value - since))}</span
  >`;
}
