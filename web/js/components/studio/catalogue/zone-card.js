/** One delivery zone: its countries, ways to ship and tax. */
import { html, nothing, repeat } from "../../../../vendor/lit.js";
import { t } from "../../../i18n/catalogue.js";
import { countryName } from "../../../lib/format.js";
import { language } from "../../../lib/i18n.js";
import { COUNTRIES } from "../../../models/countries.js";
import { ANYWHERE, EUROPEAN_UNION, NAME_MAX } from "../../../models/delivery.js";
import { icon } from "../../icon.js";
import { toast } from "../../toast-line.js";
import { typedField } from "../typed-field.js";
import { sign } from "./variant-table.js";

/** @typedef {import("./delivering.js").Delivering} Delivering */
/** @typedef {import("../../../models/delivery.js").ZoneRow} ZoneRow */
/** @typedef {import("../../../models/delivery.js").RateRow} RateRow */

const UNION = "EU";

/** The country's name, or what stands for all others. @param {string} code */
export const placeName = (code) => (code === ANYWHERE ? t("delivery.anywhere") : countryName(code));

/** @param {Delivering} delivering  @param {ZoneRow} zone  @param {number} index */
export function zoneCard(delivering, zone, index) {
  const wrong = faultWords(delivering, index);
  return html`<section class="card edit-card zone" aria-label=${zone.title || t("delivery.zone", { n: index + 1 })}>
    <header class="row">
      <h2 class="t4 grow clip">${zone.title || t("delivery.zone", { n: index + 1 })}</h2>
      ${index === 0 ? html`<span class="badge" title=${t("delivery.homeHint")}>${t("delivery.home")}</span>` : nothing}
      <button
        type="button"
        class="icon-btn"
        aria-label="${t("delivery.remove")}: ${zone.title}"
        @click=${() => remove(delivering, zone)}
      >
        ${icon("trash-2", "sm")}
      </button>
    </header>
    ${typedField({
      id: `zone-${index}-title`,
      label: t("delivery.name"),
      value: zone.title,
      maxlength: NAME_MAX,
      wrong: wrong("title"),
      onInput: (title) => delivering.change(zone.id, { title }),
    })}
    ${countries(delivering, zone, index, wrong("countries"))}
    <div class="zone-part">
      <h3 class="t3 med">${t("delivery.rates")}</h3>
      ${repeat(
        zone.rates,
        (rate) => rate.id,
        (rate, place) => rateRow(delivering, zone, index, rate, place),
      )}
      <button type="button" class="btn line small edit-add" @click=${() => delivering.addRate(zone)}>
        ${icon("plus", "sm")}${t("delivery.addRate")}
      </button>
    </div>
    ${tax(delivering, zone, index, wrong("tax"))}
  </section>`;
}

/** @param {Delivering} delivering  @param {number} index */
const faultWords = (delivering, index) => (/** @type {string} */ field) => {
  const fault = delivering.faults.value[`${index}.${field}`];
  return fault ? t(`delivery.fault.${fault}`) : "";
};

/** @param {Delivering} delivering  @param {ZoneRow} zone */
function remove(delivering, zone) {
  const before = delivering.zones.value;
  delivering.remove(zone.id);
  toast(t("delivery.removed"), () => (delivering.zones.value = before));
}

/** @param {Delivering} delivering  @param {ZoneRow} zone  @param {number} index  @param {string} wrong */
function countries(delivering, zone, index, wrong) {
  const id = `zone-${index}-country`;
  const change = (/** @type {string[]} */ list) => delivering.change(zone.id, { countries: list });
  const add = (/** @type {Event} */ event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    const added = select.value === UNION ? EUROPEAN_UNION : [select.value];
    const taken = new Set(delivering.zones.value.flatMap((each) => each.countries));
    change([...zone.countries, ...added.filter((code) => code && !taken.has(code))]);
    select.value = "";
  };
  return html`<div class="zone-part">
    <h3 class="t3 med">${t("delivery.countries")}</h3>
    <ul class="places">
      ${zone.countries.map(
        (code) =>
          html`<li class="place-chip">
            ${placeName(code)}<button
              type="button"
              class="icon-btn"
              aria-label=${t("delivery.removeCountry", { name: placeName(code) })}
              @click=${() => change(zone.countries.filter((each) => each !== code))}
            >
              ${icon("x", "xs")}
            </button>
          </li>`,
      )}
    </ul>
    <div class="labelled">
      <label for=${id} class="sr">${t("delivery.addCountry")}</label>
      <span class="field ${wrong ? "is-wrong" : ""}"
        ><select id=${id} aria-describedby=${wrong ? `${id}-about` : nothing} @change=${add}>
          <option value="">${t("delivery.addCountry")}</option>
          ${choices(delivering)}
        </select></span
      >
      ${wrong ? html`<p id="${id}-about" class="wrong">${icon("octagon-alert", "xs")}<span>${wrong}</span></p>` : nothing}
    </div>
  </div>`;
}

