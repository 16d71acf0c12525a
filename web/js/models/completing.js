/** What could be meant by what is being written: a name after an @, or a command after a slash (no DOM). */

/** @typedef {{ id: string, name: string, role: string }} Known */

const MOST = 6;

/**
 * Everybody who was heard lately, the latest first.
 * @param {readonly import("./chat-lines.js").Line[]} lines
 * @param {string | undefined} me
 * @returns {Known[]}
 */
export function peopleIn(lines, me) {
  /** @type {Map<string, Known>} */
  const people = new Map();
  for (const line of lines.toReversed()) {
    if (line.kind !== "message" || line.from.id === me || people.has(line.from.id)) continue;
    people.set(line.from.id, line.from);
  }
  return [...people.values()];
}

/**
 * The name that is begun before the caret.
 * @param {string} text @param {number} caret
 * @returns {{ from: number, begun: string } | null}
 */
export function begunName(text, caret) {
  const from = text.lastIndexOf("@", caret - 1);
  if (from < 0 || (from > 0 && /[\p{L}\p{N}]/u.test(text[from - 1] ?? ""))) return null;
  const begun = text.slice(from + 1, caret);
  return begun.length > 40 || begun.split(" ").length > 3 ? null : { from, begun };
}

/** @param {readonly Known[]} people @param {string} begun @returns {Known[]} */
export function namesFor(people, begun) {
  const small = begun.toLowerCase();
  const fits = (/** @type {Known} */ { name }) => name.toLowerCase().startsWith(small) && name.toLowerCase() !== small;
  return people.filter(fits).slice(0, MOST);
}

/** A text with the begun name written out. @param {string} text @param {number} caret @param {{ from: number }} begun @param {string} name */
export function withName(text, caret, { from }, name) {
  const before = `${text.slice(0, from)}@${name} `;
  return { text: before + text.slice(caret).trimStart(), caret: before.length };
}

/**
 * What goes out with a message: what it answers, and whom of several with one name it means.
 * @param {import("./chat-lines.js").MessageLine | null} line
 * @param {ReadonlyMap<string, string>} meant
 * @param {string} text
 */
export function answerTo(line, meant, text) {
  const re = line && line.off !== null ? { off: line.off, id: line.from.id, name: line.from.name } : null;
  return { re, at: [...meant].filter(([name]) => text.includes(`@${name}`)).map(([, id]) => id) };
}

/** The commands of the staff, as docs/moderation.md lists them. */
export const COMMANDS = /** @type {const} */ ([
  "mute", "unmute", "ban", "unban", "warn", "note", "purge", "delete", "clear", "pin", "unpin", "slow",
  "links", "buyers", "followers", "emoji", "unique", "review", "panic", "shadow", "unshadow", "help",
]);
/** @typedef {typeof COMMANDS[number]} CommandName */

/**
 * The commands that are begun: all after a slash alone; one whose arguments are being written stays in sight.
 * @param {string} text
 * @returns {CommandName[]}
 */
export function commandsFor(text) {
  if (!text.startsWith("/") || text.startsWith("//")) return [];
  const [name = "", ...rest] = text.slice(1).toLowerCase().split(" ");
  if (rest.length) return COMMANDS.filter((each) => each === name);
  return COMMANDS.filter((each) => each.startsWith(name)).slice(0, name ? MOST : COMMANDS.length);
}
