/** What a seller does with the recording after the show: who may watch it, its ends, captions, clips, a file, its end. */
import { html, live, nothing } from "../../../../vendor/lit.js";
import { t } from "../../../i18n/studio-replay.js";
import { showUrl } from "../../../lib/address.js";
import { clock } from "../../../lib/format.js";
import { count } from "../../../lib/i18n.js";
import { icon } from "../../icon.js";
import { closeDialog, dialog, showDialog } from "../dialogs.js";
import { StudioPart } from "../part.js";
import { RecordingDesk } from "./recording.js";
import "./captions.js";
import "./clips.js";
import "./trim.js";

const DELETE = "delete-recording";

class StudioReplay extends StudioPart {
  /** @type {RecordingDesk | undefined} */
  #desk;

  /** An element that is defined late has its properties only by its first update. @override */
  willUpdate() {
    if (this.#desk) return;
    this.#desk = new RecordingDesk(this.studio.desk.show.peek());
    void this.#desk.load();
  }

  render() {
    const desk = /** @type {RecordingDesk} */ (this.#desk);
    const state = desk.state.value;
    const problem = desk.problem.value;
    return html`<section class="card rec" aria-labelledby="rec-title" aria-busy=${state === null && !problem}>
      <header class="row wrap">
        <h2 class="t5 grow" id="rec-title">${t("rec.title")}</h2>
        ${state?.recording ? html`<span class="t2 muted num">${t("rec.size", { length: clock(desk.shownSeconds.value * 1000), size: megabytes(state.recording.octets) })}</span>` : nothing}
      </header>
      ${problem ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${problem}</span></p>` : nothing}
      ${state ? (state.recording ? this.#whole(desk, state) : none(state)) : html`<span class="sk rec-sk"></span>`}
    </section>`;
  }

  /** @param {RecordingDesk} desk @param {Api.RecordingView} state */
  #whole(desk, state) {
    const warning = state.full ? t("rec.full") : state.nearly_full ? t("rec.nearlyFull") : "";
    return html`${warning ? html`<p class="note warn">${icon("triangle-alert", "sm")}<span>${warning}</span></p>` : nothing}
      <label class="check rec-public"
        ><input type="checkbox" .checked=${live(!state.hidden)} @change=${(/** @type {Event} */ event) => void desk.change({ hidden: !(/** @type {HTMLInputElement} */ (event.target).checked) })} /><span
          >${t("rec.public")}<br /><span class="t2 muted">${state.hidden ? t("rec.hidden.why") : t("rec.public.why")}</span></span
        ></label
      >
      <div class="row wrap rec-ways">
        ${state.hidden ? nothing : html`<a class="btn" href=${showUrl(desk.show.id)}>${icon("play", "sm")}${t("rec.open")}</a>`}
        <a class="btn" href="/api/v1${desk.path}/recording.mp4" download title=${t("rec.download.why")}>${icon("video", "sm")}${t("rec.download")}</a>
        <button class="btn danger push" @click=${() => showDialog(DELETE)}>${icon("trash-2", "sm")}${t("rec.delete")}</button>
      </div>
      <replay-trim .desk=${desk}></replay-trim>
      <replay-clips .desk=${desk}></replay-clips>
      <replay-captions .desk=${desk}></replay-captions>
      ${dialog({
        id: DELETE,
        title: t("rec.delete.title"),
        body: html`<p>${t("rec.delete.why")}</p>
          <footer class="row dialog-foot">
            <button class="btn" autofocus @click=${() => closeDialog(DELETE)}>${t("rec.delete.keep")}</button>
            <button class="btn push end-for-good" aria-busy=${desk.busy.value === "delete"} @click=${() => void this.#remove(desk)}>${t("rec.delete")}</button>
          </footer>`,
      })}`;
  }

  /** @param {RecordingDesk} desk */
  async #remove(desk) {
    await desk.remove();
    closeDialog(DELETE);
  }
}
customElements.define("studio-replay", StudioReplay);

/** @param {Api.RecordingView} state */
const none = ({ enabled }) =>
  html`<p>${t("rec.none")}</p>
    <p class="t2 muted">${enabled ? t("rec.none.why") : t("rec.none.off")}</p>`;

/** @param {number} octets */
const megabytes = (octets) => `${count(Math.max(1, Math.round(octets / 1e6)))} MB`;
