/** The picture: the seller's own preview, or what OBS sends, with safe areas and what to do when there is none. */
import { html, nothing, ref } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { icon } from "../icon.js";
import { openEncoder } from "./encoder-dialog.js";
import { IncomingPicture } from "./incoming.js";
import { StudioPart } from "./part.js";

class StageView extends StudioPart {
  /** @type {IncomingPicture | null} */
  #incoming = null;

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#incoming?.close();
    this.#incoming = null;
  }

  render() {
    const { camera, broadcast, safeAreas } = this.studio;
    const outside = broadcast.phase.value === "outside";
    const stream = outside ? this.#watchIncoming() : this.#ownPicture();
    const mirrored = !outside && camera.mirrored.value && camera.facing === "user";
    return html`<div class="stage-view" data-phase=${broadcast.phase.value}>
      <video
        class=${mirrored ? "mirrored" : ""}
        ?hidden=${!stream}
        autoplay
        muted
        playsinline
        aria-label=${outside ? t("camera.incoming") : t("camera.yours")}
        ${ref((element) => this.#attach(/** @type {HTMLVideoElement | undefined} */ (element), stream))}
      ></video>
      ${stream ? this.#overlay(safeAreas.value) : this.#nothingYet()} ${this.#notice()}
    </div>`;
  }

  /** @returns {MediaStream | null} */
  #ownPicture() {
    this.#incoming?.close();
    this.#incoming = null;
    return this.studio.camera.stream.value;
  }

  #watchIncoming() {
    this.#incoming ??= new IncomingPicture(this.studio.desk.show.value.id);
    return this.#incoming.stream.value;
  }

  /** @param {boolean} safeAreas */
  #overlay(safeAreas) {
    const off = this.studio.camera.muted.value.video && this.studio.broadcast.phase.value !== "outside";
    return html`${off ? html`<p class="stage-off">${icon("video-off", "lg")}<span>${t("camera.off")}</span></p>` : nothing}
    ${
      safeAreas
        ? html`<div class="stage-safe" aria-hidden="true">
            <i class="chat"><span>${t("camera.chat")}</span></i
            ><i class="product"><span>${t("camera.card")}</span></i>
          </div>`
        : nothing
    }`;
  }

  #notice() {
    const { vanished } = this.studio.camera;
    if (!vanished.value) return nothing;
    const words = vanished.value === "video" ? t("camera.vanishedVideo") : t("camera.vanishedAudio");
    return html`<p class="stage-notice" role="alert">${icon("triangle-alert", "sm")}<span>${words}</span></p>`;
  }

  #nothingYet() {
    const { broadcast } = this.studio;
    const phase = broadcast.phase.value;
    if (phase === "outside") return this.#message("monitor", t("camera.outside"), t("camera.outsideWhy"));
    if (broadcast.stage.value.name === "asking")
      return this.#message("camera", t("camera.asking.title"), t("camera.asking.why"));
    if (broadcast.stage.value.name === "blocked") return this.#blocked();
    if (phase === "outside_lost")
      return this.#message("wifi-off", t("camera.outsideLost"), t("camera.outsideLostWhy"), this.#open());
    return this.#message("camera", t("camera.ask.title"), t("camera.ask.why"), this.#open());
  }

  /** @param {HTMLVideoElement | undefined} video @param {MediaStream | null} stream */
  #attach(video, stream) {
    if (video) this.studio.camera.follow(video);
    attach(video, stream);
  }

  #blocked() {
    const problem = /** @type {import("../../models/studio-stage.js").CameraProblem} */ (
      this.studio.broadcast.stage.value.problem
    );
    const next = html`<button class="btn" @click=${() => this.studio.broadcast.openCamera()}>
        ${t("camera.retry")}
      </button>
      <button class="btn quiet" @click=${() => openEncoder()}>${t("camera.useEncoder")}</button>`;
    return html`<div role="alert">
      ${this.#message("camera-off", t(`camera.${problem}.title`), t(`camera.${problem}.why`), next)}
    </div>`;
  }

  #open() {
    const first = this.studio.broadcast.phase.value === "prepare";
    return html`<button class="btn ${first ? "primary" : ""}" @click=${() => this.studio.broadcast.openCamera()}>
      ${icon("camera", "sm")}${t("camera.ask.do")}
    </button>`;
  }

  /**
   * @param {import("../icon.js").IconName} name
   * @param {string} title
   * @param {string} why
   * @param {unknown} [next]
   */
  #message(name, title, why, next = nothing) {
    return html`<div class="stage-message">
      ${icon(name, "lg")}
      <h2 class="t4">${title}</h2>
      <p>${why}</p>
      ${next}
    </div>`;
  }
}
customElements.define("studio-stage-view", StageView);

/**
 * @param {HTMLVideoElement | undefined} video
 * @param {MediaStream | null} stream
 */
function attach(video, stream) {
  if (!video || video.srcObject === stream) return;
  video.muted = true; // The attribute alone is not honoured on elements made by script.
  video.srcObject = stream;
  if (stream) void video.play().catch(() => {});
}
