/** The sections of the back office, under the site's own bar. */
import { html, ref } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";

/** @typedef {"shows" | "products" | "orders" | "discounts" | "delivery" | "payments" | "team" | "shop"} Section */

/** On a phone the sections are wider than the screen: the one that is open is in view. @param {Element | undefined} nav */
function showHere(nav) {
  // The links are drawn after this, and as wide as they stay once their font is there.
  void document.fonts.ready.then(() => {
    const here = nav?.querySelector(".on");
    if (!nav || !here) return;
    const [room, own] = [nav.getBoundingClientRect(), here.getBoundingClientRect()];
    nav.scrollLeft += own.left - room.left - (room.width - own.width) / 2;
  });
}

/** @param {Section} here */
export function studioSections(here) {
  const link = (/** @type {Section} */ name, /** @type {string} */ url, /** @type {string} */ words) =>
    html`<a class=${name === here ? "on" : ""} href=${url} aria-current=${name === here ? "page" : "false"}
      >${words}</a
    >`;
  return html`<nav class="tabs studio-sections" ${ref(showHere)} aria-label=${t("studio.sections")}>
    ${link("shows", "/studio", t("nav.shows"))} ${link("products", "/studio/products", t("studio.products"))}
    ${link("orders", "/studio/orders", t("studio.orders"))}
    ${link("discounts", "/studio/discounts", t("studio.discounts"))}
    ${link("delivery", "/studio/delivery", t("studio.delivery"))}
    ${link("payments", "/studio/payments", t("studio.payments"))} ${link("team", "/studio/team", t("studio.team"))}
    ${link("shop", "/studio/shop", t("studio.shop"))}
  </nav>`;
}
