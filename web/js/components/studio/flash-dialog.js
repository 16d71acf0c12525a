/** Starting a flash price: which sum, how long; the server's clock begins when the answer comes. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { tagMoney } from "../../lib/format.js";
import { problemText } from "../../lib/problems.js";
import { readMoney } from "../../models/money-input.js";
import { icon } from "../icon.js";
import { closeDialog, dialog, showDialog } from "./dialogs.js";
import { StudioPart } from "./part.js";
import { typedField } from "./typed-field.js";

const ID = "flash-dialog";
const MINUTES = [1, 3, 5, 10];
const asked = signal(/** @type {Api.Product | null} */ (null));

/** @param {import("./studio.js").Studio} studio @param {Api.Product} product */
export function openFlash(studio, product) {
  if (studio.role !== "host") return;
  asked.value = product;
  showDialog(ID);
  /** @type {HTMLInputElement | null} */ (document.querySelector("#flash-price"))?.focus();
}

class FlashDialog extends StudioPart {
  #price = signal("");
  #minutes = signal(3);
  #starting = signal(false);
  #wrong = signal("");

  render() {
    const product = asked.value;
    const title = product ? t("flash.title", { name: product.title }) : t("flash.start");
    return dialog({ id: ID, title, body: product ? this.#body(product) : nothing, onClose: () => this.#clear() });
  }

  /** @param {Api.Product} product */
  #body(product) {
    const { currency, price_minor } = product;
    return html`<form class="flash-form" novalidate @submit=${(/** @type {Event} */ event) => this.#start(event, product)}>
      ${typedField({
        id: "flash-price",
        label: t("flash.price"),
        hint: t("flash.priceHint", { price: tagMoney(price_minor, currency) }),
        value: this.#price.value,
        before: currency,
        inputmode: "decimal",
        maxlength: 12,
        wrong: this.#wrong.value,
        onInput: (value) => {
          this.#price.value = value;
          this.#wrong.value = "";
        },
      })}
      <fieldset class="opt">
        <legend class="t2 muted">${t("flash.long")}</legend>
        <div class="row wrap">${MINUTES.map((minutes) => this.#chip(minutes))}</div>
      </fieldset>
      <p class="t2 muted">${t("flash.why")}</p>
      <footer class="row dialog-foot">
        <button class="btn primary push" aria-busy=${this.#starting.value ? "true" : "false"}>
          ${icon("zap", "sm")}${t("flash.do", { n: this.#minutes.value })}
        </button>
      </footer>
    </form>`;
  }

  /** @param {number} minutes */
  #chip(minutes) {
    const on = minutes === this.#minutes.value;
    return html`<button
      type="button"
      class="chip ${on ? "on" : ""}"
      aria-pressed=${on ? "true" : "false"}
      @click=${() => (this.#minutes.value = minutes)}
    >
      ${t("flash.minutes", { n: minutes })}
    </button>`;
  }

  /** @param {Event} event @param {Api.Product} product */
  async #start(event, product) {
    event.preventDefault();
    if (this.#starting.value) return;
    const price_minor = readMoney(this.#price.value, product.currency);
    const dearest = Math.max(...product.variants.map((variant) => variant.price_minor));
    if (!price_minor || price_minor >= dearest) {
      this.#wrong.value = t("flash.wrong");
      return;
    }
    this.#starting.value = true;
    try {
      await this.studio.desk.startFlash(product.id, { price_minor, seconds: this.#minutes.value * 60 });
      closeDialog(ID);
    } catch (error) {
      this.#wrong.value = problemText(error);
    }
    this.#starting.value = false;
  }

  #clear() {
    this.#price.value = "";
    this.#wrong.value = "";
  }
}
customElements.define("studio-flash-dialog", FlashDialog);
