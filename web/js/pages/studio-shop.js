/** The settings of a shop: its name, text and picture, how to reach it, what buyers can rely on, the guidelines of its chats. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { typedField } from "../components/studio/typed-field.js";
import { guardUnsaved } from "../components/studio/unsaved.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/studio-shop.js";
import { sellerUrl } from "../lib/address.js";
import { api, ApiError } from "../lib/api.js";
import { cssVars } from "../lib/css-vars.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { uploadPicture } from "../lib/upload.js";
import { faceOf } from "../models/face.js";
import { faultsOf, formOf, isSame, POLICIES } from "../models/shop-form.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** @typedef {import("../models/shop-form.js").ShopForm} ShopForm */

const PATH = "/studio/shop";
const TYPES = "image/jpeg,image/png,image/webp";
const MOST = { name: 40, about: 1000, email: 320, phone: 40, address: 500, policy: 8000, guidelines: 1000 };

class StudioShopPage extends LightElement {
  #form = signal(/** @type {ShopForm | null} */ (null));
  /** As the server keeps it. */
  #kept = signal(/** @type {Api.Shop | null} */ (null));
  #faults = signal(/** @type {Partial<Record<"name" | "email", true>>} */ ({}));
  #refused = signal("");
  #saving = signal(false);
  /** How much of a picture has left; null: none is on its way. */
  #sending = signal(/** @type {number | null} */ (null));
  #logoFault = signal("");
  /** A small size of the picture in the form. */
  #shownLogo = signal("");
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));
  /** @type {(() => void) | undefined} */
  #unguard;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("shop.title"));
    this.#unguard = guardUnsaved(() => this.#unsaved());
    void this.#load();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  #unsaved() {
    const [form, kept] = [this.#form.value, this.#kept.value];
    return form !== null && kept !== null && !isSame(form, formOf(kept));
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const [form, kept] = [this.#form.value, this.#kept.value];
    return html`${studioSections("shop")}
      <header class="studio-head shop-head">
        <h1 class="t6">${t("shop.title")}</h1>
        ${kept ? html`<a class="link t2" href=${sellerUrl(kept.id)}>${t("shop.see")}</a>` : nothing}
      </header>
      <p class="muted">${t("shop.why")}</p>
      ${form && kept ? this.#body(form, kept) : html`<div class="card sk edit-bone" aria-busy="true"></div>`}`;
  }

  /** @param {ShopForm} form @param {Api.Shop} kept */
  #body(form, kept) {
    return html`<form class="shop-form" novalidate @submit=${this.#save}>
      ${this.#face(form)} ${this.#contact(form)} ${this.#policies(form)}
      <section class="card edit-card">
        <h2 class="t4">${t("shop.chat")}</h2>
        ${this.#field(form, "guidelines", { rows: 5, maxlength: MOST.guidelines, hint: t("shop.guidelinesHint") })}
      </section>
      <p class="t2 muted">${t("shop.currency", { currency: kept.currency })}</p>
      ${this.#foot()}
    </form>`;
  }

  /** @param {ShopForm} form */
  #face(form) {
    const { letter, hue } = faceOf(form.name || "?");
    const sending = this.#sending.value;
    return html`<section class="card edit-card">
      <h2 class="t4">${t("shop.face")}</h2>
      <div class="row shop-logo">
        ${
          form.logo_url
            ? html`<img class="avatar" src=${this.#shownLogo.value || form.logo_url} alt=${t("shop.logoAlt")} width="84" height="84" />`
            : html`<span class="avatar" aria-hidden="true" ${cssVars({ "--a": hue })}>${letter}</span>`
        }
        <div class="grow shop-logo-ways">
          <div class="row wrap">
            <label class="btn small line"
              ><input class="sr" type="file" accept=${TYPES} aria-describedby="logo-about" @change=${this.#choose} />${icon("camera", "sm")}${t(form.logo_url ? "shop.logoChange" : "shop.logoAdd")}</label
            >
            ${form.logo_url ? html`<button type="button" class="btn small quiet" @click=${() => this.#change({ logo_url: null })}>${t("shop.logoRemove")}</button>` : nothing}
          </div>
          <p class="hint" id="logo-about" role="status">
            ${sending === null ? t("shop.logoHint") : t("shop.logoSending", { percent: Math.round(sending * 100) })}
          </p>
          ${this.#logoFault.value ? html`<p class="wrong" role="alert">${icon("octagon-alert", "xs")}<span>${this.#logoFault.value}</span></p>` : nothing}
        </div>
      </div>
      ${this.#field(form, "name", { maxlength: MOST.name, hint: t("shop.nameHint"), wrong: this.#faults.value.name ? t("shop.fault.name") : "" })}
      ${this.#field(form, "about", { rows: 4, maxlength: MOST.about, hint: t("shop.aboutHint") })}
    </section>`;
  }

  /** @param {ShopForm} form */
  #contact(form) {
    const field = (/** @type {"email" | "phone" | "address"} */ name, /** @type {object} */ more) =>
      typedField({
        id: `shop-${name}`,
        label: t(`shop.${name}`),
        value: form.contact[name],
        maxlength: MOST[name],
        onInput: (value) => this.#change({ contact: { ...form.contact, [name]: value } }),
        ...more,
      });
    return html`<section class="card edit-card">
      <div>
        <h2 class="t4">${t("shop.contact")}</h2>
        <p class="t2 muted">${t("shop.contactWhy")}</p>
      </div>
      <div class="shop-pair">
        ${field("email", { wrong: this.#faults.value.email ? t("shop.fault.email") : "" })} ${field("phone", {})}
      </div>
      ${field("address", { rows: 4, hint: t("shop.addressHint") })}
    </section>`;
  }

  /** @param {ShopForm} form */
  #policies(form) {
    return html`<section class="card edit-card">
      <div>
        <h2 class="t4">${t("shop.policies")}</h2>
        <p class="t2 muted">${t("shop.policiesWhy")}</p>
      </div>
      ${POLICIES.map((name) =>
        typedField({
          id: `shop-policy-${name}`,
          label: t(`shop.${name}`),
          value: form.policies[name],
          rows: 4,
          maxlength: MOST.policy,
          hint: name === "returns" || name === "delivery" ? t(`shop.${name}Hint`) : "",
          onInput: (value) => this.#change({ policies: { ...form.policies, [name]: value } }),
        }),
      )}
    </section>`;
  }

  /** @param {ShopForm} form @param {"name" | "about" | "guidelines"} name @param {object} more */
  #field(form, name, more) {
    return typedField({
      id: `shop-${name}`,
      label: t(`shop.${name}`),
      value: form[name],
      onInput: (value) => this.#change({ [name]: value }),
      ...more,
    });
  }

  #foot() {
    const unsaved = this.#unsaved();
    const wrong = Object.keys(this.#faults.value).length ? t("shop.fault.look") : this.#refused.value;
    const saving = this.#saving.value;
    return html`<footer class="edit-foot">
      ${wrong ? html`<p class="wrong grow" role="alert">${icon("octagon-alert", "sm")}<span>${wrong}</span></p>` : html`<span class="t2 muted grow" role="status">${t(unsaved ? "shop.unsaved" : "shop.kept")}</span>`}
      <button class="btn ${unsaved ? "primary" : ""}" aria-busy=${saving ? "true" : "false"}>
        ${saving ? html`<span class="spin" aria-hidden="true"></span>${t("shop.saving")}` : t("shop.save")}
      </button>
    </footer>`;
  }

  /** @param {Partial<ShopForm>} changes */
  #change(changes) {
    const form = this.#form.value;
    if (!form) return;
    this.#form.value = { ...form, ...changes };
    this.#faults.value = {};
    this.#refused.value = "";
  }

  #choose = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    input.value = "";
    if (!file || this.#sending.value !== null) return;
    this.#logoFault.value = "";
    this.#sending.value = 0;
    try {
      const sent = await uploadPicture(file, (share) => (this.#sending.value = share));
      this.#shownLogo.value = sent.sizes[0]?.url ?? sent.url;
      this.#change({ logo_url: sent.url });
    } catch (error) {
      this.#logoFault.value = problemText(error, {
        picture_type_unsupported: t("shop.fault.logoType"),
        picture_damaged: t("shop.fault.logoType"),
        body_too_large: t("shop.fault.logoSize"),
        offline: t("shop.fault.logoSend"),
        timeout: t("shop.fault.logoSend"),
      });
    }
    this.#sending.value = null;
  };

  #save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const form = this.#form.value;
    if (!form || this.#saving.value) return;
    this.#faults.value = faultsOf(form);
    if (Object.keys(this.#faults.value).length) return this.#toFault();
    this.#saving.value = true;
    try {
      this.#take(await api.put(PATH, form));
      toast(t("shop.saved"));
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "";
      if (code === "email_invalid") this.#faults.value = { email: true };
      else if (code === "name_invalid") this.#faults.value = { name: true };
      else this.#refused.value = problemText(error);
      this.#toFault();
    }
    this.#saving.value = false;
  };

  #toFault() {
    void this.updateComplete.then(() =>
      /** @type {HTMLElement | null} */ (this.querySelector(".is-wrong :is(input, textarea)"))?.focus(),
    );
  }

  /** @param {Api.Shop} shop */
  #take(shop) {
    this.#kept.value = shop;
    this.#form.value = formOf(shop);
    this.#shownLogo.value = shop.logo?.sizes[0]?.url ?? "";
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id !== null) this.#take(await api.get(PATH));
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-shop-page", StudioShopPage);
