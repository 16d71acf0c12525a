/** Sign in; who is signed in already sees so. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { formField } from "../components/form-field.js";
import { icon } from "../components/icon.js";
import { problemNote } from "../components/problem-page.js";
import { faultText, formValues, submitButton, toFirstFault } from "../components/shop/form-parts.js";
import { t } from "../i18n/shop.js";
import { safeReturn } from "../lib/address.js";
import { api } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { me, setMe, signOut } from "../lib/session.js";
import { signInFaults } from "../models/sign-in.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** Where to go afterwards: what asked for the sign-in, else the studio for sellers. @param {Api.Me} person */
function leave(person) {
  const asked = new URLSearchParams(location.search).get("next");
  location.assign(asked ? safeReturn(asked) : person.account?.seller_id ? "/studio" : "/");
}

class SignInPage extends LightElement {
  #faults = signal(/** @type {ReturnType<typeof signInFaults>} */ ({}));
  #problem = signal("");
  #busy = signal(false);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("account.signIn"));
  }

  /** @param {SubmitEvent} event */
  async #enter(event) {
    event.preventDefault();
    const form = formValues(event);
    this.#problem.value = "";
    this.#faults.value = signInFaults(form);
    if (Object.keys(this.#faults.value).length) return toFirstFault(this);
    this.#busy.value = true;
    try {
      /** @type {Api.Me} */
      const person = await api.post("/sessions", { email: form.email?.trim(), password: form.password });
      setMe(person);
      leave(person);
    } catch (error) {
      this.#problem.value = problemText(error, { sign_in_failed: t("account.failed") });
      this.#busy.value = false;
    }
  }

  render() {
    const account = this.#busy.value ? null : me.value?.account;
    return account ? this.#here(account) : this.#form();
  }

  #form() {
    const faults = this.#faults.value;
    return html`<form class="card form" novalidate @submit=${this.#enter}>
      <h1 class="t6">${t("account.signIn")}</h1>
      <p class="muted">${t("account.noNeed")}</p>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${formField({ name: "email", type: "email", label: t("account.email"), autocomplete: "username", error: faultText("email", faults.email) })}
      ${formField({
        name: "password",
        type: "password",
        label: t("account.password"),
        autocomplete: "current-password",
        error: faultText("password", faults.password),
      })}
      ${submitButton(t("account.signIn"), t("account.entering"), this.#busy.value)}
      <p class="muted other">
        ${t("account.noAccount")} <a class="link" href="/signup${location.search}">${t("account.signUp")}</a>
      </p>
    </form>`;
  }

  /** @param {Api.Account} account */
  #here(account) {
    return html`<section class="card form">
      <h1 class="t6">${t("account.here")}</h1>
      <p><b>${account.name}</b><br /><span class="muted">${account.email}</span></p>
      ${account.seller_id ? html`<a class="btn primary tall" href="/studio">${icon("video", "sm")}${t("nav.studio")}</a>` : nothing}
      <a class="btn" href="/orders">${icon("package", "sm")}${t("nav.orders")}</a>
      <button class="btn quiet" @click=${signOut}>${icon("log-out", "sm")}${t("nav.signOut")}</button>
    </section>`;
  }
}
customElements.define("sign-in-page", SignInPage);
