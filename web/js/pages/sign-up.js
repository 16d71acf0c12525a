/** A new account, for buying with a memory or for selling. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { formField } from "../components/form-field.js";
import { problemNote } from "../components/problem-page.js";
import { faultText, formValues, submitButton, toFirstFault } from "../components/shop/form-parts.js";
import { t } from "../i18n/shop.js";
import { safeReturn } from "../lib/address.js";
import { api, ApiError } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { setMe } from "../lib/session.js";
import { PASSWORD_MIN, signUpFaults } from "../models/sign-in.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** @typedef {import("../models/sign-in.js").FieldName} FieldName */

/** The field that each refusal of the server is about. @type {Readonly<Record<string, FieldName>>} */
const FIELDS = {
  email_taken: "email",
  email_invalid: "email",
  name_invalid: "name",
  password_too_short: "password",
  password_too_long: "password",
};

/** @returns {Readonly<Record<string, string>>} */
const refusals = () => ({
  email_taken: t("account.taken"),
  email_invalid: t("account.emailRefused"),
  name_invalid: t("account.nameRefused"),
  password_too_short: t("account.passwordShort", { min: PASSWORD_MIN }),
  password_too_long: t("account.passwordLong"),
});

class SignUpPage extends LightElement {
  #faults = signal(/** @type {ReturnType<typeof signUpFaults>} */ ({}));
  /** What the server would not take, at its field. */
  #refused = signal(/** @type {{ field: FieldName, text: string } | null} */ (null));
  #problem = signal("");
  #busy = signal(false);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("account.signUp"));
  }

  /** @param {SubmitEvent} event */
  async #create(event) {
    event.preventDefault();
    const form = formValues(event);
    this.#problem.value = "";
    this.#refused.value = null;
    this.#faults.value = signUpFaults(form);
    if (Object.keys(this.#faults.value).length) return toFirstFault(this);
    this.#busy.value = true;
    const { name = "", email = "", password } = form;
    try {
      setMe(
        await api.post("/accounts", { name: name.trim(), email: email.trim(), password, sell: form.sell === "on" }),
      );
      const asked = new URLSearchParams(location.search).get("next");
      location.assign(form.sell === "on" ? "/studio" : safeReturn(asked));
    } catch (error) {
      this.#refuse(error);
      this.#busy.value = false;
    }
  }

  /** @param {unknown} error */
  #refuse(error) {
    const field = error instanceof ApiError ? FIELDS[error.code] : undefined;
    if (!field) {
      this.#problem.value = problemText(error);
      return;
    }
    this.#refused.value = { field, text: refusals()[/** @type {ApiError} */ (error).code] ?? problemText(error) };
    void toFirstFault(this);
  }

  /** @param {FieldName} field */
  #error(field) {
    const refused = this.#refused.value;
    return faultText(field, this.#faults.value[field]) || (refused?.field === field ? refused.text : "");
  }

  render() {
    return html`<form class="card form" novalidate @submit=${this.#create}>
      <h1 class="t6">${t("account.signUp")}</h1>
      <p class="muted">${t("account.noNeed")}</p>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${formField({
        name: "name",
        label: t("account.name"),
        hint: t("account.nameHint"),
        autocomplete: "nickname",
        maxlength: 40,
        error: this.#error("name"),
      })}
      ${formField({ name: "email", type: "email", label: t("account.email"), autocomplete: "username", error: this.#error("email") })}
      ${formField({
        name: "password",
        type: "password",
        label: t("account.password"),
        hint: t("account.passwordHint", { min: PASSWORD_MIN }),
        autocomplete: "new-password",
        error: this.#error("password"),
      })}
      <label class="check"
        ><input type="checkbox" name="sell" /><span
          >${t("account.sell")}<br /><span class="hint">${t("account.sellHint")}</span></span
        ></label
      >
      ${submitButton(t("account.signUp"), t("account.creating"), this.#busy.value)}
      <p class="muted other">
        ${t("account.hasAccount")} <a class="link" href="/signin${location.search}">${t("account.signIn")}</a>
      </p>
    </form>`;
  }
}
customElements.define("sign-up-page", SignUpPage);
