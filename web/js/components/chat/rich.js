/** The words of a message with what is in them: links that say where they lead, names, and what is answered. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/talk.js";
import { partsOf } from "../../models/message-words.js";

/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */
/** @typedef {import("../../models/chat.js").Chat} Chat */

const LONGEST_QUOTE = 80;

/**
 * @param {MessageLine} line
 * @param {Chat} chat
 * @param {(off: number) => void} jump  shows the message that is answered
 * @param {(off: number) => string} [textOf]  finds its words
 */
export function richWords(line, chat, jump, textOf = (off) => chat.quotedText(off)) {
  const taps = line.own || chat.mayTap(line.from);
  const me = chat.state.you?.id;
  return html`${line.re ? quote(line.re, textOf(line.re.off), jump) : nothing}<span dir="auto">${partsOf(line.text, line.at).map((part) => {
    if (part.kind === "link") return taps ? anchor(part) : part.text;
    if (part.kind === "name") return html`<b class="at ${part.id === me ? "is-me" : ""}">${part.text}</b>`;
    return part.text;
  })}</span>`;
}

/** Nothing is fetched from there before it is tapped, and it is not told where the tap came from. @param {import("../../models/message-words.js").LinkPart} link */
export const anchor = ({ href, host, rest }) =>
  html`<a class="away" href=${href} target="_blank" rel="noopener noreferrer nofollow ugc" @click=${(/** @type {Event} */ event) => event.stopPropagation()}><b>${host}</b>${rest}</a>`;

/** @param {import("../../models/chat-lines.js").Quoted} re @param {string} text @param {(off: number) => void} jump */
function quote(re, text, jump) {
  const words = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  const go = (/** @type {Event} */ event) => {
    event.stopPropagation();
    jump(re.off);
  };
  return html`<button type="button" class="quoted" aria-label=${t("reply.jump", { name: re.name })} @click=${go}>
    <b>${re.name}</b> <span dir="auto">${words || t("reply.gone")}</span>
  </button>`;
}

/** Brings a line into sight and marks it for a moment. @param {Element | null} line */
export function show(line) {
  if (!(line instanceof HTMLElement)) return;
  line.scrollIntoView({ block: "center" });
  line.classList.add("is-shown");
  setTimeout(() => line.classList.remove("is-shown"), 1600);
}
