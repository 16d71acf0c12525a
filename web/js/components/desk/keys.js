/** The keys of the desk: outside of fields and dialogs, by place on the keyboard, listed on "?". */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/desk.js";
import { icon } from "../icon.js";
import { TABS } from "./desk.js";
import { DeskPart } from "./part.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** What each key does; a capital Shift stands before the place. @type {Record<string, (desk: Desk) => void>} */
const ACTS = {
  KeyJ: (desk) => desk.move(1),
  KeyK: (desk) => desk.move(-1),
  ArrowDown: (desk) => desk.move(1),
  ArrowUp: (desk) => desk.move(-1),
  ArrowRight: (desk) => desk.movePane(1),
  ArrowLeft: (desk) => desk.movePane(-1),
  Digit1: (desk) => void (desk.tab.value = TABS[0]),
  Digit2: (desk) => void (desk.tab.value = TABS[1]),
  Digit3: (desk) => void (desk.tab.value = TABS[2]),
  KeyY: (desk) => desk.decide(true),
  KeyN: (desk) => desk.decide(false),
  KeyH: (desk) => desk.hide(),
  KeyM: (desk) => desk.muteShort(),
  "Shift KeyM": (desk) => desk.ask("mute"),
  KeyX: (desk) => desk.purge(),
  "Shift KeyX": (desk) => desk.muteShort(true),
  KeyW: (desk) => desk.ask("warn"),
  KeyT: (desk) => desk.ask("note"),
  KeyG: (desk) => desk.ask("shadow"),
  KeyB: (desk) => desk.ask("ban"),
  KeyU: (desk) => desk.undo(),
  KeyS: (desk) => desk.slow(),
  KeyL: (desk) => desk.links(),
  "Shift KeyP": (desk) => desk.panic(),
  Escape: (desk) => desk.chooseLine(null),
};

/** Listens until the signal aborts. @param {Desk} desk @param {AbortSignal} signal */
export function listen(desk, signal) {
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isField(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") return showKeys();
    const act = event.key === "/" ? write : ACTS[(event.shiftKey ? "Shift " : "") + event.code];
    if (!act) return;
    event.preventDefault();
    act(desk);
  };
  document.addEventListener("keydown", pressed, { signal });
}

function write() {
  document.getElementById("desk-words")?.focus();
}

/** @param {EventTarget | null} target */
function isField(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}

export function showKeys() {
  /** @type {HTMLDialogElement | null} */ (document.querySelector("desk-keys dialog"))?.showModal();
}

class DeskKeys extends DeskPart {
  render() {
    return html`<footer class="keys-foot" aria-label=${t("keys.title")}>
        ${foot("J K", t("keys.move"))}${foot("← →", t("keys.pane"))}${foot("Y N", `${t("do.allow")}, ${t("do.refuse")}`)}
        ${foot("H", t("do.hide"))}${foot("M", t("do.mute"))}${foot("U", t("keys.undo"))}
        <button class="btn small quiet push" @click=${showKeys}><kbd class="key">?</kbd>${t("keys.all")}</button>
      </footer>
      <dialog class="studio-dialog" aria-labelledby="keys-title">
        <div class="studio-dialog-in">
          <header class="row">
            <h2 id="keys-title" class="t4 grow">${t("keys.title")}</h2>
            <button class="icon-btn" aria-label=${t("action.close")} @click=${() => this.querySelector("dialog")?.close()}>${icon("x")}</button>
          </header>
          <p class="t2 muted">${t("keys.hint")}</p>
          <dl class="key-list">
            ${all().map(([key, words]) => html`<dt>${key?.split(" ").map((each) => html`<kbd class="key">${each}</kbd>`)}</dt><dd>${words}</dd>`)}
          </dl>
        </div>
      </dialog>`;
  }
}
customElements.define("desk-keys", DeskKeys);

/** @param {string} keys @param {string} words */
function foot(keys, words) {
  return html`<span>${keys.split(" ").map((each) => html`<kbd class="key">${each}</kbd>`)}${words}</span>`;
}

function all() {
  return [
    ["J K ↓ ↑", t("keys.move")],
    ["← →", t("keys.pane")],
    ["1 2 3", t("keys.tabs")],
    ["Y", t("keys.yes")],
    ["N", t("keys.no")],
    ["H", t("do.hide")],
    ["M", t("do.mute10")],
    ["⇧M", t("do.muteLong")],
    ["X", t("do.purge")],
    ["⇧X", t("do.mutePurge")],
    ["W", t("do.warn")],
    ["T", t("do.note")],
    ["G", t("do.shadow")],
    ["B", t("do.ban")],
    ["U", t("keys.undo")],
    ["S", t("keys.slow")],
    ["L", t("keys.links")],
    ["⇧P", t("keys.panic")],
    ["/", t("keys.write")],
    ["Esc", t("river.resume")],
    ["?", t("keys.this")],
  ];
}
