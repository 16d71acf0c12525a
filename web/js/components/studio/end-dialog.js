/** The last question before the picture stops for everybody. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { problemText } from "../../lib/problems.js";
import { icon } from "../icon.js";
import { closeDialog, dialog, showDialog } from "./dialogs.js";
import { StudioPart } from "./part.js";

const ID = "end-dialog";

export const openEnd = () => showDialog(ID);

class EndDialog extends StudioPart {
  #ending = signal(false);
  #problem = signal(/** @type {unknown} */ (null));

  render() {
    return dialog({ id: ID, title: t("end.title"), body: this.#body() });
  }

  #body() {
    const paying = this.studio.till.summary.value?.paying ?? 0;
    return html`<p>${t("end.why", { n: this.studio.watching.value })}</p>
      ${paying ? html`<p class="note">${icon("credit-card", "sm")}<span>${t("end.paying", { n: paying })}</span></p>` : nothing}
      ${this.#problem.value ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${problemText(this.#problem.value)}</span></p>` : nothing}
      <footer class="row dialog-foot">
        <button class="btn" autofocus @click=${() => closeDialog(ID)}>${t("end.stay")}</button>
        <button
          class="btn push end-for-good"
          aria-busy=${this.#ending.value ? "true" : "false"}
          @click=${() => this.#end()}
        >
          ${this.#ending.value ? html`<span class="spin" aria-hidden="true"></span>${t("end.doing")}` : t("end.do")}
        </button>
      </footer>`;
  }

  async #end() {
    if (this.#ending.value) return;
    this.#ending.value = true;
    this.#problem.value = null;
    try {
      await this.studio.end();
      closeDialog(ID);
    } catch (error) {
      this.#problem.value = error;
    }
    this.#ending.value = false;
  }
}
customElements.define("studio-end-dialog", EndDialog);
