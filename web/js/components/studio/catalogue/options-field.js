/** The options of a product: each a name and its values, written with commas between. */
import { html, nothing } from "../../../../vendor/lit.js";
import { t } from "../../../i18n/catalogue.js";
import { MOST_OPTIONS, readValues } from "../../../models/product-variants.js";
import { icon } from "../../icon.js";
import { typedField } from "../typed-field.js";

/** @typedef {import("./editing.js").Editing} Editing */

/** @param {Editing} editing */
export function optionsField(editing) {
  const { options } = editing.form.value;
  const many = editing.faults.value.options;
  return html`<section class="card edit-card">
    <h2 class="t4">${t("edit.options")}</h2>
    <p class="hint">${t("edit.optionsHint")}</p>
    ${options.map((_, index) => optionRow(editing, index))}
    ${many ? html`<p class="wrong">${icon("octagon-alert", "xs")}<span>${t("edit.fault.tooMany")}</span></p>` : nothing}
    ${
      options.length < MOST_OPTIONS
        ? html`<button
            type="button"
            class="btn line edit-add"
            @click=${(/** @type {Event} */ event) => add(editing, event)}
          >
            ${icon("plus", "sm")}${t("edit.addOption")}
          </button>`
        : nothing
    }
  </section>`;
}

/** The new option is where one writes on. @param {Editing} editing  @param {Event} event */
function add(editing, event) {
  const { options } = editing.form.value;
  const card = /** @type {HTMLElement} */ (event.currentTarget).parentElement;
  editing.changeOptions([...options, { name: "", values: [] }]);
  setTimeout(() => card?.querySelector(`#option-${options.length}-name`)?.scrollIntoView({ block: "nearest" }));
  setTimeout(() => /** @type {HTMLElement | null} */ (card?.querySelector(`#option-${options.length}-name`))?.focus());
}

/** @param {Editing} editing  @param {number} index */
function optionRow(editing, index) {
  const { options } = editing.form.value;
  const option = options[index];
  if (!option) return nothing;
  const at = `options.${index}`;
  const faults = editing.faults.value;
  const change = (/** @type {Partial<typeof option>} */ changes) =>
    options.map((each, place) => (place === index ? { ...each, ...changes } : each));
  const [nameFault, valuesFault] = [faults[`${at}.name`], faults[`${at}.values`]];
  return html`<div class="option-row">
    ${typedField({
      id: `option-${index}-name`,
      label: t("edit.optionName"),
      hint: t("edit.optionNameHint"),
      value: option.name,
      maxlength: 60,
      wrong: nameFault ? t(`edit.fault.${nameFault}`, { n: 0 }) : "",
      onInput: (name) => editing.change({ options: change({ name }) }),
    })}
    ${valuesField(
      editing,
      index,
      option.values,
      valuesFault ? t(`edit.fault.${valuesFault}`, { n: 0 }) : "",
      (values) => editing.changeOptions(change({ values })),
    )}
    <button
      type="button"
      class="icon-btn option-remove"
      aria-label=${t("edit.removeOption", { n: index + 1 })}
      @click=${() => editing.changeOptions(options.filter((_, place) => place !== index))}
    >
      ${icon("trash-2", "sm")}
    </button>
  </div>`;
}

/**
 * Read when the field is left: half a word is no value.
 * @param {Editing} editing
 * @param {number} index
 * @param {string[]} values
 * @param {string} wrong
 * @param {(values: string[]) => void} change
 */
function valuesField(editing, index, values, wrong, change) {
  const id = `option-${index}-values`;
  return html`<div class="labelled">
    <label for=${id}>${t("edit.values")}</label>
    <span class="field ${wrong ? "is-wrong" : ""}"
      ><input
        id=${id}
        autocomplete="off"
        maxlength="2000"
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby="${id}-about"
        .value=${values.join(", ")}
        @change=${(/** @type {Event} */ event) => change(readValues(/** @type {HTMLInputElement} */ (event.target).value))}
    /></span>
    ${
      wrong
        ? html`<p id="${id}-about" class="wrong">${icon("octagon-alert", "xs")}<span>${wrong}</span></p>`
        : html`<p id="${id}-about" class="hint">${t("edit.valuesHint")}</p>`
    }
  </div>`;
}
