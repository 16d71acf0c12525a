/** One passing message at a time, with Undo if it can be undone; never the only place of an error. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { t } from "../i18n/common.js";
import { LightElement } from "../lib/light-element.js";

const SHOWN_MS = 6000;

/** @typedef {{ text: string, undo?: () => void }} Toast */

const shown = signal(/** @type {Toast | null} */ (null));

/** Stays 6 s, longer while focused or hovered; a new one takes its place. @param {string} text  @param {() => void} [undo] */
export function toast(text, undo) {
  shown.value = undo ? { text, undo } : { text };
  if (!document.querySelector("toast-line")) document.body.append(document.createElement("toast-line"));
}

class ToastLine extends LightElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Toast | null} */
  #timed = null;

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #hideLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hide(), SHOWN_MS);
  }

  #hide() {
    if (this.matches(":hover, :focus-within")) this.#hideLater();
    else shown.value = null;
  }

  #undo() {
    shown.value?.undo?.();
    shown.value = null;
  }

  render() {
    const message = shown.value;
    if (message && message !== this.#timed) this.#hideLater();
    this.#timed = message;
    return html`<div role="status">${message ? this.#line(message) : nothing}</div>`;
  }

  /** @param {Toast} message */
  #line(message) {
    const undo = message.undo
      ? html`<button class="btn" @click=${() => this.#undo()}>${t("action.undo")}</button>`
      : nothing;
    return html`<div class="toast"><span class="grow">${message.text}</span>${undo}</div>`;
  }
}
customElements.define("toast-line", ToastLine);
