/** Which camera, which microphone, and whether one sees oneself mirrored. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { icon } from "../icon.js";
import { dialog, showDialog } from "./dialogs.js";
import { StudioPart } from "./part.js";

const ID = "devices-dialog";

export const openDevices = () => showDialog(ID);

class DevicesDialog extends StudioPart {
  #failed = signal(false);

  render() {
    return dialog({ id: ID, title: t("devices.title"), body: this.#body() });
  }

  #body() {
    const { camera } = this.studio;
    return html`${this.#choice("video", "videoinput", t("devices.camera"))}
      ${this.#choice("audio", "audioinput", t("devices.mic"))}
      ${camera.stream.value ? html`<sound-meter .studio=${this.studio}></sound-meter>` : nothing}
      ${this.#failed.value ? html`<p class="wrong" role="alert">${icon("octagon-alert", "xs")}${t("devices.failed")}</p>` : nothing}
      <label class="check">
        <input type="checkbox" .checked=${camera.mirrored.value} @change=${() => camera.toggleMirror()} />
        <span>${t("devices.mirror")}<br /><span class="t2 muted">${t("devices.mirror.hint")}</span></span>
      </label>`;
  }

  /**
   * @param {import("./camera.js").Kind} kind
   * @param {MediaDeviceKind} device
   * @param {string} label
   */
  #choice(kind, device, label) {
    const { camera } = this.studio;
    const found = camera.devices.value.filter((each) => each.kind === device);
    const name = (/** @type {number} */ n) =>
      kind === "video" ? t("devices.unnamedCamera", { n }) : t("devices.unnamedMic", { n });
    return html`<div class="labelled">
      <label for="device-${kind}">${label}</label>
      <span class="field">
        <select id="device-${kind}" @change=${(/** @type {Event} */ event) => this.#choose(kind, event)}>
          ${found.map(
            (each, index) =>
              html`<option value=${each.deviceId} .selected=${each.deviceId === camera.chosen.value[kind]}>
                ${each.label || name(index + 1)}
              </option>`,
          )}
        </select>
        ${icon("chevron-down", "sm")}
      </span>
    </div>`;
  }

  /**
   * @param {import("./camera.js").Kind} kind
   * @param {Event} event
   */
  async #choose(kind, event) {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    try {
      await this.studio.broadcast.send(await this.studio.camera.choose(kind, value));
      this.#failed.value = false;
    } catch {
      this.#failed.value = true;
    }
  }
}
customElements.define("studio-devices-dialog", DevicesDialog);
