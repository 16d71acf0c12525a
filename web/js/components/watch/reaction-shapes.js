/** How reactions are drawn, in a field of 24 by 24 (hearts filled, the others in lines, after lucide). */

/** @typedef {"heart" | "clap" | "fire" | "laugh" | "wow"} Kind */

/** The reactions beside the heart, in the order in which they are offered. */
export const KINDS = /** @type {const} */ (["clap", "fire", "laugh", "wow"]);

/** @type {Record<Kind, readonly string[]>} */
const SHAPES = {
  heart: [
    "M2 9.5a5.5 5.5 0 0 1 9.591-3.676.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5",
  ],
  clap: [
    "M5.8 11.3 2 22l10.7-3.79",
    "m22 2-2.24.75a2.9 2.9 0 0 0-1.96 3.12c.1.86-.57 1.63-1.45 1.63h-.38c-.86 0-1.6.6-1.76 1.44L14 10",
    "m22 13-.82-.33c-.86-.34-1.82.2-1.98 1.11c-.11.7-.72 1.22-1.43 1.22H17",
    "m11 2 .33.82c.34.86-.2 1.82-1.11 1.98C9.52 4.9 9 5.52 9 6.23V7",
    "M11 13c1.93 1.93 2.83 4.17 2 5-.83.83-3.07-.07-5-2-1.93-1.93-2.83-4.17-2-5 .83-.83 3.07.07 5 2Z",
  ],
  fire: ["M12 3q1 4 4 6.5t3 5.5a1 1 0 0 1-14 0 5 5 0 0 1 1-3 1 1 0 0 0 5 0c0-2-1.5-3-1.5-5q0-2 2.5-4"],
  laugh: [
    "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0",
    "M15 10V9",
    "M9 10V9",
    "M7.084 14.302a5.12 5.12 0 009.833 0 .24.24 0 00-.235-.302H7.32a.24.24 0 00-.235.302",
  ],
  wow: ["M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0", "M15 9V8", "M9 9V8", "M9 15.5a3 3.5 0 1 0 6 0 3 3.5 0 1 0-6 0"],
};

/** @param {string} kind @returns {readonly string[]} */
export const shapesOf = (kind) => SHAPES[/** @type {Kind} */ (kind)] ?? SHAPES.heart;
