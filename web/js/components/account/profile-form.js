/** The name that others see, and the e-mail that stands for the account. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/account.js";
import { api } from "../../lib/api.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { me, setMe } from "../../lib/session.js";
import { formField } from "../form-field.js";
import { problemNote } from "../problem-page.js";
import { toast } from "../toast-line.js";

class ProfileForm extends LightElement {
  #problem = signal("");
  #wrong = signal("");
  #busy = signal(false);

  render() {
    const account = me.value?.account;
    if (!account) return nothing;
    return html`<form class="card form-card" novalidate @submit=${this.#save}>
      <h2 class="t4">${t("profile.title")}</h2>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${formField({
        name: "name",
        label: t("profile.name"),
        hint: t("profile.nameHint"),
        value: account.name,
        autocomplete: "nickname",
        maxlength: 40,
        error: this.#wrong.value,
      })}
      <dl class="fact"><dt class="t2 muted">${t("profile.email")}</dt><dd>${account.email}</dd></dl>
      <button class="btn line" aria-busy=${this.#busy.value}>${t("profile.save")}</button>
    </form>`;
  }

  #save = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (this.#busy.value) return;
    const name = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("name") ?? "").trim();
    this.#wrong.value = name ? "" : t("profile.nameWrong");
    this.#problem.value = "";
    if (!name) return;
    this.#busy.value = true;
    try {
      setMe(await api.patch("/me", { name }));
      toast(t("profile.saved"));
    } catch (error) {
      this.#problem.value = problemText(error, { name_invalid: t("profile.nameWrong") });
    }
    this.#busy.value = false;
  };
}
customElements.define("profile-form", ProfileForm);