/** What no zone has yet, by name. @param {Delivering} delivering */
function choices(delivering) {
  const taken = new Set(delivering.zones.value.flatMap((zone) => zone.countries));
  const free = COUNTRIES.filter((code) => !taken.has(code)).map((code) => ({ code, name: countryName(code) }));
  free.sort((a, b) => a.name.localeCompare(b.name, language));
  return html`${taken.has(ANYWHERE) ? nothing : html`<option value=${ANYWHERE}>${t("delivery.anywhere")}</option>`}
  ${EUROPEAN_UNION.some((code) => !taken.has(code)) ? html`<option value=${UNION}>${t("delivery.wholeUnion")}</option>` : nothing}
  ${free.map(({ code, name }) => html`<option value=${code}>${name}</option>`)}`;
}

/** @param {Delivering} delivering  @param {ZoneRow} zone  @param {number} index  @param {RateRow} rate  @param {number} place */
function rateRow(delivering, zone, index, rate, place) {
  const wrong = faultWords(delivering, index);
  const at = `rates.${place}`;
  const before = sign(delivering.currency);
  const change = (/** @type {Partial<RateRow>} */ changes) => delivering.changeRate(zone, rate.id, changes);
  return html`<div class="rate-row">
    ${typedField({
      id: `zone-${index}-rate-${place}-title`,
      label: t("delivery.rate"),
      value: rate.title,
      maxlength: NAME_MAX,
      wrong: wrong(`${at}.title`),
      onInput: (title) => change({ title }),
    })}
    ${typedField({
      id: `zone-${index}-rate-${place}-amount`,
      label: t("delivery.amount"),
      value: rate.amount,
      before,
      inputmode: "decimal",
      maxlength: 12,
      wrong: wrong(`${at}.amount`),
      onInput: (amount) => change({ amount }),
    })}
    ${typedField({
      id: `zone-${index}-rate-${place}-free`,
      label: t("delivery.freeFrom"),
      hint: place === 0 ? t("delivery.freeFromHint") : "",
      value: rate.freeFrom,
      before,
      inputmode: "decimal",
      maxlength: 12,
      wrong: wrong(`${at}.freeFrom`),
      onInput: (freeFrom) => change({ freeFrom }),
    })}
    ${
      zone.rates.length > 1
        ? html`<button
            type="button"
            class="icon-btn rate-remove"
            aria-label=${t("delivery.removeRate", { name: rate.title })}
            @click=${() => delivering.change(zone.id, { rates: zone.rates.filter(({ id }) => id !== rate.id) })}
          >
            ${icon("trash-2", "sm")}
          </button>`
        : nothing
    }
  </div>`;
}

/** @param {Delivering} delivering  @param {ZoneRow} zone  @param {number} index  @param {string} wrong */
function tax(delivering, zone, index, wrong) {
  const change = (/** @type {Partial<ZoneRow>} */ changes) => delivering.change(zone.id, changes);
  return html`<div class="zone-part">
    <h3 class="t3 med">${t("delivery.tax")}</h3>
    <div class="tax-row">
      ${typedField({ id: `zone-${index}-tax`, label: t("delivery.percent"), value: zone.tax, inputmode: "decimal", maxlength: 6, placeholder: "0", wrong, onInput: (value) => change({ tax: value }) })}
      ${typedField({ id: `zone-${index}-tax-title`, label: t("delivery.taxName"), hint: t("delivery.taxNameHint"), value: zone.taxTitle, maxlength: NAME_MAX, onInput: (taxTitle) => change({ taxTitle }) })}
    </div>
    <label class="check"
      ><input
        type="checkbox"
        .checked=${zone.included}
        @change=${(/** @type {Event} */ event) => change({ included: /** @type {HTMLInputElement} */ (event.target).checked })}
      /><span>${t("delivery.included")}<br /><span class="hint">${t("delivery.includedHint")}</span></span></label
    >
  </div>`;
}
