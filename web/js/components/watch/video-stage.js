/** The picture, edge to edge: poster, video, its blurred still on a desk, and the words over it when it is away. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/watch.js";
import { WatchPart } from "./watch-part.js";

/** The still behind the picture is redrawn this often: a live filter would be worked out anew for every frame. */
const STILL_MS = 1000;
/** So few points that drawing them large is most of the blur. */
const STILL_WIDTH = 36;
const STILL_HEIGHT = 64;

class VideoStage extends WatchPart {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #stills;

  /** @override */
  firstUpdated() {
    const video = /** @type {HTMLVideoElement} */ (this.querySelector("video"));
    // The attribute alone does not mute a video that is made by a script.
    video.muted = true;
    this.room.picture.attach(video);
    this.#stills = setInterval(() => this.#drawStill(video), STILL_MS);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#stills);
  }

  render() {
    const { picture, show } = this.room;
    const { phase, lastFrameMs } = picture.state.value;
    const poster = show.value?.poster_url;
    const seen = this.room.replay.value?.seen.value ?? (lastFrameMs !== null && phase !== "off");
    return html`<div class="backdrop" aria-hidden="true">
        <canvas width=${STILL_WIDTH} height=${STILL_HEIGHT}></canvas>
      </div>
      <div class="frame ${picture.wide.value && seen ? "wide" : ""}">
        ${poster ? html`<img class="poster" src=${poster} alt="" ?hidden=${seen} @load=${this.#posterCame} />` : nothing}
        <video
          autoplay
          muted
          playsinline
          disableremoteplayback
          class=${seen ? "" : "unseen"}
          aria-label=${t("stage.video")}
        ></video>
      </div>
      ${this.#words(phase)}`;
  }

  /** @param {import("../../models/player.js").PlayerPhase} phase */
  #words(phase) {
    const { attempt } = this.room.picture.state.value;
    if (!this.room.show.value) return html`<div class="recon" role="status" hidden></div>`;
    if (phase !== "off" && this.room.picture.way.value.closed)
      return message(false, t("stage.noWay"), t("stage.noWay.why"));
    if (phase === "lost")
      return message(true, t("stage.lost"), attempt > 0 ? t("stage.lost.try", { n: attempt }) : t("stage.lost.first"));
    if (phase === "interrupted") return message(true, t("stage.interrupted"), t("stage.interrupted.why"));
    if (phase === "paused") return message(false, t("stage.paused"), t("stage.paused.why"));
    if (phase === "waiting") return message(true, t("stage.waiting"), t("stage.waiting.why"));
    if (phase === "connecting" && attempt > 0) return message(true, t("stage.unreachable"), t("stage.lost.first"));
    return html`<div class="recon" role="status" hidden></div>`;
  }

  #posterCame = (/** @type {Event} */ event) => this.#draw(/** @type {HTMLImageElement} */ (event.target));

  /** @param {HTMLVideoElement} video */
  #drawStill(video) {
    if (!document.hidden && video.videoWidth && video.currentTime > 0) this.#draw(video);
  }

  /** @param {CanvasImageSource} picture */
  #draw(picture) {
    const canvas = this.querySelector("canvas");
    const pen = canvas?.getContext("2d");
    if (!canvas || !pen || canvas.offsetParent === null) return;
    pen.filter = "blur(2px)";
    pen.drawImage(picture, -4, -4, canvas.width + 8, canvas.height + 8);
    pen.filter = "none";
    pen.fillStyle = "rgb(12 11 9 / 0.58)";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
}
customElements.define("video-stage", VideoStage);

/** @param {boolean} trying @param {string} what @param {string} why */
const message = (trying, what, why) =>
  html`<div class="recon" role="status">
    ${trying ? html`<span class="bars" aria-hidden="true"><i></i><i></i><i></i><i></i></span>` : nothing}
    <b class="t4">${what}</b><span class="t2">${why}</span>
  </div>`;
