/** A person's or a shop's round mark: a letter on an earthen colour that is always the same for the same name. */

/** Dark enough for white letters (5:1 and more). */
const COLOURS = ["#8a4b2c", "#5b6236", "#3f5d66", "#7a3f4f", "#57507a", "#6d5532", "#2f6354", "#7c4a30"];

/** @param {string} name  @returns {{ letter: string, hue: string }} */
export function faceOf(name) {
  const first = [...name.trim()][0] ?? "";
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return { letter: first.toUpperCase(), hue: COLOURS[sum % COLOURS.length] ?? "#7c4a30" };
}
