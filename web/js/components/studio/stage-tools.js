/** Under the picture: how loud it is, and the five things one does to camera and microphone. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { loudness } from "../../models/studio-health.js";
import { icon } from "../icon.js";
import { openDevices } from "./devices-dialog.js";
import { StudioPart } from "./part.js";

const BARS = 22;
/** The meter shows -60 to 0 dBFS; from -12 on a bar is hot. */
const FLOOR_DB = -60;
const HOT_DB = -12;

/** The meter redraws ten times a second, so it is an element of its own. */
class SoundMeter extends StudioPart {
  render() {
    const { db, heldDb } = this.studio.camera.level.value;
    const muted = this.studio.camera.muted.value.audio;
    const lit = muted ? 0 : Math.round(((db - FLOOR_DB) / -FLOOR_DB) * BARS);
    const hotFrom = Math.round(((HOT_DB - FLOOR_DB) / -FLOOR_DB) * BARS);
    const words = this.#words(muted, heldDb);
    return html`<span class="row">
      <span class="muted">${icon(muted ? "mic-off" : "mic", "sm")}</span>
      <span
        class="sound-meter"
        role="meter"
        aria-label=${t("meter.label")}
        aria-valuemin="0"
        aria-valuemax=${BARS}
        aria-valuenow=${lit}
        aria-valuetext=${words}
      >
        ${Array.from({ length: BARS }, (_, bar) => html`<i class=${bar >= lit ? "" : bar >= hotFrom ? "on hot" : "on"}></i>`)}
      </span>
    </span>`;
  }

  /**
   * @param {boolean} muted
   * @param {number} heldDb
   */
  #words(muted, heldDb) {
    if (!this.studio.camera.stream.value?.getAudioTracks().length) return t("meter.none");
    return muted ? t("meter.muted") : t(`meter.${loudness(heldDb)}`);
  }
}
customElements.define("sound-meter", SoundMeter);

class StageTools extends StudioPart {
  render() {
    const { camera, safeAreas, broadcast } = this.studio;
    if (!camera.stream.value || broadcast.phase.value === "outside") return nothing;
    const { audio, video } = camera.muted.value;
    return html`<sound-meter .studio=${this.studio}></sound-meter>
      <div class="stage-buttons">
        ${toolButton(audio ? "mic-off" : "mic", audio ? t("tools.mic.on") : t("tools.mic.off"), () => camera.toggle("audio"), audio)}
        ${toolButton(video ? "video-off" : "video", video ? t("tools.camera.on") : t("tools.camera.off"), () => camera.toggle("video"), video)}
        ${toolButton("rotate-ccw", t("tools.flip"), () => flipCamera(this.studio))}
        ${toolButton("maximize", t("tools.safe"), () => (safeAreas.value = !safeAreas.value), safeAreas.value)}
        ${toolButton("settings", t("tools.devices"), () => openDevices())}
      </div>`;
  }
}
customElements.define("studio-stage-tools", StageTools);

/** @param {import("./studio.js").Studio} studio */
export async function flipCamera(studio) {
  const cameras = studio.camera.devices.value.filter((device) => device.kind === "videoinput");
  const next =
    cameras[(cameras.findIndex((device) => device.deviceId === studio.camera.chosen.value.video) + 1) % cameras.length];
  try {
    // A phone knows "front" and "back"; a computer has a list to walk through.
    const byFacing = matchMedia("(pointer: coarse)").matches || !next;
    await studio.broadcast.send(
      byFacing ? await studio.camera.flip() : await studio.camera.choose("video", next.deviceId),
    );
  } catch {
    openDevices();
  }
}

/**
 * @param {import("../icon.js").IconName} name
 * @param {string} label
 * @param {() => void} act
 * @param {boolean} [pressed]  Marks the button as switched on.
 */
function toolButton(name, label, act, pressed) {
  return html`<button class="btn ${pressed ? "is-on" : ""}" title=${label} aria-label=${label} @click=${act}>
    ${icon(name)}
  </button>`;
}
