/** The editor of one product, new or known: words, pictures, options, prices and stock, where it is on sale. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { Editing } from "../components/studio/catalogue/editing.js";
import { optionsField } from "../components/studio/catalogue/options-field.js";
import { pictureField } from "../components/studio/catalogue/picture-field.js";
import { priceAndStock } from "../components/studio/catalogue/variant-table.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { typedField } from "../components/studio/typed-field.js";
import { guardUnsaved } from "../components/studio/unsaved.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/catalogue.js";
import { idAfter, productUrl } from "../lib/address.js";
import { api, ApiError } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { me } from "../lib/session.js";
import { DESCRIPTION_MAX, TITLE_MAX } from "../models/product-form.js";
import "../components/page-foot.js";
import "../components/site-header.js";

const NEW = "new";
/** @type {Api.Product["status"][]} */
const STATUSES = ["active", "draft", "archived"];

class StudioProductPage extends LightElement {
  #editing = signal(/** @type {Editing | null} */ (null));
  #delivers = signal(true);
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));
  #id = idAfter("/studio/products/");
  /** @type {(() => void) | undefined} */
  #unguard;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(this.#id === NEW ? t("edit.new") : t("products.title"));
    this.#unguard = guardUnsaved(() => this.#editing.value?.unsaved.value ?? false);
    void this.#load();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  render() {
    const problem = this.#problem.value;
    if (this.#noSeller.value) return sellerOnly();
    if (problem instanceof ApiError && problem.code === "product_not_found") return missing();
    if (problem) return failed(problem, () => void this.#load());
    const editing = this.#editing.value;
    return html`${studioSections("products")} ${editing ? this.#form(editing) : skeleton()}`;
  }

  /** @param {Editing} editing */
  #form(editing) {
    const { title } = editing.form.value;
    return html`<form class="edit" novalidate @submit=${(/** @type {Event} */ event) => this.#save(editing, event)}>
      <header class="edit-head">
        <a class="link t2 row" href="/studio/products">${icon("chevron-left", "xs")}${t("edit.back")}</a>
        <h1 class="t6 clip2">${title.trim() || t("edit.new")}</h1>
      </header>
      ${editing.added.value ? this.#whatNext(editing) : nothing}
      <div class="edit-main">
        ${about(editing)} ${pictureField(editing)} ${optionsField(editing)} ${priceAndStock(editing)} ${rules(editing)}
      </div>
      <aside class="edit-side">${place(editing)}</aside>
      ${this.#foot(editing)}
    </form>`;
  }

  /** @param {Editing} editing */
  #whatNext(editing) {
    return html`<p class="note ok edit-next" role="status">
      ${icon("package-check")}<span class="grow">${t("edit.savedNew", { name: editing.form.value.title })}</span>
      <span class="row wrap">
        <a class="btn line small" href="/studio/products/new">${t("edit.another")}</a>
        ${
          this.#delivers.value
            ? html`<a class="btn primary small" href="/studio#new">${t("edit.plan")}</a>`
            : html`<a class="btn primary small" href="/studio/delivery">${t("products.setDelivery")}</a>`
        }
      </span>
    </p>`;
  }

  /** @param {Editing} editing */
  #foot(editing) {
    const saving = editing.saving.value;
    const wrong = Object.keys(editing.faults.value).length;
    const words = wrong ? t("edit.look", { n: wrong }) : editing.problem.value;
    const state = editing.unsaved.value ? t("edit.unsaved") : editing.product.value ? t("edit.saved") : "";
    return html`<footer class="edit-foot">
      ${words ? html`<p class="wrong grow" role="alert">${icon("octagon-alert", "sm")}<span>${words}</span></p>` : html`<span class="t2 muted grow" role="status">${state}</span>`}
      <button
        class="btn ${editing.unsaved.value || !editing.product.value ? "primary" : ""}"
        aria-busy=${saving ? "true" : "false"}
      >
        ${saving ? html`<span class="spin" aria-hidden="true"></span>${t("edit.saving")}` : t("edit.save")}
      </button>
    </footer>`;
  }

  /** @param {Editing} editing  @param {Event} event */
  async #save(editing, event) {
    event.preventDefault();
    // A field that is still being written is read when it is left.
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
    if (!(await editing.save())) return this.#toFirstFault();
    const id = editing.product.value?.id ?? NEW;
    history.replaceState(null, "", `/studio/products/${encodeURIComponent(id)}`);
    toast(t("edit.saved"));
    if (editing.added.value) scrollTo({ top: 0 });
  }

  #toFirstFault() {
    void this.updateComplete.then(() => {
      const field = this.querySelector(".is-wrong input, .is-wrong textarea");
      if (field instanceof HTMLElement) field.focus();
    });
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id === null) return;
      const known = this.#id === NEW ? null : api.get(`/studio/products/${encodeURIComponent(this.#id)}`);
      const [product, delivery] = await Promise.all([known, api.get("/studio/delivery")]);
      this.#delivers.value = delivery.zones.length > 0;
      this.#editing.value = new Editing(product, me.value?.currency ?? "EUR");
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-product-page", StudioProductPage);

