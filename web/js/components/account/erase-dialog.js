/** Being erased, in two steps: the password, then what goes and the last word. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/account.js";
import { api } from "../../lib/api.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { formField } from "../form-field.js";
import { icon } from "../icon.js";

/** Fires "erased". */
class EraseDialog extends LightElement {
  /** @type {import("../../../vendor/signals-core.js").Signal<Api.Erasure | null>} */
  #erasure = signal(null);
  #busy = signal(false);
  #wrong = signal("");

  open() {
    this.#erasure.value = null;
    this.#wrong.value = "";
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  render() {
    const erasure = this.#erasure.value;
    return html`<dialog class="small-dialog" aria-labelledby="erase-title">
      <div class="small-dialog-in">
        <header class="row">
          <h2 class="t4 grow" id="erase-title">${erasure ? t("erase.sure") : t("erase.title")}</h2>
          <button class="icon-btn" aria-label=${t("action.close")} @click=${this.#close}>${icon("x")}</button>
        </header>
        ${erasure ? this.#last(erasure) : this.#first()}
      </div>
    </dialog>`;
  }

  #first() {
    return html`<form class="small-dialog-form" novalidate @submit=${this.#prove}>
      <p class="muted">${t("erase.prove")}</p>
      ${formField({ name: "erase-password", type: "password", label: t("erase.password"), autocomplete: "current-password", error: this.#wrong.value })}
      <button class="btn primary tall wide" aria-busy=${this.#busy.value}>${t("erase.next")}</button>
    </form>`;
  }

  /** @param {Api.Erasure} erasure */
  #last({ messages, questions, orders }) {
    return html`<ul class="goes">
        ${messages ? html`<li>${t("erase.messages", { n: messages })}</li>` : nothing}
        ${questions ? html`<li>${t("erase.questions", { n: questions })}</li>` : nothing}
        ${orders ? html`<li>${t("erase.orders", { n: orders })}</li>` : nothing}
        <li>${t("erase.follows")}</li>
      </ul>
      ${this.#wrong.value ? html`<p class="wrong" role="alert">${icon("octagon-alert", "sm")}<span>${this.#wrong.value}</span></p>` : nothing}
      <button class="btn danger tall wide" aria-busy=${this.#busy.value} @click=${this.#erase}>${icon("trash-2", "sm")}${t("erase.do")}</button>
      <button class="btn quiet wide" @click=${this.#close}>${t("erase.keep")}</button>`;
  }

  #prove = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const password = String(new FormData(form).get("erase-password") ?? "");
    if (!password) return void (this.#wrong.value = t("password.wrong"));
    return this.#do(async () => void (this.#erasure.value = await api.post("/me/erasure", { password })));
  };

  #erase = () =>
    this.#do(async () => {
      await api.delete("/me/erasure", { body: { intent: this.#erasure.peek()?.intent }, timeoutMs: 60_000 });
      this.#close();
      this.dispatchEvent(new CustomEvent("erased", { bubbles: true }));
    });

  /** @param {() => Promise<void>} act */
  async #do(act) {
    if (this.#busy.value) return;
    this.#busy.value = true;
    this.#wrong.value = "";
    try {
      await act();
    } catch (error) {
      this.#wrong.value = problemText(error, {
        password_wrong: t("password.wrong"),
        orders_open: t("erase.ordersOpen"),
        shop_open: t("erase.shopOpen"),
        erasure_expired: t("erase.expired"),
      });
    }
    this.#busy.value = false;
  }

  #close = () => this.querySelector("dialog")?.close();
}
customElements.define("erase-dialog", EraseDialog);
