/** The base of the sheets that take the lower part of a phone's screen: one at a time, with focus led in and back out. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/watch.js";
import { icon } from "../icon.js";
import { WatchPart } from "./watch-part.js";

export class Drawer extends WatchPart {
  /** @type {Element | null} */
  #opener = null;
  #was = false;

  /** Which of the room's sheets this is. @returns {import("./watch-room.js").Sheet} */
  get sheet() {
    throw new Error("a drawer says which sheet it is");
  }

  /**
   * @param {string} name  the dialog's class
   * @param {unknown} title
   * @param {() => unknown} body  drawn while it is open
   */
  drawer(name, title, body) {
    const open = this.room.sheet.value === this.sheet;
    return html`<dialog class="sheet ${name}" tabindex="-1" ?open=${open} aria-labelledby="${name}-title" @keydown=${this.#escape}>
      <header>
        <h2 class="t4 grow" id="${name}-title">${title}</h2>
        <button class="icon-btn" aria-label=${t("action.close")} @click=${this.#close}>${icon("x")}</button>
      </header>
      ${open ? body() : nothing}
    </dialog>`;
  }

  /** @override */
  updated() {
    const open = this.room.sheet.peek() === this.sheet;
    if (open === this.#was) return;
    this.#was = open;
    if (open) {
      this.#opener = document.activeElement;
      this.querySelector("dialog")?.focus();
    } else if (this.room.sheet.peek() === "none" && this.#opener instanceof HTMLElement) {
      const opener = this.#opener;
      requestAnimationFrame(() => opener.focus());
    }
  }

  #close = () => (this.room.sheet.value = "none");

  #escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") this.#close();
  };
}
