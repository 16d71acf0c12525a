/** The bar at the top of every page but the show itself: brand, sections, demo notice, theme and language, account. */
import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { LightElement } from "../lib/light-element.js";
import { hasStudio, loadMe, me, shownName, signOut } from "../lib/session.js";
import { icon } from "./icon.js";
import { sandboxNotice } from "./sandbox-notice.js";
import { settingsMenu } from "./settings-menu.js";
import "./toast-line.js";

/** The mark: a beam on the floor. */
export const mark = () =>
  html`<svg viewBox="0 0 26 26" aria-hidden="true">
    <rect width="26" height="26" rx="7" fill="var(--text)" />
    <path d="M13 4.5 20 18.2H6Z" fill="var(--accent)" />
    <ellipse cx="13" cy="18.6" rx="8.4" ry="2.9" fill="var(--accent)" />
  </svg>`;

/** @typedef {"shows" | "orders" | "studio" | ""} Section */

export class SiteHeader extends LightElement {
  static properties = { here: { type: String } };

  constructor() {
    super();
    /** The section that the page belongs to. @type {Section} */
    this.here = "";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    // Without an answer the bar still works; the page itself says what is wrong.
    loadMe().catch(() => undefined);
  }

  render() {
    return html`<header class="bar-top">
      <a class="skip" href="#content">${t("site.skip")}</a>
      <a class="logo" href="/" aria-label=${t("site.home")}
        >${mark()}<span aria-hidden="true">${t("site.name")}</span></a
      >
      <nav aria-label=${t("nav.main")}>${this.#sections()}</nav>
      <span class="push"></span>
      ${sandboxNotice()} ${settingsMenu()} ${this.#account()}
    </header>`;
  }

  #sections() {
    return [
      this.#section("shows", "/", t("nav.shows")),
      this.#section("orders", "/orders", t("nav.orders")),
      hasStudio(me.value) ? this.#section("studio", "/studio", t("nav.studio")) : nothing,
    ];
  }

  /** @param {Section} section  @param {string} url  @param {string} words */
  #section(section, url, words) {
    const on = this.here === section;
    return html`<a class=${on ? "on" : ""} href=${url} aria-current=${on ? "page" : nothing}>${words}</a>`;
  }

  #account() {
    return html`<button class="icon-btn" popovertarget="account-menu" aria-label=${t("nav.account")}>
        ${icon("user")}
      </button>
      <div id="account-menu" class="menu" popover>${this.#whoIsHere()}</div>`;
  }

  #whoIsHere() {
    const person = me.value;
    const name = shownName(person);
    if (person?.account) {
      const studio = hasStudio(person)
        ? html`<a class="item" href="/studio">${icon("video")}${t("nav.studio")}</a>`
        : nothing;
      return html`<p class="muted t2">${t("nav.signedIn", { name })}</p>
        ${studio}
        <a class="item" href="/account">${icon("user")}${t("nav.account")}</a>
        <a class="item" href="/orders">${icon("package")}${t("nav.orders")}</a>
        <a class="item" href="/wishes">${icon("heart")}${t("nav.wishes")}</a>
        <button class="item" @click=${signOut}>${icon("log-out")}${t("nav.signOut")}</button>`;
    }
    return html`<p class="muted t2">${name ? t("nav.guest", { name }) : t("nav.stranger")}</p>
      <a class="item" href="/signin">${icon("log-in")}${t("nav.signIn")}</a>
      <a class="item" href="/signup">${icon("user-plus")}${t("nav.signUp")}</a>
      <a class="item" href="/wishes">${icon("heart")}${t("nav.wishes")}</a>
      <a class="item" href="/orders/find">${icon("package-search")}${t("nav.findOrder")}</a>`;
  }
}
customElements.define("site-header", SiteHeader);
