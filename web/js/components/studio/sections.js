/** The sections of the back office, under the site's own bar. */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";

/** @typedef {"shows" | "products" | "orders" | "discounts" | "delivery"} Section */

/** @param {Section} here */
export function studioSections(here) {
  const link = (/** @type {Section} */ name, /** @type {string} */ url, /** @type {string} */ words) =>
    html`<a class=${name === here ? "on" : ""} href=${url} aria-current=${name === here ? "page" : "false"}
      >${words}</a
    >`;
  return html`<nav class="tabs studio-sections" aria-label=${t("studio.sections")}>
    ${link("shows", "/studio", t("nav.shows"))} ${link("products", "/studio/products", t("studio.products"))}
    ${link("orders", "/studio/orders", t("studio.orders"))}
    ${link("discounts", "/studio/discounts", t("studio.discounts"))}
    ${link("delivery", "/studio/delivery", t("studio.delivery"))}
  </nav>`;
}
