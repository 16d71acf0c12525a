/** The reactions beside the heart: four buttons over the line to write in, for as many taps as one likes. */
import { html, svg } from "../../../vendor/lit.js";
import { t } from "../../i18n/talk.js";
import { KINDS, shapesOf } from "./reaction-shapes.js";
import { WatchPart } from "./watch-part.js";

class ReactionTray extends WatchPart {
  render() {
    return html`<div class="tray" role="group" aria-label=${t("react.label")} @keydown=${this.#key}>
      ${KINDS.map(
        (kind) => html`<button type="button" class="icon-btn ${kind}" aria-label=${t(`react.${kind}`)} @click=${() => this.room.react(kind)}>
          <svg viewBox="0 0 24 24" aria-hidden="true">${shapesOf(kind).map((shape) => svg`<path d=${shape}></path>`)}</svg>
        </button>`,
      )}
    </div>`;
  }

  /** @override */
  firstUpdated() {
    this.querySelector("button")?.focus();
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    this.dispatchEvent(new CustomEvent("close"));
    /** @type {HTMLElement | null} */ (this.previousElementSibling)?.focus();
  };
}
customElements.define("reaction-tray", ReactionTray);
