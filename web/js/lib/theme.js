/** The theme switch: dark, light, or as the device; boot.js applies the remembered choice on the next page. */

/** @typedef {"dark" | "light" | "system"} Theme */

/** @type {readonly Theme[]} */
export const THEMES = ["dark", "light", "system"];

const KEY = "showfloor.theme";

/** As boot.js chose it: what the address asks for, then what was remembered. @returns {Theme} */
export function chosenTheme() {
  const stored = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? "dark";
}

/** @param {Theme} theme */
export function chooseTheme(theme) {
  localStorage.setItem(KEY, theme);
  const light = theme === "light" || (theme === "system" && matchMedia("(prefers-color-scheme: light)").matches);
  document.documentElement.dataset.theme = light ? "light" : "dark";
}
