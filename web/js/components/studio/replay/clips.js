/** Clips: short pieces of a replay with a link of their own. */
import { html } from "../../../../vendor/lit.js";
import { signal } from "../../../../vendor/signals-core.js";
import { t } from "../../../i18n/studio-replay.js";
import { copyText } from "../../../lib/clipboard.js";
import { clock } from "../../../lib/format.js";
import { formField } from "../../form-field.js";
import { icon } from "../../icon.js";
import { toast } from "../../toast-line.js";
import { momentField, RecordingPart } from "./part.js";

/** As long as a clip is before anybody has chosen. */
const USUAL_SECONDS = 30;
const LONGEST_SECONDS = 180;

class ReplayClips extends RecordingPart {
  #begin = signal(0);
  #end = signal(USUAL_SECONDS);
  #stills = signal({ begin: 0, end: USUAL_SECONDS });

  render() {
    const max = this.desk.shownSeconds.value;
    const offset = this.desk.state.value?.begin_seconds ?? 0;
    const [begin, end] = [this.#begin.value, Math.min(this.#end.value, max)];
    const settle = () => (this.#stills.value = { begin, end });
    return html`<section class="rec-part">
      <h3 class="t4">${t("clips.title")}</h3>
      <p class="t2 muted">${t("clips.why")}</p>
      ${this.#list()}
      <form class="rec-form" @submit=${this.#make}>
        <div class="moments">
          ${momentField({
            name: "clip-begin",
            label: t("trim.begin"),
            value: begin,
            max,
            still: this.desk.stillUrl(offset + this.#stills.value.begin),
            move: (seconds) => this.#moveBegin(seconds, max),
            settle,
          })}
          ${momentField({
            name: "clip-end",
            label: t("trim.end"),
            value: end,
            max,
            still: this.desk.stillUrl(offset + Math.min(this.#stills.value.end, max) - 1),
            move: (seconds) => this.#moveEnd(seconds),
            settle,
          })}
        </div>
        ${formField({ name: "clip-title", label: t("clips.name"), maxlength: 120 })}
        <div class="labelled">
          <label for="clip-product">${t("clips.product")}</label>
          <span class="field"
            ><select id="clip-product" name="product">
              <option value="">${t("clips.product.pinned")}</option>
              ${this.desk.show.lineup.map(({ id, title }) => html`<option value=${id}>${title}</option>`)}
            </select></span
          >
        </div>
        <button class="btn" aria-busy=${this.desk.busy.value === "clip"}>${t("clips.make")}</button>
      </form>
    </section>`;
  }

  #list() {
    const clips = this.desk.clips.value;
    if (!clips.length) return html`<p class="t2 muted">${t("clips.none")}</p>`;
    return html`<ul class="rec-rows">
      ${clips.map(
        (clip) =>
          html`<li class="row">
            <img class="pic" src=${clip.still_url} alt="" width="56" height="56" loading="lazy" />
            <a class="grow clip2" href=${clip.page_url}>${clip.title}</a><span class="t2 muted num">${clock(clip.seconds * 1000)}</span>
            <button class="icon-btn" aria-label=${t("clips.copy", { title: clip.title })} @click=${() => void copy(clip)}>${icon("link", "sm")}</button>
            <button class="icon-btn" aria-label=${t("clips.delete", { title: clip.title })} @click=${() => void this.desk.deleteClip(clip)}>
              ${icon("trash-2", "sm")}
            </button>
          </li>`,
      )}
    </ul>`;
  }

  /** The clip keeps its length while its beginning moves. @param {number} seconds @param {number} max */
  #moveBegin(seconds, max) {
    const length = this.#end.value - this.#begin.value;
    this.#begin.value = Math.min(seconds, Math.max(0, max - 2));
    this.#end.value = Math.min(max, this.#begin.value + length);
  }

  /** @param {number} seconds */
  #moveEnd(seconds) {
    this.#end.value = Math.min(Math.max(seconds, this.#begin.value + 2), this.#begin.value + LONGEST_SECONDS);
  }

  #make = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const data = new FormData(form);
    const draft = {
      title: String(data.get("clip-title")),
      begin_seconds: this.#begin.value,
      end_seconds: Math.min(this.#end.value, this.desk.shownSeconds.value),
      product_id: String(data.get("product")) || null,
    };
    if (!(await this.desk.makeClip(draft))) return;
    // Only the title: the moments are drawn from what is chosen, not from the form.
    /** @type {HTMLInputElement} */ (form.querySelector("#clip-title")).value = "";
    toast(t("clips.made"));
  };
}
customElements.define("replay-clips", ReplayClips);

/** @param {Api.Clip} clip */
async function copy({ page_url }) {
  const url = new URL(page_url, location.href).href;
  toast((await copyText(url)) ? t("clips.copied") : url);
}
