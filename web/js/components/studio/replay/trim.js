/** Cutting the ends of a replay off: two moments, each with its picture. */
import { html } from "../../../../vendor/lit.js";
import { signal } from "../../../../vendor/signals-core.js";
import { t } from "../../../i18n/studio-replay.js";
import { clock } from "../../../lib/format.js";
import { toast } from "../../toast-line.js";
import { momentField, RecordingPart } from "./part.js";

class ReplayTrim extends RecordingPart {
  /** What is chosen and not saved; null: as it is. */
  #begin = signal(/** @type {number | null} */ (null));
  #end = signal(/** @type {number | null} */ (null));
  /** The moments whose pictures are shown: those where a slider was let go. */
  #stills = signal(/** @type {{ begin: number | null, end: number | null }} */ ({ begin: null, end: null }));

  render() {
    const state = this.desk.state.value;
    const whole = state?.recording?.seconds ?? 0;
    const begin = this.#begin.value ?? state?.begin_seconds ?? 0;
    const end = this.#end.value ?? state?.end_seconds ?? whole;
    const changed = this.#begin.value !== null || this.#end.value !== null;
    const settle = () => (this.#stills.value = { begin, end });
    return html`<section class="rec-part">
      <h3 class="t4">${t("trim.title")}</h3>
      <p class="t2 muted">${t("trim.why")}</p>
      <div class="moments">
        ${momentField({
          name: "trim-begin",
          label: t("trim.begin"),
          value: begin,
          max: whole,
          still: this.desk.stillUrl(this.#stills.value.begin ?? begin),
          move: (seconds) => (this.#begin.value = Math.min(seconds, end - 1)),
          settle,
        })}
        ${momentField({
          name: "trim-end",
          label: t("trim.end"),
          value: end,
          max: whole,
          still: this.desk.stillUrl((this.#stills.value.end ?? end) - 1),
          move: (seconds) => (this.#end.value = Math.max(seconds, begin + 1)),
          settle,
        })}
      </div>
      <button class="btn" ?disabled=${!changed} aria-busy=${this.desk.busy.value === "change"} @click=${() => void this.#save(begin, end)}>
        ${t("trim.save")}
      </button>
    </section>`;
  }

  /** @param {number} begin_seconds @param {number} end_seconds */
  async #save(begin_seconds, end_seconds) {
    if (!(await this.desk.change({ begin_seconds, end_seconds }))) return;
    this.#begin.value = this.#end.value = null;
    this.#stills.value = { begin: null, end: null };
    toast(t("trim.saved", { length: clock(this.desk.shownSeconds.value * 1000) }));
  }
}
customElements.define("replay-trim", ReplayTrim);
