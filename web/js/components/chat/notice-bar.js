/** The note above a chat: what the host or a moderator pinned, wherever the chat is read. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/talk.js";
import { LightElement } from "../../lib/light-element.js";
import { partsOf } from "../../models/message-words.js";
import { icon } from "../icon.js";
import { anchor } from "./rich.js";

class NoticeBar extends LightElement {
  /** @type {import("../../../vendor/lit.js").PropertyDeclarations} */
  static properties = { notice: { attribute: false }, unpin: { attribute: false } };

  constructor() {
    super();
    /** @type {{ x: string, author: { name: string }, role: string, by: string, off: number | null } | null} */
    this.notice = null;
    /** For the staff: takes it down. @type {(() => void) | null} */
    this.unpin = null;
  }

  render() {
    const { notice, unpin } = this;
    if (!notice) return nothing;
    const own = notice.off === null || notice.off === undefined;
    return html`<div class="notice" role="note" aria-label=${t("notice.label")}>
      ${icon("pin", "sm")}
      <p class="grow">
        <b>${own ? notice.by : notice.author.name}</b> <span dir="auto">${partsOf(notice.x).map((part) => (part.kind === "link" && notice.role !== "viewer" ? anchor(part) : part.text))}</span>
      </p>
      ${unpin ? html`<button type="button" class="icon-btn" aria-label=${t("notice.unpin")} @click=${unpin}>${icon("pin-off", "sm")}</button>` : nothing}
    </div>`;
  }
}
customElements.define("notice-bar", NoticeBar);
