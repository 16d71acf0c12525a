/** One-letter keys of the cockpit: outside of fields, off when the person wants, listed on "?". */
import { html } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { dialog, showDialog } from "./dialogs.js";
import { StudioPart } from "./part.js";

const ID = "keys-dialog";
const KEY = "showfloor.studio.keys";

export const openKeys = () => showDialog(ID);

/** @typedef {Record<string, () => void>} Shortcuts   What each key does, by `KeyboardEvent.code`, so that layouts do not matter. */

const enabled = signal(read());

/**
 * Listens until the signal aborts.
 * @param {Shortcuts} shortcuts
 * @param {AbortSignal} signal
 */
export function listenForKeys(shortcuts, signal) {
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isField(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") return openKeys();
    const act = enabled.value ? shortcuts[event.code] : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", pressed, { signal });
}

/** @param {EventTarget | null} target */
function isField(target) {
  return (
    target instanceof HTMLElement &&
    (target.matches("input:not([type=checkbox], [type=radio]), textarea, select") || target.isContentEditable)
  );
}

class KeysDialog extends StudioPart {
  render() {
    return dialog({ id: ID, title: t("keys.title"), body: this.#body() });
  }

  #body() {
    const seller = this.studio.role === "host";
    const keys = [
      ...(seller
        ? [
            ["P", t("keys.pinNext")],
            ["U", t("keys.unpin")],
            ["F", t("keys.flash")],
            ["S", t("keys.mic")],
          ]
        : []),
      ["A", t("keys.answer")],
      ["C", t("keys.chat")],
      ["J K", t("keys.move")],
      ["H", t("keys.hide")],
      ["M", t("keys.mute")],
      ["?", t("keys.help")],
    ];
    return html`<dl class="keys">
        ${keys.map(
          ([key, words]) =>
            html`<div>
              <dt>${(key ?? "").split(" ").map((letter) => html`<kbd class="key">${letter}</kbd> `)}</dt>
              <dd>${words}</dd>
            </div>`,
        )}
      </dl>
      <label class="check">
        <input type="checkbox" .checked=${enabled.value} @change=${() => toggle()} />
        <span>${t("keys.on")}<br /><span class="t2 muted">${t("keys.on.hint")}</span></span>
      </label>`;
  }
}
customElements.define("studio-keys-dialog", KeysDialog);

function toggle() {
  enabled.value = !enabled.value;
  try {
    localStorage.setItem(KEY, enabled.value ? "on" : "off");
  } catch {
    // Storage may be blocked; then the choice lasts for this page.
  }
}

function read() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}
