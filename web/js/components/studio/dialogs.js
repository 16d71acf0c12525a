/** How the studio opens and closes its dialogs: native ones, found by name, closed by a tap beside them. */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { icon } from "../icon.js";

/** @param {string} id */
export function showDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** @param {string} id */
export function closeDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement) dialog.close();
}

/**
 * A dialog with a title and a cross.
 * @param {object} parts
 * @param {string} parts.id
 * @param {string} parts.title
 * @param {unknown} parts.body
 * @param {() => void} [parts.onClose]
 */
export function dialog({ id, title, body, onClose = () => {} }) {
  return html`<dialog
    id=${id}
    class="studio-dialog"
    aria-labelledby="${id}-title"
    @click=${closeBeside}
    @close=${onClose}
  >
    <div class="studio-dialog-in">
      <header class="row">
        <h2 id="${id}-title" class="t4 grow">${title}</h2>
        <button class="icon-btn" aria-label=${t("action.close")} @click=${() => closeDialog(id)}>${icon("x")}</button>
      </header>
      ${body}
    </div>
  </dialog>`;
}

/** @param {Event} event  The dialog itself is hit only outside of its content. */
function closeBeside(event) {
  if (event.target === event.currentTarget) /** @type {HTMLDialogElement} */ (event.currentTarget).close();
}
