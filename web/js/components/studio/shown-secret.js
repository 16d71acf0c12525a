/** A secret that is shown this once, with a button that copies it. */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/hooks.js";
import { copyText } from "../../lib/clipboard.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";

/** @param {string} secret */
export function shownSecret(secret) {
  const copy = async (/** @type {Event} */ event) => {
    const shown = /** @type {HTMLElement} */ (event.currentTarget).parentElement?.querySelector("code") ?? null;
    if (await copyText(secret, shown)) toast(t("hooks.copied"));
  };
  return html`<div class="note ok hook-secret" role="status">
    <span
      ><b class="med">${t("hooks.secret")}</b><br /><code>${secret}</code><br /><span class="t2"
        >${t("hooks.secretOnce")}</span
      ></span
    >
    <button class="btn small" @click=${copy}>${icon("copy", "sm")}${t("hooks.copy")}</button>
  </div>`;
}
