/** Links, names and quotes in the river of the watch page: fetched with the first message that has any. */
import { styleSheet } from "../../lib/style-sheet.js";
import { richWords, show } from "../chat/rich.js";

/** @param {import("./watch-room.js").WatchRoom} room */
export function riverWords({ chat, lines }) {
  void styleSheet("chat/rich.css");
  const jump = (/** @type {number} */ off) => show(document.querySelector(`chat-river li[data-off="${off}"]`));
  const textOf = (/** @type {number} */ off) => {
    const line = lines.peek().find((each) => each.off === off);
    return line?.kind === "message" ? line.text : chat.quotedText(off);
  };
  return (/** @type {import("../../models/chat-lines.js").MessageLine} */ line) => richWords(line, chat, jump, textOf);
}
