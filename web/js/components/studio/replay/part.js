/** The base of the parts of the seller's side of a replay: each is given the recording that they share. */
import { html, nothing } from "../../../../vendor/lit.js";
import { t } from "../../../i18n/studio-replay.js";
import { clock } from "../../../lib/format.js";
import { LightElement } from "../../../lib/light-element.js";

export class RecordingPart extends LightElement {
  static properties = { desk: { attribute: false } };

  constructor() {
    super();
    /** @type {import("./recording.js").RecordingDesk} */
    this.desk = /** @type {any} */ (undefined);
  }
}

/**
 * A moment to choose: its picture, and a slider for it.
 * @param {object} field
 * @param {string} field.name
 * @param {string} field.label
 * @param {number} field.value  seconds
 * @param {number} field.max
 * @param {string} field.still  the address of its picture; settles with the slider
 * @param {(seconds: number) => void} field.move
 * @param {() => void} field.settle
 */
export const momentField = ({ name, label, value, max, still, move, settle }) =>
  html`<div class="moment">
    <img src=${still || nothing} alt=${t("trim.still", { time: clock(value * 1000) })} width="120" height="120" />
    <label for=${name}>${label} <b class="num">${clock(value * 1000)}</b></label>
    <input
      id=${name}
      type="range"
      min="0"
      max=${Math.ceil(max)}
      step="1"
      aria-valuetext=${clock(value * 1000)}
      .value=${String(Math.round(value))}
      @input=${(/** @type {InputEvent} */ event) => move(Number(/** @type {HTMLInputElement} */ (event.target).value))}
      @change=${settle}
    />
  </div>`;
