/** The two sections of the back office, under the site's own bar. */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";

/** @param {"shows" | "orders"} here */
export function studioSections(here) {
  const link = (/** @type {"shows" | "orders"} */ name, /** @type {string} */ url, /** @type {string} */ words) =>
    html`<a class=${name === here ? "on" : ""} href=${url} aria-current=${name === here ? "page" : "false"}
      >${words}</a
    >`;
  return html`<nav class="tabs studio-sections" aria-label=${t("studio.sections")}>
    ${link("shows", "/studio", t("studio.shows"))} ${link("orders", "/studio/orders", t("studio.orders"))}
  </nav>`;
}
