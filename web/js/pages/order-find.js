/** Opens an order on a device that did not buy it, by its number and e-mail. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { formField } from "../components/form-field.js";
import { problemNote } from "../components/problem-page.js";
import { formValues, submitButton, toFirstFault } from "../components/shop/form-parts.js";
import { t } from "../i18n/shop.js";
import { orderUrl } from "../lib/address.js";
import { api, ApiError } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { emailFault } from "../models/sign-in.js";
import "../components/page-foot.js";
import "../components/site-header.js";

class OrderFindPage extends LightElement {
  #faults = signal(/** @type {{ number?: string, email?: string }} */ ({}));
  #problem = signal("");
  #busy = signal(false);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("find.title"));
  }

  /** @param {SubmitEvent} event */
  async #find(event) {
    event.preventDefault();
    const { number = "", email = "" } = formValues(event);
    const fault = emailFault(email);
    this.#problem.value = "";
    this.#faults.value = {
      ...(number.trim() ? {} : { number: t("find.numberNeeded") }),
      ...(fault ? { email: t(fault === "missing" ? "account.emailMissing" : "account.emailMalformed") } : {}),
    };
    if (Object.keys(this.#faults.value).length) return toFirstFault(this);
    this.#busy.value = true;
    try {
      /** @type {Api.Order} */
      const order = await api.post("/orders/find", { number: number.trim().toUpperCase(), email: email.trim() });
      location.assign(orderUrl(order.id));
    } catch (error) {
      const missing = error instanceof ApiError && error.status === 404;
      this.#problem.value = missing ? t("find.missing") : problemText(error);
      this.#busy.value = false;
    }
  }

  render() {
    const faults = this.#faults.value;
    const asked = new URLSearchParams(location.search);
    return html`<form class="card form" novalidate @submit=${this.#find}>
      <h1 class="t6">${t("find.title")}</h1>
      <p class="muted">${t("find.why")}</p>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${formField({ name: "number", label: t("find.number"), hint: t("find.numberHint"), value: asked.get("number") ?? "", error: faults.number, maxlength: 32 })}
      ${formField({ name: "email", type: "email", label: t("find.email"), autocomplete: "email", error: faults.email })}
      ${submitButton(t("find.go"), t("state.loading"), this.#busy.value)}
    </form>`;
  }
}
customElements.define("order-find-page", OrderFindPage);
