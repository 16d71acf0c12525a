/** Joining the waiting list of a sold-out product, and leaving it again. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/waiting.js";
import { problemText } from "../../lib/problems.js";
import { me } from "../../lib/session.js";
import { goneVariants } from "../../models/waiting.js";
import { icon } from "../icon.js";
import { WatchPart } from "./watch-part.js";

class WaitDialog extends WatchPart {
  #product = signal(/** @type {Api.Product | null} */ (null));
  #variantId = signal("");
  #busy = signal(false);
  #wrong = signal("");

  /** @param {Api.Product} product */
  open(product) {
    this.#product.value = product;
    this.#variantId.value = goneVariants(product)[0]?.id ?? "";
    this.#wrong.value = "";
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  render() {
    const product = this.#product.value;
    return html`<dialog class="small-dialog" aria-labelledby="wait-title" @click=${this.#beside}>
      ${product ? this.#body(product) : nothing}
    </dialog>`;
  }

  /** @param {Api.Product} product */
  #body(product) {
    const place = this.room.waiting.value?.placeOf(product) ?? null;
    return html`<div class="small-dialog-in">
      <header class="row">
        <h2 class="t4 grow" id="wait-title">${t("wait.title", { name: product.title })}</h2>
        <button class="icon-btn" aria-label=${t("action.close")} @click=${this.#close}>${icon("x")}</button>
      </header>
      ${place?.place ? this.#standing(place.place, place.variant_id) : this.#joining(product)}
    </div>`;
  }

  /** @param {number} n @param {string} variantId */
  #standing(n, variantId) {
    return html`<p class="t5 med num" role="status">${t("wait.joined", { n })}</p>
      <p class="muted">${t("wait.stay")}</p>
      ${this.#problem()}
      <button
        class="btn wide"
        aria-busy=${this.#busy.value}
        @click=${() => this.#do(async () => this.room.waiting.value?.leave(variantId))}
      >
        ${t("wait.leave")}
      </button>`;
  }

  /** @param {Api.Product} product */
  #joining(product) {
    const gone = goneVariants(product);
    const join = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.currentTarget);
      const email = String(new FormData(form).get("email") ?? "").trim();
      void this.#do(async () => (await this.room.places()).join(this.#variantId.value, email));
    };
    return html`<form class="small-dialog-form" novalidate @submit=${join}>
      <p class="muted">${t("wait.why")}</p>
      ${
        gone.length > 1
          ? html`<fieldset>
              <legend class="t2 muted">${t("wait.which")}</legend>
              <div class="row wrap">${gone.map((variant) => this.#chip(variant))}</div>
            </fieldset>`
          : nothing
      }
      <div class="labelled">
        <label for="wait-email">${t("wait.email")}</label>
        <span class="field"
          ><input
            id="wait-email"
            name="email"
            type="email"
            autocomplete="email"
            aria-describedby="wait-email-about"
            .value=${me.value?.account?.email ?? ""}
        /></span>
        <p class="hint" id="wait-email-about">${t("wait.emailHint")}</p>
      </div>
      ${this.#problem()}
      <button class="btn primary tall wide" aria-busy=${this.#busy.value}>${t("wait.join")}</button>
    </form>`;
  }

  /** @param {Api.Variant} variant */
  #chip(variant) {
    const on = variant.id === this.#variantId.value;
    return html`<button
      type="button"
      class="chip ${on ? "on" : ""}"
      aria-pressed=${on}
      @click=${() => (this.#variantId.value = variant.id)}
    >
      ${variant.title}
    </button>`;
  }

  #problem() {
    return this.#wrong.value
      ? html`<p class="wrong" role="alert">${icon("octagon-alert", "sm")}<span>${this.#wrong.value}</span></p>`
      : nothing;
  }

  /** @param {() => Promise<unknown>} act */
  async #do(act) {
    if (this.#busy.value) return;
    this.#busy.value = true;
    this.#wrong.value = "";
    try {
      await act();
    } catch (error) {
      this.#wrong.value = problemText(error);
    }
    this.#busy.value = false;
  }

  #close = () => this.querySelector("dialog")?.close();

  #beside = (/** @type {Event} */ event) => {
    if (event.target === event.currentTarget) this.#close();
  };
}
customElements.define("wait-dialog", WaitDialog);

/** Opens the dialog over the room; made when first asked for. @param {import("./watch-room.js").WatchRoom} room @param {Api.Product} product */
export async function openWaiting(room, product) {
  let dialog = /** @type {WaitDialog | null} */ (document.querySelector("wait-dialog"));
  if (!dialog) {
    dialog = /** @type {WaitDialog} */ (document.createElement("wait-dialog"));
    dialog.room = room;
    document.body.append(dialog);
    await dialog.updateComplete;
  }
  dialog.open(product);
}
