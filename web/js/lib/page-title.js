/** The name in the browser's tab: the page first, the shop after it. */
import { t } from "../i18n/common.js";

/** @param {string} title "" for the home page */
export function titlePage(title) {
  document.title = title ? `${title} · ${t("site.name")}` : t("site.name");
}
