/** Asks where mails about a seller or a show shall go, and tells how it stands; over any page. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/interests.js";
import { language } from "../../lib/i18n.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { me } from "../../lib/session.js";
import { styleSheet } from "../../lib/style-sheet.js";
import { emailFault } from "../../models/sign-in.js";
import { icon } from "../icon.js";

/**
 * @typedef {object} MailQuestion
 * @property {string} title
 * @property {string} why
 * @property {string} save  words of the button that turns mails on
 * @property {Api.Standing | null} standing  how it stands now
 * @property {(wanted: { mails: boolean, email: string, language: string }) => Promise<Api.Standing>} put
 * @property {string} stop  words of the button that ends it
 * @property {() => Promise<void>} end
 * @property {boolean} mayBeSilent  whether it may go on without mails
 */

class MailDialog extends LightElement {
  #question = signal(/** @type {MailQuestion | null} */ (null));
  #standing = signal(/** @type {Api.Standing | null} */ (null));
  #busy = signal(false);
  #wrong = signal("");
  #malformed = signal(false);

  /** @param {MailQuestion} question */
  open(question) {
    this.#question.value = question;
    this.#standing.value = question.standing;
    this.#wrong.value = "";
    this.#malformed.value = false;
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  render() {
    const question = this.#question.value;
    return html`<dialog class="small-dialog" aria-labelledby="mail-title" @click=${this.#beside}>
      ${question ? this.#body(question) : nothing}
    </dialog>`;
  }

  /** @param {MailQuestion} question */
  #body(question) {
    const standing = this.#standing.value;
    const mailing = standing?.mailing ?? "off";
    return html`<div class="small-dialog-in">
      <header class="row">
        <h2 class="t4 grow" id="mail-title">${question.title}</h2>
        <button class="icon-btn" aria-label=${t("action.close")} @click=${this.#close}>${icon("x")}</button>
      </header>
      ${mailing === "off" ? this.#form(question) : this.#told(question, mailing, standing?.email ?? "")}
      ${this.#wrong.value ? html`<p class="wrong" role="alert">${icon("octagon-alert", "sm")}<span>${this.#wrong.value}</span></p>` : nothing}
      ${standing?.on ? html`<button class="btn quiet wide" @click=${() => this.#do(question.end, true)}>${question.stop}</button>` : nothing}
    </div>`;
  }

  /** @param {MailQuestion} question */
  #form(question) {
    const malformed = this.#malformed.value;
    return html`<form class="small-dialog-form" novalidate @submit=${this.#save}>
      <p class="muted">${question.why}</p>
      <div class="labelled">
        <label for="mail-email">${t("mail.email")}</label>
        <span class="field ${malformed ? "is-wrong" : ""}"
          ><input
            id="mail-email"
            name="email"
            type="email"
            autocomplete="email"
            maxlength="320"
            aria-invalid=${malformed}
            aria-describedby=${malformed ? "mail-email-wrong" : nothing}
            .value=${me.value?.account?.email ?? ""}
        /></span>
        ${malformed ? html`<p class="wrong" id="mail-email-wrong">${icon("octagon-alert", "xs")}<span>${t("mail.wrong")}</span></p>` : nothing}
      </div>
      <button class="btn primary tall wide" aria-busy=${this.#busy.value}>${icon("bell", "sm")}${question.save}</button>
    </form>`;
  }

  /** @param {MailQuestion} question  @param {"asked" | "on"} mailing  @param {string} email */
  #told(question, mailing, email) {
    const silence = () => this.#do(() => this.#put({ mails: false, email: "" }), true);
    return html`<p role="status">${mailing === "on" ? t("mail.on", { email }) : t("mail.asked", { email })}</p>
      ${question.mayBeSilent ? html`<button class="btn wide" @click=${silence}>${t("mail.off")}</button>` : nothing}`;
  }

  #save = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const email = String(new FormData(form).get("email") ?? "").trim();
    this.#malformed.value = emailFault(email) !== null;
    if (this.#malformed.value) return void this.updateComplete.then(() => this.querySelector("input")?.focus());
    void this.#do(() => this.#put({ mails: true, email }), false);
  };

  /** @param {{ mails: boolean, email: string }} wanted */
  async #put(wanted) {
    const question = this.#question.peek();
    if (question) this.#standing.value = await question.put({ ...wanted, language });
  }

  /** @param {() => Promise<void>} act  @param {boolean} closes */
  async #do(act, closes) {
    if (this.#busy.value) return;
    this.#busy.value = true;
    this.#wrong.value = "";
    try {
      await act();
      if (closes) this.#close();
    } catch (error) {
      this.#wrong.value = problemText(error, { email_invalid: t("mail.wrong") });
    }
    this.#busy.value = false;
  }

  #close = () => this.querySelector("dialog")?.close();

  #beside = (/** @type {Event} */ event) => {
    if (event.target === event.currentTarget) this.#close();
  };
}
customElements.define("mail-dialog", MailDialog);

/** Opens the dialog over the page; made when first asked for. @param {MailQuestion} question */
export async function askForMail(question) {
  await styleSheet("small-dialog.css");
  let dialog = /** @type {MailDialog | null} */ (document.querySelector("mail-dialog"));
  if (!dialog) {
    dialog = /** @type {MailDialog} */ (document.createElement("mail-dialog"));
    document.body.append(dialog);
    await dialog.updateComplete;
  }
  dialog.open(question);
}
