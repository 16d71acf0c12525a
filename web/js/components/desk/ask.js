/** The one question of the desk: how long and why; the field has the focus, Enter does it. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/desk.js";
import { icon } from "../icon.js";
import { DeskPart } from "./part.js";

const LONGEST_REASON = 200;
const LENGTHS = /** @type {const} */ ([
  [3600, "ask.hour"],
  [86_400, "ask.day"],
  [604_800, "ask.week"],
  [null, "ask.open"],
]);
const MEASURES = new Set(["mute", "ban", "shadow"]);
const DO = /** @type {const} */ ({
  mute: "do.mute",
  ban: "do.ban",
  shadow: "do.shadow",
  warn: "do.warn",
  note: "do.note",
});

class DeskAsk extends DeskPart {
  #seconds = signal(/** @type {number | null} */ (3600));

  render() {
    const asking = this.desk.asking.value;
    return html`<dialog class="studio-dialog" aria-labelledby="ask-title" @close=${() => (this.desk.asking.value = null)}>
      ${asking ? this.#form(asking) : nothing}
    </dialog>`;
  }

  /** @param {{ what: import("./desk.js").Question, person: import("../../models/desk.js").Person }} asking */
  #form({ what, person }) {
    const { name } = person;
    return html`<form class="studio-dialog-in" @submit=${(/** @type {Event} */ event) => this.#do(event, what, person)}>
      <header class="row">
        <h2 id="ask-title" class="t4 grow">${t(`ask.${what}`, { name })}</h2>
        <button type="button" class="icon-btn" aria-label=${t("action.close")} @click=${() => this.#close()}>${icon("x")}</button>
      </header>
      ${what === "shadow" ? html`<p class="t2 muted">${t("ask.shadow.why")}</p>` : nothing}
      <div class="labelled">
        <label for="ask-reason">${what === "warn" ? t("ask.words") : what === "note" ? t("ask.note.words") : t("ask.reason")}</label>
        <span class="field"><input id="ask-reason" name="reason" maxlength=${LONGEST_REASON} autocomplete="off" ?required=${!MEASURES.has(what)} aria-describedby="ask-hint" /></span>
        <p class="t1 muted" id="ask-hint">${what === "note" || what === "shadow" ? t("ask.reason.hidden") : t("ask.reason.shown")}</p>
      </div>
      ${MEASURES.has(what) ? this.#lengths() : nothing}
      <footer class="row dialog-foot">
        <button type="button" class="btn quiet" @click=${() => this.#close()}>${t("action.cancel")}</button>
        <button class="btn push ${MEASURES.has(what) ? "danger" : ""}">${t(DO[what])}</button>
      </footer>
    </form>`;
  }

  #lengths() {
    return html`<fieldset class="chips">
        <legend class="t2 muted">${t("ask.length")}</legend>
        ${LENGTHS.map(([seconds, words]) => html`<label class="chip ${seconds === this.#seconds.value ? "on" : ""}"><input class="sr" type="radio" name="length" .checked=${seconds === this.#seconds.value} @change=${() => (this.#seconds.value = seconds)} />${t(words)}</label>`)}
      </fieldset>
      <label class="check"><input type="checkbox" name="purge" />${t("ask.purge")}</label>`;
  }

  /** @param {Event} event @param {import("./desk.js").Question} what @param {import("../../models/desk.js").Person} person */
  #do(event, what, person) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const reason = String(data.get("reason") ?? "").trim();
    const measure = MEASURES.has(what) ? { seconds: this.#seconds.value, purge: data.get("purge") === "on" } : {};
    if (this.desk.answer(what, person, { reason, ...measure })) this.#close();
  }

  #close() {
    this.querySelector("dialog")?.close();
  }

  /** @override */
  updated() {
    const dialog = this.querySelector("dialog");
    if (!this.desk.asking.value || !dialog || dialog.open) return;
    dialog.showModal();
    this.querySelector("input")?.focus();
  }
}
customElements.define("desk-ask", DeskAsk);
