/** Before the show: what is ready, what is not, and the one button. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { moment } from "../../lib/format.js";
import { loudness } from "../../models/studio-health.js";
import { icon } from "../icon.js";
import { StudioPart } from "./part.js";

class GoLive extends StudioPart {
  render() {
    const { broadcast, desk } = this.studio;
    const phase = broadcast.phase.value;
    const lost = phase === "outside_lost";
    return html`<div class="go-live card">
      <h2 class="t4">${lost ? t("camera.outsideLost") : t("go.title")}</h2>
      ${lost ? html`<p class="t2 muted">${t("camera.outsideLostWhy")}</p>` : this.#checks(desk.show.value)}
      ${this.#failed()} ${this.#button()}
      ${phase === "prepare" && broadcast.stage.value.name === "ready" ? html`<p class="t2 muted">${t("go.why")}</p>` : nothing}
    </div>`;
  }

  /** @param {Api.Show} show */
  #checks(show) {
    const { camera } = this.studio;
    const stream = camera.stream.value;
    // Only the word matters here, not each of ten measurements a second.
    const heard =
      Boolean(stream?.getAudioTracks().length) &&
      !camera.muted.value.audio &&
      loudness(camera.level.value.heldDb) !== "silent";
    return html`<ul class="checks t2">
      ${check(Boolean(stream), t("go.camera"), t("go.cameraOff"))}
      ${stream && camera.level.value.measured ? check(heard, t("go.sound"), t("go.soundOff")) : nothing}
      ${check(show.lineup.length > 0, t("go.lineup", { n: show.lineup.length }), t("go.lineupEmpty"))}
      <li>${icon("clock", "sm")}<span>${t("go.starts", { when: moment(show.starts_ms) })}</span></li>
    </ul>`;
  }

  #failed() {
    const { name, problem } = this.studio.broadcast.stage.value;
    if (name !== "ready" || !problem) return nothing;
    return html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${failure(problem)}</span></p>`;
  }

  #button() {
    const { broadcast } = this.studio;
    const stage = broadcast.stage.value;
    if (stage.name === "connecting") {
      return html`<div class="row">
        <button class="btn primary tall grow" aria-busy="true">
          <span class="spin" aria-hidden="true"></span>${t("go.connecting")}
        </button>
        <button class="btn quiet tall" @click=${() => broadcast.stop()}>${t("go.stopTry")}</button>
      </div>`;
    }
    const ready = stage.name === "ready";
    const words = broadcast.phase.value === "outside_lost" ? t("go.again") : t("go.live");
    return html`<button
        class="btn tall wide ${ready ? "primary" : ""}"
        aria-disabled=${ready ? "false" : "true"}
        aria-describedby=${ready ? nothing : "go-needs"}
        @click=${() => broadcast.goLive()}
      >
        ${icon("radio")}${words}
      </button>
      ${ready ? nothing : html`<p id="go-needs" class="t2 muted">${t("go.needsCamera")}</p>`}`;
  }
}
customElements.define("studio-go-live", GoLive);

/**
 * @param {boolean} done
 * @param {string} good
 * @param {string} missing
 */
function check(done, good, missing) {
  return done
    ? html`<li>${icon("check", "sm")}<span>${good}</span></li>`
    : html`<li class="missing">${icon("triangle-alert", "sm")}<span>${missing}</span></li>`;
}

/** @param {string} code */
function failure(code) {
  if (code === "taken_over" || code === "codec_unsupported" || code === "too_busy") return t(`go.failed.${code}`);
  return t("go.failed.default");
}
