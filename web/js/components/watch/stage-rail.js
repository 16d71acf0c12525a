/** The buttons beside the picture: line-up, share, sound; on a desk also the mini-player and full screen. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/watch.js";
import { openQuestions } from "../../models/questions.js";
import { icon } from "../icon.js";
import { WatchPart } from "./watch-part.js";

/** @typedef {import("../icon.js").IconName} IconName */

/** The choice of the picture's way and size is fetched once the picture has had the line to itself. */
const IDLE_MS = 3000;

class StageRail extends WatchPart {
  /** @type {((picture: import("./picture.js").Picture) => unknown) | undefined} */
  #wayMenu;

  /** @override */
  firstUpdated() {
    setTimeout(() => void this.#loadWayMenu(), IDLE_MS);
  }

  async #loadWayMenu() {
    const [{ wayMenu }, quality] = await Promise.all([import("./way-menu.js"), this.room.picture.quality()]);
    this.#wayMenu = (picture) => wayMenu(picture, quality);
    this.requestUpdate();
  }

  render() {
    const { picture, show, sheet } = this.room;
    if (!show.value) return nothing;
    const playing = picture.state.value.phase === "playing";
    const products = show.value.lineup.length;
    const replay = this.room.replay.value;
    const asked = replay ? this.room.questions.value.size : openQuestions(this.room.talk.value.questions).length;
    return html`
      ${playing && picture.canFloat ? button("picture-in-picture-2", t("rail.float"), () => picture.floatOut(), "only-desk") : nothing}
      ${playing || picture.state.value.phase === "paused" ? this.#sound() : nothing}
      ${isOn(show.value) ? (this.#wayMenu?.(picture) ?? nothing) : nothing}
      ${button("share-2", t("rail.share"), () => void share(/** @type {Api.Show} */ (show.value)))}
      ${(playing || replay) && document.fullscreenEnabled ? button("maximize", t("rail.full"), fullScreen, "only-desk") : nothing}
      ${
        show.value.status === "ended" && !(replay && asked)
          ? nothing
          : html`<button
              class="icon-btn glass only-phone"
              aria-label=${t("rail.questions", { n: asked })}
              aria-expanded=${sheet.value === "questions"}
              @click=${() => (sheet.value = sheet.value === "questions" ? "none" : "questions")}
            >
              ${icon("circle-help")}${asked ? html`<span class="count" aria-hidden="true">${asked}</span>` : nothing}
            </button>`
      }
      ${
        products
          ? html`<button
              class="icon-btn glass only-phone"
              aria-label=${t("rail.lineup", { n: products })}
              aria-expanded=${sheet.value === "lineup"}
              @click=${() => (sheet.value = sheet.value === "lineup" ? "none" : "lineup")}
            >
              ${icon("shopping-bag")}<span class="count" aria-hidden="true">${products}</span>
            </button>`
          : nothing
      }
    `;
  }

  #sound() {
    const { picture } = this.room;
    return picture.muted.value
      ? button("volume-x", t("rail.unmute"), () => picture.unmute(), "only-desk")
      : button("volume-2", t("rail.mute"), () => picture.mute());
  }
}
customElements.define("stage-rail", StageRail);

/** @param {Api.Show} show */
const isOn = ({ status }) => status === "live" || status === "interrupted";

/** @param {Api.Show} show */
const share = async (show) => (await import("./share.js")).shareShow(show);

/** @param {IconName} name @param {string} words @param {() => void} press @param {string} [where] */
const button = (name, words, press, where = "") =>
  html`<button class="icon-btn glass ${where}" aria-label=${words} @click=${press}>${icon(name)}</button>`;

function fullScreen() {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.querySelector("video-stage")?.requestFullscreen();
}
