/** What a viewer may do with a message: answer it, or have a moderator look at it. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/measures.js";
import { t as talk } from "../../i18n/talk.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { reply } from "./reply-strip.js";
import { translatable } from "./translated-quote.js";
import { WatchPart } from "./watch-part.js";

const REASONS = /** @type {const} */ (["advertising", "rude", "spam", "scam", "other"]);

class MessageMenu extends WatchPart {
  render() {
    const line = this.room.reported.value;
    if (!line) return nothing;
    return html`<dialog class="judge" aria-labelledby="message-title" @close=${this.#close} @click=${this.#outside}>
      <form method="dialog">
        <header class="row">
          <h2 class="t4 grow" id="message-title">${line.from.name}</h2>
          <button class="icon-btn" aria-label=${t("action.close")}>${icon("x")}</button>
        </header>
        ${translatable(line, this.room)}
        ${this.room.name.value && !this.room.chat.mutedNow() ? html`<button class="btn primary tall wide" value="reply" @click=${() => reply(this.room, line)}>${icon("reply", "sm")}${talk("reply.do")}</button>` : nothing}
        ${line.from.role === "viewer" ? this.#reasons(line) : nothing}
      </form>
    </dialog>`;
  }

  /** @param {import("../../models/chat-lines.js").MessageLine} line */
  #reasons(line) {
    return html`<fieldset>
      <legend class="t2 muted">${t("report.why")}</legend>
      <div class="row wrap">
        ${REASONS.map((reason) => html`<button class="btn small" value=${reason} @click=${() => this.#report(line, t(`mod.reason.${reason}`))}>${t(`mod.reason.${reason}`)}</button>`)}
      </div>
    </fieldset>`;
  }

  /** @override */
  updated() {
    const dialog = this.querySelector("dialog");
    // One that was closed may hear of the next message before it is gone.
    if (dialog && !dialog.open && this.isConnected) dialog.showModal();
  }

  /** @param {import("../../models/chat-lines.js").MessageLine} line @param {string} reason */
  #report(line, reason) {
    if (line.off === null) return;
    const sent = this.room.moderate(this.room.chat.request("report", { off: line.off, reason }));
    toast(sent ? t("report.sent") : t("mod.offline"));
  }

  #close = () => (this.room.reported.value = null);

  #outside = (/** @type {Event} */ event) => {
    if (event.target === event.currentTarget) /** @type {HTMLDialogElement} */ (event.currentTarget).close();
  };
}
customElements.define("message-menu", MessageMenu);
