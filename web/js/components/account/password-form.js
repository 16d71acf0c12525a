/** Another password; every other place is signed out with it. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/account.js";
import { api, ApiError } from "../../lib/api.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { setMe } from "../../lib/session.js";
import { PASSWORD_MIN } from "../../models/sign-in.js";
import { formField } from "../form-field.js";
import { problemNote } from "../problem-page.js";
import { toast } from "../toast-line.js";

/** Fires "password-changed". */
class PasswordForm extends LightElement {
  #problem = signal("");
  #wrong = signal(/** @type {{ current?: string, new?: string }} */ ({}));
  #busy = signal(false);

  render() {
    const { current = "", new: fresh = "" } = this.#wrong.value;
    return html`<form class="card form-card" novalidate @submit=${this.#save}>
      <h2 class="t4">${t("password.title")}</h2>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${formField({ name: "current", type: "password", label: t("password.current"), autocomplete: "current-password", error: current })}
      ${formField({
        name: "new",
        type: "password",
        label: t("password.new"),
        hint: t("password.hint", { min: PASSWORD_MIN }),
        autocomplete: "new-password",
        error: fresh,
      })}
      <button class="btn line" aria-busy=${this.#busy.value}>${t("password.save")}</button>
    </form>`;
  }

  #save = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (this.#busy.value) return;
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const values = new FormData(form);
    const [current, fresh] = [String(values.get("current")), String(values.get("new"))];
    this.#problem.value = "";
    this.#wrong.value = {
      ...(current ? {} : { current: t("password.wrong") }),
      ...(fresh.length < PASSWORD_MIN ? { new: t("password.short", { min: PASSWORD_MIN }) } : {}),
    };
    if (Object.keys(this.#wrong.value).length) return this.#toFault();
    this.#busy.value = true;
    try {
      setMe(await api.put("/me/password", { current, new: fresh }));
      form.reset();
      toast(t("password.saved"));
      this.dispatchEvent(new CustomEvent("password-changed", { bubbles: true }));
    } catch (error) {
      if (error instanceof ApiError && error.code === "password_wrong") {
        this.#wrong.value = { current: t("password.wrong") };
        void this.#toFault();
      } else this.#problem.value = problemText(error);
    }
    this.#busy.value = false;
  };

  async #toFault() {
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid=true]"))?.focus();
  }
}
customElements.define("password-form", PasswordForm);
