/** The account: who you are here, where you are signed in, what comes to you, and what is kept of you. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import "../components/account/password-form.js";
import "../components/account/profile-form.js";
import "../components/account/saved-addresses.js";
import "../components/account/sign-ins.js";
import "../components/account/watched-list.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import "../components/page-foot.js";
import { problemPage } from "../components/problem-page.js";
import "../components/site-header.js";
import { t } from "../i18n/account.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { Resource } from "../lib/resource.js";
import { loadMe, me } from "../lib/session.js";

class AccountPage extends LightElement {
  #me = new Resource(loadMe);
  #erased = signal(false);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("account.title"));
    void this.#me.load();
  }

  render() {
    if (this.#erased.value)
      return emptyState({
        title: t("erase.done"),
        why: t("erase.doneWhy"),
        next: html`<a class="btn primary" href="/">${t("erase.home")}</a>`,
      });
    const state = this.#me.state.value;
    if (state.phase === "loading")
      return html`<h1 class="t6 page-title">${t("account.title")}</h1>
        <div class="cards" aria-busy="true" aria-label=${t("state.loading")}>
          <span class="card sk block"></span><span class="card sk block"></span>
        </div>`;
    if (state.phase === "failed")
      return problemPage(state.error, () => this.#me.load(), { title: t("problem.title"), why: "", next: nothing });
    return me.value?.account ? this.#account() : this.#guest();
  }

  #account() {
    return html`<h1 class="t6 page-title">${t("account.title")}</h1>
      ${links(me.value?.account?.roles.includes("operator"))}
      <div class="cards" @password-changed=${this.#signInsChanged} @erased=${() => (this.#erased.value = true)}>
        <profile-form></profile-form>
        <saved-addresses></saved-addresses>
        <watched-list></watched-list>
        <password-form></password-form>
        <sign-ins></sign-ins>
        ${this.#privacy(true)}
      </div>`;
  }

  #guest() {
    return html`<h1 class="t6 page-title">${t("account.guestTitle")}</h1>
      <p class="muted lead">${t("account.guestWhy")}</p>
      <p class="row wrap ways">
        <a class="btn primary" href="/signin?next=/account">${icon("log-in", "sm")}${t("nav.signIn")}</a
        ><a class="btn line" href="/signup?next=/account">${icon("user-plus", "sm")}${t("nav.signUp")}</a>
      </p>
      ${links()}
      <div class="cards"><watched-list></watched-list>${this.#privacy(false)}</div>`;
  }

  /** @param {boolean} erasable */
  #privacy(erasable) {
    return html`<section class="card form-card">
      <h2 class="t4">${t("privacy.title")}</h2>
      <p class="muted">${t("privacy.copyWhy")}</p>
      <a class="btn line" href="/api/v1/me/copy" download>${icon("receipt", "sm")}${t("privacy.copy")}</a>
      ${
        erasable
          ? html`<p class="muted">${t("privacy.eraseWhy")}</p>
              <button class="btn quiet bad" @click=${this.#askToErase}>${icon("trash-2", "sm")}${t("privacy.erase")}</button>
              <erase-dialog></erase-dialog>`
          : nothing
      }
    </section>`;
  }

  #signInsChanged = () =>
    /** @type {import("../components/account/sign-ins.js").SignIns | null} */ (this.querySelector("sign-ins"))?.refresh();

  #askToErase = async () => {
    await import("../components/account/erase-dialog.js");
    /** @type {any} */ (this.querySelector("erase-dialog"))?.open();
  };
}
customElements.define("account-page", AccountPage);

/** @param {boolean} [runsServer] */
const links = (runsServer = false) =>
  html`<nav class="row wrap ways" aria-label=${t("account.title")}>
    <a class="btn" href="/orders">${icon("package", "sm")}${t("account.orders")}</a
    ><a class="btn" href="/wishes">${icon("heart", "sm")}${t("account.wishes")}</a
    >${runsServer ? html`<a class="btn" href="/server">${icon("monitor", "sm")}${t("account.server")}</a>` : nothing}
  </nav>`;
