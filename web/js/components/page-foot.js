/** The foot of a page, and on a phone the sections under the thumb. */
import { html } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { LightElement } from "../lib/light-element.js";
import { styleSheet } from "../lib/style-sheet.js";
import { me } from "../lib/session.js";
import { icon } from "./icon.js";
import { sandboxNotice } from "./sandbox-notice.js";

/** @typedef {import("./icon.js").IconName} IconName */

export class PageFoot extends LightElement {
  static properties = { here: { type: String } };

  constructor() {
    super();
    /** @type {"shows" | "orders" | "you" | ""} */
    this.here = "";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (sessionStorage.getItem("showfloor.watching")) void goOn();
  }

  render() {
    return html`<footer class="foot">
        <span>${t("site.name")}</span>
        <a href=${me.value?.account?.seller_id ? "/studio" : "/signup"}>${t("nav.sell")}</a>
        <a href="/orders/find">${t("nav.findOrder")}</a>
        <span>${t("foot.privacy")}</span>
        ${sandboxNotice()}
      </footer>
      <nav class="bottom-nav" aria-label=${t("nav.sections")}>${this.#sections()}</nav>`;
  }

  #sections() {
    const account = me.value?.account;
    return [
      this.#section("shows", "/", "radio", t("nav.live")),
      this.#section("", "/#coming-up", "calendar-plus", t("nav.schedule")),
      this.#section("orders", "/orders", "package", t("nav.orders")),
      account?.seller_id
        ? this.#section("", "/studio", "video", t("nav.studio"))
        : this.#section("you", "/account", "user", t("nav.you")),
    ];
  }

  /** @param {string} section  @param {string} url  @param {IconName} name  @param {string} words */
  #section(section, url, name, words) {
    const on = section !== "" && this.here === section;
    return html`<a class=${on ? "on" : ""} href=${url} aria-current=${on ? "page" : "false"}
      >${icon(name)}<span>${words}</span></a
    >`;
  }
}
customElements.define("page-foot", PageFoot);

/** The show that this tab came from goes on in a corner of the shop. */
async function goOn() {
  const { mayPlayOn } = await import("../models/watching.js");
  if (!mayPlayOn(location.pathname) || document.querySelector("mini-player")) return;
  await Promise.all([import("./mini-player.js"), styleSheet("mini-player.css")]);
  document.body.append(document.createElement("mini-player"));
}
