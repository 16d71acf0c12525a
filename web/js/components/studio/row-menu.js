/** A small menu that opens beside the button that asked for it: arrows walk, Escape closes and gives the focus back. */
import { html, nothing, render } from "../../../vendor/lit.js";
import { icon } from "../icon.js";

const GAP = 4;

/** @typedef {{icon: import("../icon.js").IconName, words: string, act: () => void, off?: boolean}} MenuItem */

export class RowMenu {
  /** @type {HTMLElement | null} */
  #menu = null;

  /**
   * @param {HTMLElement} button
   * @param {readonly MenuItem[]} items
   */
  open(button, items) {
    const menu = this.#element();
    render(
      items.map(
        (item) =>
          html`<button
            class="item"
            role="menuitem"
            aria-disabled=${item.off ? "true" : nothing}
            @click=${() => this.#choose(item)}
          >
            ${icon(item.icon, "sm")}${item.words}
          </button>`,
      ),
      menu,
    );
    menu.showPopover();
    place(menu, button.getBoundingClientRect());
    /** @type {HTMLElement | null} */ (menu.querySelector("[role=menuitem]:not([aria-disabled])"))?.focus();
  }

  /** @param {MenuItem} item */
  #choose(item) {
    if (item.off) return;
    this.#menu?.hidePopover();
    item.act();
  }

  #element() {
    if (this.#menu) return this.#menu;
    const menu = document.createElement("div");
    menu.className = "menu row-menu";
    menu.setAttribute("role", "menu");
    menu.popover = "auto";
    menu.addEventListener("keydown", (event) => walk(menu, event));
    document.body.append(menu);
    this.#menu = menu;
    return menu;
  }
}

/**
 * Under the button, or over it where the page ends.
 * @param {HTMLElement} menu
 * @param {DOMRect} box
 */
function place(menu, box) {
  const { offsetHeight: height, offsetWidth: width } = menu;
  const below = box.bottom + GAP + height <= innerHeight;
  menu.style.inset = "auto";
  menu.style.top = `${below ? box.bottom + GAP : Math.max(GAP, box.top - GAP - height)}px`;
  menu.style.left = `${Math.max(GAP, box.right - width)}px`;
}

/**
 * @param {HTMLElement} menu
 * @param {KeyboardEvent} event
 */
function walk(menu, event) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step) return;
  event.preventDefault();
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role=menuitem]:not([aria-disabled])")]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  items[(at + step + items.length) % items.length]?.focus();
}
