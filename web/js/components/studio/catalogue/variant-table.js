/** Price and stock: a few fields for a product of one kind, a table for one with options. */
import { html, nothing } from "../../../../vendor/lit.js";
import { t } from "../../../i18n/catalogue.js";
import { icon } from "../../icon.js";
import { typedField } from "../typed-field.js";

/** @typedef {import("./editing.js").Editing} Editing */
/** @typedef {import("../../../models/product-variants.js").VariantRow} VariantRow */
/** @typedef {"price" | "was" | "stock" | "sku" | "limit" | "weight"} Field */

/** @param {Editing} editing */
export function priceAndStock(editing) {
  const { options, variants } = editing.form.value;
  const alone = variants.length === 1 && !variants[0]?.options.length;
  if (alone || !options.length)
    return html`<section class="card edit-card">
      <h2 class="t4">${t("edit.priceStock")}</h2>
      <div class="edit-grid">
        ${cell(editing, 0, "price", false)}${cell(editing, 0, "was", false)}${cell(editing, 0, "stock", false)}
        ${cell(editing, 0, "limit", false)}${cell(editing, 0, "weight", false)}${cell(editing, 0, "sku", false)}
      </div>
    </section>`;
  return html`<section class="card edit-card">
    <header class="row wrap">
      <h2 class="t4">${t("edit.priceStock")}</h2>
      <span class="t2 muted num">${t("edit.variants", { n: variants.length })}</span>
      ${
        variants.length > 1
          ? html`<button type="button" class="btn quiet small push" @click=${() => editing.copyPrices()}>
              ${icon("copy", "xs")}${t("edit.copyDown")}
            </button>`
          : nothing
      }
    </header>
    ${table(editing)}
    <p class="hint">${t("edit.stock")}: ${t("edit.stockHint")}</p>
  </section>`;
}

/** @param {Editing} editing */
function table(editing) {
  const { variants } = editing.form.value;
  const heads = [
    t("edit.variant"),
    t("edit.price"),
    t("edit.was"),
    t("edit.stock"),
    t("edit.limit"),
    t("edit.weight"),
    t("edit.sku"),
    t("edit.variantPicture"),
  ];
  return html`<table class="variants">
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${variants.map(
        (row, index) =>
          html`<tr>
            <th scope="row">${row.options.join(" / ")}</th>
            ${FIELDS.map((field) => html`<td class="v-${field}">${cell(editing, index, field, true)}</td>`)}
            <td class="v-picture">${pictureChoice(editing, row, index)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @type {Field[]} */
const FIELDS = ["price", "was", "stock", "limit", "weight", "sku"];

/**
 * @param {Editing} editing
 * @param {number} index
 * @param {Field} field
 * @param {boolean} inTable  The table's head has the label; screen readers get the whole name.
 */
function cell(editing, index, field, inTable) {
  const row = editing.form.value.variants[index];
  if (!row) return nothing;
  const fault = editing.faults.value[`variants.${index}.${field}`];
  const label = t(`edit.${field}`);
  const hints = {
    was: inTable ? "" : t("edit.wasHint"),
    stock: row.promised ? t("edit.promised", { n: row.promised }) : inTable ? "" : t("edit.stockHint"),
  };
  return typedField({
    id: `variant-${index}-${field}`,
    label: inTable ? `${label}, ${row.options.join(" / ")}` : label,
    hiddenLabel: inTable,
    value: row[field],
    before: field === "price" || field === "was" ? sign(editing.currency) : "",
    inputmode: field === "sku" ? "text" : field === "price" || field === "was" ? "decimal" : "numeric",
    maxlength: field === "sku" ? 64 : 12,
    hint: field === "was" || field === "stock" ? hints[field] : "",
    placeholder: field === "stock" ? "0" : "",
    wrong: fault ? t(`edit.fault.${fault}`, { n: row.promised }) : "",
    onInput: (value) => editing.changeVariant(index, { [field]: value }),
  });
}

/** @param {Editing} editing  @param {VariantRow} row  @param {number} index */
function pictureChoice(editing, row, index) {
  const pictures = editing.form.value.pictures.filter(({ url }) => url);
  const chosen = pictures.find(({ url }) => url === row.picture) ?? pictures[0];
  const name = row.options.join(" / ");
  return html`<span class="v-shot"
    >${chosen ? html`<img class="pic" src=${chosen.shown} alt="" width="36" height="44" />` : html`<span class="pic v-none"></span>`}
    <span class="field"
      ><select
        aria-label=${`${t("edit.variantPicture")}, ${name}`}
        @change=${(/** @type {Event} */ event) =>
          editing.changeVariant(index, { picture: /** @type {HTMLSelectElement} */ (event.target).value })}
      >
        <option value="" ?selected=${!row.picture}>${t("edit.firstPicture")}</option>
        ${pictures.map(
          ({ url }, place) =>
            html`<option value=${url} ?selected=${url === row.picture}>${t("edit.picture", { n: place + 1 })}</option>`,
        )}
      </select></span
    ></span
  >`;
}

/** The sign of a currency alone. @param {string} currency */
export function sign(currency) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
}
