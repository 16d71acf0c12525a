/** Above the line to write in: whom one's next message answers, and the way out of that. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/talk.js";
import { answerTo } from "../../models/completing.js";
import { icon } from "../icon.js";
import { WatchPart } from "./watch-part.js";

class ReplyStrip extends WatchPart {
  render() {
    const line = this.room.replying.value;
    if (!line) return nothing;
    return html`<p class="reply-strip" role="status">
      ${icon("reply", "sm")}<span class="grow clip"><b>${t("reply.to", { name: line.from.name })}</b> <span dir="auto">${line.text}</span></span>
      <button type="button" class="icon-btn" aria-label=${t("reply.cancel")} @click=${() => (this.room.replying.value = null)}>${icon("x", "sm")}</button>
    </p>`;
  }
}
customElements.define("reply-strip", ReplyStrip);

/** Messages may answer others and name people from here on. @param {import("./watch-room.js").WatchRoom} room */
export function answerable(room) {
  room.answer = (text) => answerTo(room.replying.value, room.meant, text);
}

/** Begins an answer. @param {import("./watch-room.js").WatchRoom} room @param {import("../../models/chat-lines.js").MessageLine} line */
export function reply(room, line) {
  answerable(room);
  room.replying.value = line;
  // After the dialog has given the focus back.
  setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector("chat-composer input"))?.focus());
}
