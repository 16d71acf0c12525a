/** Over the picture: whose show it is, how live it is, how many watch, the tap for sound, the way out. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/watch.js";
import { sellerUrl } from "../../lib/address.js";
import { date } from "../../lib/format.js";
import { icon } from "../icon.js";
import { behind, liveBadge, viewerCount } from "../live-badge.js";
import { settingsMenu } from "../settings-menu.js";
import { sandboxNotice } from "../sandbox-notice.js";
import { WatchPart } from "./watch-part.js";

class StageChrome extends WatchPart {
  render() {
    const show = this.room.show.value;
    return html`<div class="row top-line">
        ${show ? sellerPill(show) : html`<span class="seller glass sk"></span>`}
        <span class="push row only-phone ways">
          <span class="glass round">${settingsMenu("stage-settings")}</span>
          <a class="icon-btn glass" href="/" aria-label=${t("stage.leave")}>${icon("x")}</a>
        </span>
      </div>
      ${show ? html`<div class="row wrap facts">${this.#badge(show)}${isOn(show) ? viewerCount(this.room.viewers.value, this.room.talk.value.degraded) : nothing}</div>` : html`<span class="sk badge-sk"></span>`}
      <div class="only-phone demo-line">${sandboxNotice()}</div>
      ${this.#sound()}`;
  }

  /** @param {Api.Show} show */
  #badge(show) {
    const { phase, lastFrameMs } = this.room.picture.state.value;
    const delay = this.room.picture.delay.value;
    if (show.status === "ended") return liveBadge(this.room.replay.value ? "replay" : "ended", this.room.replay.value && show.started_ms ? date(show.started_ms) : nothing);
    if (show.status === "scheduled") return nothing;
    if (phase === "interrupted" || show.status === "interrupted") return liveBadge("interrupted");
    if (phase === "lost")
      return liveBadge(
        "reconnecting",
        lastFrameMs === null ? nothing : t("stage.since", { n: this.#quietSeconds(lastFrameMs) }),
      );
    if (phase === "paused") return liveBadge("live");
    if (phase === "playing") return liveBadge("live", delay === null ? nothing : behind(delay * 1000));
    return html`<span class="sk badge-sk" role="status"><span class="sr">${t("stage.connecting")}</span></span>`;
  }

  /** @param {number} lastFrameMs */
  #quietSeconds(lastFrameMs) {
    void this.room.now.value;
    return Math.max(1, Math.round((performance.now() - lastFrameMs) / 1000));
  }

  #sound() {
    const { picture } = this.room;
    if (picture.blocked.value) return soundButton("play", t("stage.play"), picture);
    const { phase } = picture.state.value;
    if (!picture.muted.value || (phase !== "playing" && phase !== "paused")) return nothing;
    return soundButton("volume-x", t("stage.sound"), picture);
  }
}
customElements.define("stage-chrome", StageChrome);

/** @param {"play" | "volume-x"} name @param {string} words @param {import("./picture.js").Picture} picture */
const soundButton = (name, words, picture) =>
  html`<button class="sound glass" @click=${() => picture.unmute()}>${icon(name)}<span>${words}</span></button>`;

/** @param {Api.Show} show */
const isOn = ({ status }) => status === "live" || status === "interrupted";

/** @param {Api.Show} show */
const sellerPill = ({ seller, title }) =>
  html`<a class="seller glass" href=${sellerUrl(seller.id)}>
    <span class="avatar" aria-hidden="true">${[...seller.name][0]}</span>
    <span class="who"
      ><b class="t2 clip">${seller.name}</b>
      <h1 class="t1 clip">${title}</h1></span
    >
  </a>`;
