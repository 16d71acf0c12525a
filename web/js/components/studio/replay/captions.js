/** The captions of a replay: one WebVTT file for each language. */
import { html, nothing } from "../../../../vendor/lit.js";
import { t } from "../../../i18n/studio-replay.js";
import { languageName } from "../../../lib/format.js";
import { language as reader } from "../../../lib/i18n.js";
import { icon } from "../../icon.js";
import { toast } from "../../toast-line.js";
import { RecordingPart } from "./part.js";

/** Those that a list can hold; the API takes any. */
const LANGUAGES = ["en", "ru", "de", "fr", "es", "it", "pt", "pl", "uk", "tr", "kk", "zh", "ja", "ko", "ar", "hi"];

class ReplayCaptions extends RecordingPart {
  render() {
    const languages = this.desk.state.value?.captions ?? [];
    return html`<section class="rec-part">
      <h3 class="t4">${t("captions.title")}</h3>
      <p class="t2 muted">${t("captions.why")}</p>
      ${
        languages.length
          ? html`<ul class="rec-rows">
              ${languages.map(
                (language) =>
                  html`<li class="row">
                    ${icon("captions", "sm")}<span class="grow">${languageName(language)}</span>
                    <button class="icon-btn" aria-label=${t("captions.remove", { language: languageName(language) })} @click=${() => void this.desk.removeCaptions(language)}>
                      ${icon("trash-2", "sm")}
                    </button>
                  </li>`,
              )}
            </ul>`
          : nothing
      }
      <form class="rec-form" @submit=${this.#add}>
        <div class="labelled">
          <label for="captions-language">${t("captions.language")}</label>
          <span class="field"
            ><select id="captions-language" name="language">
              ${LANGUAGES.map((each) => html`<option value=${each} ?selected=${each === reader}>${languageName(each)}</option>`)}
            </select></span
          >
        </div>
        <div class="labelled">
          <label for="captions-file">${t("captions.file")}</label>
          <span class="field"><input id="captions-file" name="file" type="file" accept=".vtt,text/vtt" required /></span>
        </div>
        <button class="btn" aria-busy=${this.desk.busy.value === "captions"}>${t("captions.add")}</button>
      </form>
    </section>`;
  }

  #add = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const data = new FormData(form);
    const [file, language] = [data.get("file"), String(data.get("language"))];
    if (!(file instanceof File) || !(await this.desk.addCaptions(language, file))) return;
    form.reset();
    toast(t("captions.added", { language: languageName(language) }));
  };
}
customElements.define("replay-captions", ReplayCaptions);
