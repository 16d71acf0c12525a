/** Which days a CSV file is about: the last thirty until somebody says otherwise. */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";

const DAY_MS = 86_400_000;

/** @param {string} action  the address of the file @param {string} why */
export function exportForm(action, why) {
  const day = (/** @type {number} */ ms) => new Date(ms).toISOString().slice(0, 10);
  const now = Date.now();
  const field = (/** @type {"first" | "last"} */ name, /** @type {number} */ ms) =>
    html`<div class="labelled">
      <label for="export-${name}">${t(`export.${name}`)}</label>
      <span class="field"
        ><input id="export-${name}" name=${name} type="date" required max=${day(now)} value=${day(ms)}
      /></span>
    </div>`;
  return html`<form class="export" action=${action} method="get">
    <p class="t2 muted">${why}</p>
    <div class="shipping-fields">${field("first", now - 30 * DAY_MS)} ${field("last", now)}</div>
    <footer class="row dialog-foot">
      <button class="btn primary grow">${t("export.do")}</button>
    </footer>
  </form>`;
}
