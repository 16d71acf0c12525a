/** Over the picture of a phone: microphone, the other camera, and a menu with the rest. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { showUrl } from "../../lib/address.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { openDevices } from "./devices-dialog.js";
import { openEncoder } from "./encoder-dialog.js";
import { StudioPart } from "./part.js";
import { RowMenu } from "./row-menu.js";
import { flipCamera } from "./stage-tools.js";
import { copyText } from "../../lib/clipboard.js";

class PhoneTools extends StudioPart {
  #menu = new RowMenu();

  render() {
    const { camera, broadcast } = this.studio;
    return html`<div class="phone-tools">
      ${camera.stream.value && broadcast.phase.value !== "outside" ? this.#cameraTools() : nothing}
      <button
        class="icon-btn glass"
        aria-haspopup="menu"
        aria-label=${t("tools.more")}
        @click=${(/** @type {Event} */ event) => this.#more(event)}
      >
        ${icon("ellipsis")}
      </button>
    </div>`;
  }

  #cameraTools() {
    const { camera } = this.studio;
    const muted = camera.muted.value.audio;
    return html`<button
        class="icon-btn glass"
        aria-label=${muted ? t("tools.mic.on") : t("tools.mic.off")}
        aria-pressed=${muted ? "true" : "false"}
        @click=${() => camera.toggle("audio")}
      >
        ${icon(muted ? "mic-off" : "mic")}
      </button>
      <button class="icon-btn glass" aria-label=${t("tools.flip")} @click=${() => flipCamera(this.studio)}>
        ${icon("rotate-ccw")}
      </button>`;
  }

  /** @param {Event} event */
  #more(event) {
    const { camera, safeAreas, desk, broadcast } = this.studio;
    const takeOver = {
      icon: /** @type {const} */ ("camera"),
      words: t("go.takeOver"),
      act: () => void broadcast.takeOver(),
    };
    const dark = camera.muted.value.video;
    this.#menu.open(/** @type {HTMLElement} */ (event.currentTarget), [
      ...(broadcast.phase.value === "outside" ? [takeOver] : []),
      {
        icon: dark ? "video" : "video-off",
        words: dark ? t("tools.camera.on") : t("tools.camera.off"),
        act: () => camera.toggle("video"),
        off: !camera.stream.value,
      },
      { icon: "maximize", words: t("tools.safe"), act: () => (safeAreas.value = !safeAreas.value) },
      { icon: "settings", words: t("tools.devices"), act: openDevices },
      { icon: "share-2", words: t("tools.share"), act: () => void share(desk.show.value) },
      { icon: "monitor", words: t("bar.encoder"), act: openEncoder },
    ]);
  }
}
customElements.define("studio-phone-tools", PhoneTools);

/**
 * The phone's own way of sending a link; without one it is copied.
 * @param {Api.Show} show
 */
async function share(show) {
  const url = new URL(showUrl(show.id), location.href).href;
  try {
    if (navigator.share) return await navigator.share({ title: show.title, url });
  } catch {
    return; // The person closed the sheet.
  }
  toast((await copyText(url)) ? t("shows.copied") : url);
}
