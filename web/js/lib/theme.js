/** The theme switch: dark, light, or as the device; boot.js applies the remembered choice on the next page. */

/** @typedef {"dark" | "light" | "system"} Theme */

/** @type {readonly Theme[]} */
export const THEMES = ["dark", "light", "system"];

const KEY = "showfloor.theme";

/** @returns {Theme} */
export function chosenTheme() {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? "dark";
}

/** @param {Theme} theme */
export function chooseTheme(theme) {
  localStorage.setItem(KEY, theme);
  const light = theme === "light" || (theme === "system" && matchMedia("(prefers-color-scheme: light)").matches);
  document.documentElement.dataset.theme = light ? "light" : "dark";
}
