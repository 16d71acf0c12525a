/** Muting a person or hiding a message: how long, why, and one press of Enter. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { MUTE_REASONS, MUTE_SECONDS } from "../../models/studio-moderation.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { closeDialog, dialog, showDialog } from "./dialogs.js";
import { StudioPart } from "./part.js";

const ID = "measure-dialog";
const REASON_MAX = 120;

/** @typedef {import("./studio.js").Studio} Studio */
/** @typedef {import("./studio.js").Measure} Measure */

/**
 * @param {Studio} studio
 * @param {Measure} measure
 */
export function openMeasure(studio, measure) {
  studio.measure.value = measure;
  showDialog(ID);
}

/**
 * Gives a person the voice back.
 * @param {Studio} studio
 * @param {string} person
 * @param {string} name
 */
export function unmute(studio, person, name) {
  toast(studio.room.unmute(person, t("mod.undoReason")) ? t("mod.unmuted", { name }) : t("mod.offline"));
}

class MeasureDialog extends StudioPart {
  #seconds = signal(/** @type {number} */ (MUTE_SECONDS[0] ?? 600));
  #reason = signal(/** @type {string} */ (MUTE_REASONS[0]));
  #offline = signal(false);

  render() {
    const measure = this.studio.measure.value;
    const name = measure?.line.from.name ?? "";
    const title = measure?.kind === "hide" ? t("mod.hideTitle") : t("mod.muteTitle", { name });
    return dialog({ id: ID, title, body: measure ? this.#form(measure) : nothing, onClose: () => this.#reset() });
  }

  /** @param {Measure} measure */
  #form({ kind, line }) {
    return html`<form class="measure" @submit=${(/** @type {Event} */ event) => this.#do(event)}>
      <p class="measure-quote" dir="auto">${line.text}</p>
      ${kind === "mute" ? this.#lengths() : nothing} ${this.#reasons()}
      ${this.#offline.value ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${t("mod.offline")}</span></p>` : nothing}
      <footer class="row dialog-foot">
        <button type="button" class="btn quiet" @click=${() => closeDialog(ID)}>${t("action.cancel")}</button>
        <button class="btn push danger" autofocus>
          ${kind === "mute" ? t("mod.muteFor", { time: lengthWords(this.#seconds.value) }) : t("mod.hideDo")}
        </button>
      </footer>
    </form>`;
  }

  #lengths() {
    const sorted = [...MUTE_SECONDS].sort((a, b) => a - b);
    return html`<fieldset class="chips">
      <legend class="t2 muted">${t("mod.length")}</legend>
      ${sorted.map((seconds) => chip("measure-length", lengthWords(seconds), seconds === this.#seconds.value, () => (this.#seconds.value = seconds)))}
    </fieldset>`;
  }

  #reasons() {
    return html`<fieldset class="chips">
        <legend class="t2 muted">${t("mod.reason")} · ${t("mod.reason.hint")}</legend>
        ${MUTE_REASONS.map((reason) =>
          chip(
            "measure-reason",
            t(`mod.reason.${reason}`),
            reason === this.#reason.value,
            () => (this.#reason.value = reason),
          ),
        )}
      </fieldset>
      <div class="labelled">
        <label for="measure-own">${t("mod.reason.own")}</label>
        <span class="field"><input id="measure-own" name="own" maxlength=${REASON_MAX} autocomplete="off" /></span>
      </div>`;
  }

  /** @param {Event} event */
  #do(event) {
    event.preventDefault();
    const measure = this.studio.measure.value;
    if (!measure) return;
    const own = new FormData(/** @type {HTMLFormElement} */ (event.target)).get("own");
    const reason = String(own ?? "").trim() || this.#reasonWords();
    const sent = measure.kind === "mute" ? this.#mute(measure, reason) : this.#hide(measure, reason);
    this.#offline.value = !sent;
    if (sent) closeDialog(ID);
  }

  #reasonWords() {
    const reason = MUTE_REASONS.find((each) => each === this.#reason.value) ?? MUTE_REASONS[0];
    return t(`mod.reason.${reason}`);
  }

  /**
   * @param {Measure} measure
   * @param {string} reason
   */
  #mute({ line: { from } }, reason) {
    const sent = this.studio.room.mute(from.id, this.#seconds.value, reason);
    const words = t("mod.muted", { name: from.name, time: lengthWords(this.#seconds.value) });
    if (sent) toast(words, () => unmute(this.studio, from.id, from.name));
    return sent;
  }

  /**
   * @param {Measure} measure
   * @param {string} reason
   */
  #hide({ line }, reason) {
    const sent = line.off !== null && this.studio.room.remove(line.off, reason);
    if (sent) toast(t("mod.hiddenDone"));
    return sent;
  }

  #reset() {
    this.studio.measure.value = null;
    this.#offline.value = false;
  }
}
customElements.define("studio-measure-dialog", MeasureDialog);

/** @param {number} seconds */
function lengthWords(seconds) {
  return seconds < 3600 ? t("mod.minutes", { n: seconds / 60 }) : t("mod.hours", { n: seconds / 3600 });
}

/**
 * A radio button that looks like a chip.
 * @param {string} name
 * @param {string} words
 * @param {boolean} on
 * @param {() => void} choose
 */
function chip(name, words, on, choose) {
  return html`<label class="chip ${on ? "on" : ""}"
    ><input class="sr" type="radio" name=${name} .checked=${on} @change=${choose} />${words}</label
  >`;
}
