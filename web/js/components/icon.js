/** One icon of the sprite, hidden from screen readers: the name belongs on the button. */
import { html } from "../../vendor/lit.js";

/** @typedef {typeof import("../lib/icon-names.js").ICON_NAMES[number]} IconName */

/**
 * @param {IconName} name
 * @param {"" | "sm" | "xs" | "lg"} [size] 20 px unless told: 16, 14, 24
 */
export const icon = (name, size = "") =>
  html`<svg class="i ${size}" aria-hidden="true"><use href="/static/icons.svg#i-${name}" /></svg>`;
