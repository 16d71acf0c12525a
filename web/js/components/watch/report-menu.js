/** Asks a viewer why a moderator should look at a message. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/measures.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { WatchPart } from "./watch-part.js";

const REASONS = /** @type {const} */ (["advertising", "rude", "spam", "scam", "other"]);

class ReportMenu extends WatchPart {
  render() {
    const line = this.room.reported.value;
    if (!line) return nothing;
    return html`<dialog class="judge" aria-labelledby="report-title" @close=${this.#close} @click=${this.#outside}>
      <form method="dialog">
        <header class="row">
          <h2 class="t4 grow" id="report-title">${t("report.title")}</h2>
          <button class="icon-btn" aria-label=${t("action.close")}>${icon("x")}</button>
        </header>
        <p class="quote" dir="auto">${line.text}</p>
        <p class="t2 muted">${t("report.why")}</p>
        ${REASONS.map((reason) => html`<button class="btn wide" value=${reason} @click=${() => this.#report(line, t(`mod.reason.${reason}`))}>${t(`mod.reason.${reason}`)}</button>`)}
      </form>
    </dialog>`;
  }

  /** @override */
  updated() {
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  /** @param {import("../../models/chat-lines.js").MessageLine} line @param {string} reason */
  #report(line, reason) {
    if (line.off === null) return;
    const sent = this.room.moderate(this.room.chat.report(line.off, reason));
    toast(sent ? t("report.sent") : t("mod.offline"));
  }

  #close = () => (this.room.reported.value = null);

  #outside = (/** @type {Event} */ event) => {
    if (event.target === event.currentTarget) /** @type {HTMLDialogElement} */ (event.currentTarget).close();
  };
}
customElements.define("report-menu", ReportMenu);
