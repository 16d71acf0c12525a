/** How long what is said in a shop's shows is kept; a shorter time erases at once, so it is asked about. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/team.js";
import { api } from "../../lib/api.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { problemNote } from "../problem-page.js";
import { toast } from "../toast-line.js";

const PATH = "/studio/chat-retention";
const CHOICES = [7, 30, 90, 180, 365];

class ChatRetention extends LightElement {
  #days = signal(/** @type {number | null | undefined} */ (undefined));
  #problem = signal("");

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#act(async () => {
      this.#days.value = (await api.get(PATH)).days;
    });
  }

  render() {
    const days = this.#days.value;
    const choices = typeof days === "number" && !CHOICES.includes(days) ? [...CHOICES, days].sort((a, b) => a - b) : CHOICES;
    return html`<section class="card team-card">
      <h2 class="t4">${t("keep.title")}</h2>
      <p class="muted">${t("keep.why")}</p>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${
        days === undefined
          ? html`<div class="sk team-keep-sk" aria-busy="true"></div>`
          : html`<div class="labelled">
              <label for="keep-days">${t("keep.label")}</label>
              <span class="field"
                ><select id="keep-days" @change=${this.#choose}>
                  <option value="" ?selected=${days === null}>${t("keep.always")}</option>
                  ${choices.map((each) => html`<option value=${each} ?selected=${each === days}>${t("keep.days", { n: each })}</option>`)}
                </select></span
              >
            </div>`
      }
    </section>`;
  }

  #choose = async (/** @type {Event} */ event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    const before = this.#days.value ?? null;
    const days = select.value === "" ? null : Number(select.value);
    const isShorter = days !== null && (before === null || days < before);
    const goesOn = !isShorter || confirm(t("keep.sure", { n: days ?? 0 }));
    const done = goesOn && (await this.#act(async () => {
      this.#days.value = (await api.put(PATH, { days })).days;
      toast(t("keep.saved"));
    }));
    if (!done) select.value = before === null ? "" : String(before);
  };

  /** @param {() => Promise<void>} work @returns {Promise<boolean>} whether it was done */
  async #act(work) {
    this.#problem.value = "";
    try {
      await work();
      return true;
    } catch (error) {
      this.#problem.value = problemText(error);
      return false;
    }
  }
}
customElements.define("chat-retention", ChatRetention);