/** @param {Editing} editing */
function about(editing) {
  const { title, description } = editing.form.value;
  return html`<section class="card edit-card">
    <h2 class="t4">${t("edit.about")}</h2>
    ${typedField({
      id: "title",
      label: t("edit.title"),
      hint: t("edit.titleHint"),
      value: title,
      maxlength: TITLE_MAX,
      wrong: editing.faults.value.title ? t("edit.fault.titleMissing") : "",
      onInput: (value) => editing.change({ title: value }),
    })}
    ${typedField({
      id: "description",
      label: t("edit.description"),
      hint: t("edit.descriptionHint"),
      value: description,
      maxlength: DESCRIPTION_MAX,
      rows: 4,
      onInput: (value) => editing.change({ description: value }),
    })}
  </section>`;
}

/** What counts for the whole product: how much one person may have, how it is taxed. @param {Editing} editing */
function rules(editing) {
  const { perBuyer, taxCode } = editing.form.value;
  const faults = editing.faults.value;
  return html`<section class="card edit-card">
    <h2 class="t4">${t("edit.rules")}</h2>
    <div class="edit-grid">
      ${typedField({
        id: "per-buyer",
        label: t("edit.perBuyer"),
        hint: t("edit.perBuyerHint"),
        value: perBuyer,
        inputmode: "numeric",
        maxlength: 4,
        wrong: faults.perBuyer ? t("edit.fault.limit") : "",
        onInput: (value) => editing.change({ perBuyer: value }),
      })}
      ${typedField({
        id: "tax-code",
        label: t("edit.taxCode"),
        hint: t("edit.taxCodeHint"),
        value: taxCode,
        maxlength: 32,
        wrong: faults.taxCode ? t("edit.fault.taxCode") : "",
        onInput: (value) => editing.change({ taxCode: value }),
      })}
    </div>
  </section>`;
}

/** Where the product is: on sale, only here, put away. @param {Editing} editing */
function place(editing) {
  const { status } = editing.form.value;
  const saved = editing.product.value;
  return html`<section class="card edit-card">
    <fieldset class="edit-status">
      <legend class="t4">${t("edit.status")}</legend>
      ${STATUSES.filter((each) => each !== "archived" || saved).map(
        (each) =>
          html`<label class="check">
            <input
              type="radio"
              name="status"
              value=${each}
              .checked=${each === status}
              @change=${() => editing.change({ status: each })}
            />
            <span
              ><span class="med">${t(`products.status.${each}`)}</span><br /><span class="hint"
                >${t(`edit.status.${each}`)}</span
              ></span
            >
          </label>`,
      )}
    </fieldset>
    ${saved?.status === "active" ? html`<a class="btn line" href=${productUrl(saved.id)}>${icon("eye", "sm")}${t("edit.see")}</a>` : nothing}
  </section>`;
}

const missing = () =>
  emptyState({
    title: t("edit.missing.title"),
    why: t("edit.missing.why"),
    next: html`<a class="btn primary" href="/studio/products">${t("edit.back")}</a>`,
  });

const skeleton = () =>
  html`<div class="edit" aria-busy="true">
    <span class="sr" role="status">${t("state.loading")}</span>
    <div class="edit-main">
      <div class="sk edit-bone"></div>
      <div class="sk edit-bone"></div>
    </div>
  </div>`;
