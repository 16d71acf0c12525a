/** Choosing the products of a show that is planned already, or on air. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { api } from "../../lib/api.js";
import { problemText } from "../../lib/problems.js";
import { icon } from "../icon.js";
import { closeDialog, dialog, showDialog } from "./dialogs.js";
import { StudioPart } from "./part.js";
import { productPicker } from "./product-picker.js";

const ID = "products-dialog";
const OPENED = new EventTarget();

export function openProducts() {
  OPENED.dispatchEvent(new Event("open"));
  showDialog(ID);
}

class ProductsDialog extends StudioPart {
  #products = signal(/** @type {Api.Product[] | null} */ (null));
  #chosen = signal(/** @type {string[]} */ ([]));
  #saving = signal(false);
  #problem = signal(/** @type {unknown} */ (null));
  #load = () => void this.#begin();

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    OPENED.addEventListener("open", this.#load);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    OPENED.removeEventListener("open", this.#load);
  }

  render() {
    return dialog({ id: ID, title: t("lineup.edit"), body: this.#body() });
  }

  #body() {
    const problem = this.#problem.value;
    return html`<p class="t2 muted">${t("form.products.hint")}</p>
      ${productPicker(this.#products.value, this.#chosen.value, (ids) => (this.#chosen.value = ids))}
      ${problem ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${problemText(problem)}</span></p>` : nothing}
      <footer class="row dialog-foot">
        <span class="t2 muted grow" role="status">${t("form.products.chosen", { n: this.#chosen.value.length })}</span>
        <button class="btn primary" aria-busy=${this.#saving.value ? "true" : "false"} @click=${() => this.#save()}>
          ${t("lineup.edit.save")}
        </button>
      </footer>`;
  }

  async #begin() {
    this.#chosen.value = this.studio.desk.show.value.lineup.map((product) => product.id);
    await this.#try(async () => (this.#products.value = (await api.get("/studio/products")).items));
  }

  async #save() {
    if (this.#saving.value) return;
    this.#saving.value = true;
    const saved = await this.#try(async () =>
      this.studio.desk.take(await api.patch(this.studio.desk.path, { product_ids: this.#chosen.value })),
    );
    this.#saving.value = false;
    if (saved) closeDialog(ID);
  }

  /** @param {() => Promise<unknown>} call */
  async #try(call) {
    this.#problem.value = null;
    try {
      await call();
      return true;
    } catch (error) {
      this.#problem.value = error;
      return false;
    }
  }
}
customElements.define("studio-products-dialog", ProductsDialog);
