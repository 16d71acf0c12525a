/** The way of the picture that this browser's viewer chose once. */
import { WAY_CHOICES } from "../models/way.js";

const KEY = "showfloor.picture-way";

/** @returns {import("../models/way.js").WayChoice} */
export function chosenWay() {
  const stored = new URLSearchParams(location.search).get("picture") ?? localStorage.getItem(KEY);
  return WAY_CHOICES.find((choice) => choice === stored) ?? "auto";
}

/** @param {import("../models/way.js").WayChoice} choice */
export function rememberWay(choice) {
  localStorage.setItem(KEY, choice);
}
