/** What the studio counts in the chat. */

/** @typedef {import("./chat-lines.js").Line} Line */

/**
 * How many messages of other people came after the last one that was in sight.
 * @param {readonly Line[]} lines
 * @param {number} seenOff  Offset of the last message that was in sight.
 */
export function unseenIn(lines, seenOff) {
  return lines.filter((line) => line.kind === "message" && !line.own && (line.off ?? 0) > seenOff).length;
}
