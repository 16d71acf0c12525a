/** Opening a poll: what is asked, two to six options, about which product, and for how long. */
import { html } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/polls.js";
import { toast } from "../toast-line.js";
import { icon } from "../icon.js";
import { closeDialog, dialog, showDialog } from "./dialogs.js";
import { StudioPart } from "./part.js";

const ID = "poll-dialog";
const MINUTES = [0, 1, 2, 5];
const LEAST = 2;
const MOST = 6;

/** Shows the empty form. */
export function openPoll() {
  showDialog(ID);
  /** @type {HTMLInputElement | null} */ (document.querySelector("#poll-question"))?.focus();
}

class PollDialog extends StudioPart {
  #options = signal(LEAST);
  #minutes = signal(2);

  render() {
    return dialog({ id: ID, title: t("polls.new"), body: this.#body(), onClose: () => this.#clear() });
  }

  #body() {
    const { lineup, pinned } = this.studio.desk.show.value;
    return html`<form class="poll-form" @submit=${(/** @type {Event} */ event) => this.#open(event)}>
      <div class="labelled">
        <label for="poll-question">${t("polls.question")}</label>
        <span class="field"><input id="poll-question" name="question" required maxlength="200" autocomplete="off" /></span>
      </div>
      <fieldset>
        <legend class="t2 muted">${t("polls.options")}</legend>
        ${Array.from({ length: this.#options.value }, (_, at) => html`<span class="field"><input name="option" required maxlength="60" autocomplete="off" aria-label=${t("polls.option", { n: at + 1 })} placeholder=${t("polls.option", { n: at + 1 })} /></span>`)}
        ${this.#options.value < MOST ? html`<button type="button" class="btn small quiet" @click=${() => (this.#options.value += 1)}>${icon("plus", "sm")}${t("polls.more")}</button>` : ""}
      </fieldset>
      <div class="labelled">
        <label for="poll-product">${t("polls.about")}</label>
        <span class="field"><select id="poll-product" name="product">
          <option value="">${t("polls.aboutNothing")}</option>
          ${lineup.map(({ id, title }) => html`<option value=${id} ?selected=${id === pinned?.product_id}>${title}</option>`)}
        </select></span>
      </div>
      <fieldset>
        <legend class="t2 muted">${t("polls.long")}</legend>
        <div class="row wrap">${MINUTES.map((minutes) => this.#chip(minutes))}</div>
      </fieldset>
      <label class="check"><input type="checkbox" name="final" />${t("polls.final")}</label>
      <footer class="row dialog-foot"><button class="btn primary push">${t("polls.open")}</button></footer>
    </form>`;
  }

  /** @param {number} minutes */
  #chip(minutes) {
    const on = minutes === this.#minutes.value;
    return html`<button type="button" class="chip ${on ? "on" : ""}" aria-pressed=${on} @click=${() => (this.#minutes.value = minutes)}>
      ${minutes ? t("polls.minutes", { n: minutes }) : t("polls.noEnd")}
    </button>`;
  }

  /** @param {Event} event */
  #open(event) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const product = String(data.get("product") ?? "");
    const minutes = this.#minutes.value;
    const sent = this.studio.room.about("poll.open", {
      x: data.get("question"),
      options: data.getAll("option"),
      final: data.get("final") === "on",
      ...(product && { product }),
      ...(minutes && { seconds: minutes * 60 }),
    });
    if (sent) closeDialog(ID);
    else toast(t("poll.offline"));
  }

  #clear() {
    this.querySelector("form")?.reset();
    this.#options.value = LEAST;
  }
}
customElements.define("studio-poll-dialog", PollDialog);
