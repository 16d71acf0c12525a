/** The size of the picture that this browser's viewer chose once. */
const KEY = "showfloor.picture-size";

/** @returns {import("../models/quality.js").QualityChoice} */
export function chosenQuality() {
  const size = Number(localStorage.getItem(KEY));
  return size > 0 ? size : "auto";
}

/** @param {import("../models/quality.js").QualityChoice} choice */
export function rememberQuality(choice) {
  localStorage.setItem(KEY, String(choice));
}
