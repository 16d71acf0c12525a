/** E-mail and address, filled in by the browser where it can; each mistake is told at its own field. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/checkout.js";
import { countryName } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { icon } from "../icon.js";

/** @typedef {"email" | "name" | "line1" | "line2" | "postal_code" | "city" | "country"} FieldName */

/** @type {ReadonlyArray<{ name: FieldName, autocomplete: string, type?: string, optional?: boolean }>} */
const FIELDS = [
  { name: "email", autocomplete: "email", type: "email" },
  { name: "name", autocomplete: "shipping name" },
  { name: "line1", autocomplete: "shipping address-line1" },
  { name: "line2", autocomplete: "shipping address-line2", optional: true },
  { name: "postal_code", autocomplete: "shipping postal-code" },
  { name: "city", autocomplete: "shipping address-level2" },
];

/** `keep`: in the account, too. @typedef {{ email: string, address: Api.Address, keep: boolean }} Details */

class DetailsForm extends LightElement {
  static properties = {
    order: { attribute: false },
    countries: { attribute: false },
    problem: { attribute: false },
    person: { attribute: false },
    save: { attribute: false },
    kept: { attribute: false },
  };

  /** The kept address that was picked, in place of the order's. */
  #picked = signal(/** @type {Api.SavedAddress | null} */ (null));
  #wrong = signal(/** @type {Partial<Record<FieldName, string>>} */ ({}));

  constructor() {
    super();
    /** @type {Api.Order | null} */
    this.order = null;
    /** @type {readonly string[]} */
    this.countries = [];
    /** The server's refusal of these details. @type {import("../../models/checkout.js").CheckoutProblem | null} */
    this.problem = null;
    /** @type {Api.Account | null} */
    this.person = null;
    /** @type {readonly Api.SavedAddress[]} */
    this.kept = [];
    /** @type {(details: Details) => void} */
    this.save = () => {};
  }

  render() {
    return html`<form id="details" class="details" novalidate @submit=${this.#submit}>
      ${this.#choices()}${FIELDS.map((field) => this.#field(field))}${this.#country()} ${this.#keeping()}
    </form>`;
  }

  /** What the account keeps, one tap each; the fields below say what was picked and can still be changed. */
  #choices() {
    if (!this.kept.length) return nothing;
    const now = this.#picked.value?.address ?? this.order?.address;
    return html`<fieldset class="opt kept">
      <legend class="t2">${t("details.kept")}</legend>
      ${this.kept.map((each) => {
        const { address } = each;
        const on = now?.line1 === address.line1 && now.postal_code === address.postal_code && now.name === address.name;
        return html`<label class="line-item ${on ? "on" : ""}">
          <input class="sr" type="radio" name="kept" .checked=${on} @change=${() => this.#pick(each)} />${icon("map-pin")}<span
            class="grow"
            ><span class="clip">${address.name}, ${address.line1}</span
            ><span class="t2 muted clip">${[address.city, countryName(address.country)].join(", ")}</span></span
          >
        </label>`;
      })}
    </fieldset>`;
  }

  /** @param {Api.SavedAddress} kept */
  #pick(kept) {
    this.#picked.value = kept;
    this.#wrong.value = {};
  }

  #keeping() {
    if (!this.person) return nothing;
    return html`<label class="check t2"><input type="checkbox" name="keep" /><span>${t("details.keep")}</span></label>`;
  }

  /** @param {FieldName} name */
  #value(name) {
    const { person } = this;
    const order = this.#picked.value ? { email: this.order?.email, address: this.#picked.value.address } : this.order;
    if (name === "email") return order?.email ?? person?.email ?? "";
    if (name === "country") return order?.address?.country ?? homeCountry(this.countries);
    return order?.address?.[name] ?? (name === "name" ? (person?.name ?? "") : "");
  }

  /** @param {FieldName} name */
  #mistake(name) {
    const told = this.#wrong.value[name];
    if (told) return told;
    const field = this.problem?.field?.replace("address.", "");
    if (field !== name) return "";
    return this.problem?.code === "cannot_ship_there" ? t("details.cannotShip") : t("details.wrong");
  }

  /** @param {{ name: FieldName, autocomplete: string, type?: string, optional?: boolean }} field */
  #field({ name, autocomplete, type = "text", optional = false }) {
    const wrong = this.#mistake(name);
    return html`<div class="labelled ${name}">
      <label for="details-${name}"
        >${t(`details.${name}`)}${optional ? html` <span class="faint">${t("details.optional")}</span>` : nothing}</label
      >
      <span class="field ${wrong ? "is-wrong" : ""}"
        ><input
          id="details-${name}"
          name=${name}
          type=${type}
          autocomplete=${autocomplete}
          .value=${this.#value(name)}
          ?required=${!optional}
          aria-invalid=${Boolean(wrong)}
          aria-describedby=${wrong ? `wrong-${name}` : nothing}
      /></span>
      ${wrongLine(name, wrong)}
    </div>`;
  }

  #country() {
    const wrong = this.#mistake("country");
    const chosen = this.#value("country");
    return html`<div class="labelled country">
      <label for="details-country">${t("details.country")}</label>
      <span class="field ${wrong ? "is-wrong" : ""}"
        ><select
          id="details-country"
          name="country"
          autocomplete="shipping country"
          aria-invalid=${Boolean(wrong)}
          aria-describedby=${wrong ? "wrong-country" : nothing}
        >
          ${this.countries.map((code) => html`<option value=${code} ?selected=${code === chosen}>${countryName(code)}</option>`)}</select
        >${icon("chevron-down", "sm")}</span
      >
      ${wrongLine("country", wrong)}
    </div>`;
  }

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const data = new FormData(form);
    const text = (/** @type {FieldName} */ name) => String(data.get(name) ?? "").trim();
    /** @type {Partial<Record<FieldName, string>>} */
    const wrong = {};
    for (const { name, optional } of FIELDS) if (!optional && !text(name)) wrong[name] = t("details.missing");
    if (text("email") && !/^\S+@\S+\.\S+$/.test(text("email"))) wrong.email = t("details.email.wrong");
    this.#wrong.value = wrong;
    const first = FIELDS.find(({ name }) => wrong[name]);
    if (first) return /** @type {HTMLElement | null} */ (form.querySelector(`[name=${first.name}]`))?.focus();
    const address = {
      name: text("name"),
      line1: text("line1"),
      line2: text("line2"),
      city: text("city"),
      postal_code: text("postal_code"),
      country: text("country"),
      region: "",
      phone: "",
    };
    this.save({ email: text("email"), address, keep: data.get("keep") !== null });
  };
}
customElements.define("details-form", DetailsForm);

/** @param {string} name @param {string} wrong */
const wrongLine = (name, wrong) =>
  wrong ? html`<p class="wrong" id="wrong-${name}">${icon("octagon-alert", "sm")}<span>${wrong}</span></p>` : nothing;

/** The country that the browser's language names, if we ship there. @param {readonly string[]} countries */
function homeCountry(countries) {
  const region = navigator.languages
    .map((tag) => new Intl.Locale(tag).region)
    .find((code) => code && countries.includes(code));
  return region ?? countries[0] ?? "";
}
