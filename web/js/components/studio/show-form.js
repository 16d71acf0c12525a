/** Planning a show: title, description, start, products in their order. */
import { html, ifDefined, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { api } from "../../lib/api.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import {
  checkForm,
  DESCRIPTION_MAX,
  localInput,
  showDraft,
  suggestedStart,
  TITLE_MAX,
} from "../../models/studio-shows.js";
import { icon } from "../icon.js";
import { closeDialog, dialog, showDialog } from "./dialogs.js";
import { productPicker } from "./product-picker.js";

const ID = "show-form";

/** @typedef {"title" | "description" | "starts"} Field */

export class ShowForm extends LightElement {
  #products = signal(/** @type {Api.Product[] | null} */ (null));
  #chosen = signal(/** @type {string[]} */ ([]));
  #faults = signal(/** @type {ReturnType<typeof checkForm>} */ ({}));
  #saving = signal(false);
  #problem = signal(/** @type {unknown} */ (null));

  open() {
    showDialog(ID);
    void this.#loadProducts();
  }

  render() {
    return dialog({ id: ID, title: t("form.title"), body: this.#form() });
  }

  #form() {
    const saving = this.#saving.value;
    return html`<form class="show-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#save(event)}>
      ${this.#field("title", t("form.name"), (id, about) => html`<input id=${id} name="title" maxlength=${TITLE_MAX} aria-describedby=${about} required />`, t("form.name.hint"))}
      ${this.#field("starts", t("form.starts"), (id, about) => startInput(id, about), t("form.starts.hint", { zone: zoneName() }))}
      ${this.#field(
        "description",
        t("form.description.optional"),
        (id, about) =>
          html`<textarea
            id=${id}
            name="description"
            rows="3"
            maxlength=${DESCRIPTION_MAX}
            aria-describedby=${about}
          ></textarea>`,
      )}
      <fieldset class="form-products">
        <legend class="med">
          ${t("form.products")} <span class="muted num">${this.#chosen.value.length || nothing}</span>
        </legend>
        <p class="hint">${t("form.products.hint")}</p>
        ${productPicker(this.#products.value, this.#chosen.value, (ids) => (this.#chosen.value = ids))}
      </fieldset>
      ${this.#problem.value ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${problemText(this.#problem.value)}</span></p>` : nothing}
      <footer class="row dialog-foot">
        <button type="button" class="btn quiet" @click=${() => closeDialog(ID)}>${t("action.cancel")}</button>
        <button class="btn primary push" aria-busy=${saving ? "true" : "false"}>
          ${saving ? html`<span class="spin" aria-hidden="true"></span>${t("form.saving")}` : t("form.save")}
        </button>
      </footer>
    </form>`;
  }

  /**
   * @param {Field} name
   * @param {string} label
   * @param {(id: string, about: string) => unknown} control
   * @param {string} [hint]
   */
  #field(name, label, control, hint) {
    const fault = this.#faults.value[name];
    const [id, about] = [`show-${name}`, `show-${name}-about`];
    return html`<div class="labelled">
      <label for=${id}>${label}</label>
      <span class="field ${fault ? "is-wrong" : ""}">${control(id, about)}</span>
      ${
        fault
          ? html`<p id=${about} class="wrong">${icon("octagon-alert", "xs")}${t(`form.problem.${fault}`)}</p>`
          : html`<p id=${ifDefined(hint ? about : undefined)} class="hint">${hint ?? nothing}</p>`
      }
    </div>`;
  }

  async #loadProducts() {
    await this.#try(async () => (this.#products.value = (await api.get("/studio/products")).items));
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    event.preventDefault();
    if (this.#saving.value) return;
    const form = this.#read(/** @type {HTMLFormElement} */ (event.target));
    this.#faults.value = checkForm(form, Date.now());
    if (Object.keys(this.#faults.value).length) return this.#toFirstFault();
    this.#saving.value = true;
    await this.#try(async () => {
      const show = await api.post("/shows", showDraft(form));
      location.assign(`/studio/${encodeURIComponent(show.id)}`);
    });
    this.#saving.value = false;
  }

  /**
   * @param {HTMLFormElement} form
   * @returns {import("../../models/studio-shows.js").ShowForm}
   */
  #read(form) {
    const data = new FormData(form);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
    return {
      title: text("title"),
      description: text("description"),
      starts: text("starts"),
      product_ids: this.#chosen.value,
    };
  }

  #toFirstFault() {
    void this.updateComplete.then(() => {
      const field = this.querySelector(".is-wrong input, .is-wrong textarea");
      if (field instanceof HTMLElement) field.focus();
    });
  }

  /** @param {() => Promise<unknown>} call */
  async #try(call) {
    this.#problem.value = null;
    try {
      await call();
    } catch (error) {
      this.#problem.value = error;
    }
  }
}
customElements.define("studio-show-form", ShowForm);

/**
 * The value is set once, as the attribute: what the person writes stays through every later drawing.
 * @param {string} id
 * @param {string} about
 */
function startInput(id, about) {
  return html`<input
    id=${id}
    name="starts"
    type="datetime-local"
    value=${localInput(suggestedStart(OPENED_MS))}
    aria-describedby=${about}
    required
  />`;
}

const OPENED_MS = Date.now();

/** The reader's time zone by its name. */
function zoneName() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone.replace(/^.*\//, "").replaceAll("_", " ");
}
