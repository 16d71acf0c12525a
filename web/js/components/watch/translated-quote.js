/** The words of a message in its menu, and in the reader's language when they ask for it: nothing is translated unasked. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/talk.js";
import { api } from "../../lib/api.js";
import { language } from "../../lib/i18n.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { me } from "../../lib/session.js";

/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */

class TranslatedQuote extends LightElement {
  static properties = { line: { attribute: false }, show: { attribute: false } };

  #shown = signal(/** @type {"original" | "asking" | "translated"} */ ("original"));
  #text = signal("");
  #problem = signal("");

  constructor() {
    super();
    /** @type {MessageLine} */
    this.line = /** @type {any} */ (undefined);
    this.show = "";
  }

  render() {
    const translated = this.#shown.value === "translated";
    return html`<p class="quote" dir="auto" lang=${translated ? language : nothing}>${translated ? this.#text.value : this.line.text}</p>
      ${
        me.value?.translates && this.line.off !== null
          ? html`<p class="row wrap t2 translation" role="status">
              <button type="button" class="btn small quiet" aria-busy=${this.#shown.value === "asking" ? "true" : "false"} @click=${this.#turn}>
                ${t(translated ? "translate.original" : "translate.do")}
              </button>
              ${this.#problem.value ? html`<span class="muted">${this.#problem.value}</span>` : nothing}
            </p>`
          : nothing
      }`;
  }

  #turn = async () => {
    this.#problem.value = "";
    if (this.#shown.value === "translated") {
      this.#shown.value = "original";
      return;
    }
    if (this.#shown.value === "asking") return;
    if (this.#text.value) {
      this.#shown.value = "translated";
      return;
    }
    this.#shown.value = "asking";
    try {
      const { text } = await api.get(`/shows/${encodeURIComponent(this.show)}/messages/${this.line.off}/translation?to=${language}`);
      if (!this.isConnected) return;
      this.#text.value = text ?? "";
      this.#problem.value = text === null ? t("translate.none") : "";
      this.#shown.value = text === null ? "original" : "translated";
    } catch (error) {
      this.#problem.value = problemText(error);
      this.#shown.value = "original";
    }
  };
}
customElements.define("translated-quote", TranslatedQuote);

/** @param {MessageLine} line @param {import("./watch-room.js").WatchRoom} room */
export const translatable = (line, room) => html`<translated-quote .line=${line} .show=${room.show.value?.id ?? ""}></translated-quote>`;
