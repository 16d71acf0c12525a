/** One line of the chat as the studio draws it: with its time, its writer's part, and the actions when it is chosen. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { t as talk } from "../../i18n/talk.js";
import { time } from "../../lib/format.js";
import { icon } from "../icon.js";

/** @typedef {import("../../models/chat-lines.js").Line} Line */
/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */
/**
 * @typedef {object} LineActions
 * @property {(line: MessageLine) => void} choose
 * @property {(line: MessageLine) => void} hide
 * @property {(line: MessageLine) => void} mute
 * @property {(line: MessageLine) => void} unmute
 * @property {(line: MessageLine) => void} edit
 * @property {(line: MessageLine) => void} reply
 * @property {(line: MessageLine) => void} pin
 * @property {(line: MessageLine) => unknown} words
 */

/**
 * @param {Line} line
 * @param {{chosen: boolean, muted: boolean, own: boolean}} state
 * @param {LineActions} actions
 */
export function riverLine(line, state, actions) {
  if (line.kind === "sold") return soldLine(line);
  const kind = line.status === "hidden" ? "is-hidden" : line.from.role === "host" ? "is-host" : "";
  return html`<li
    class="river-line ${kind} ${line.status === "refused" ? "is-refused" : ""} ${state.chosen ? "is-chosen" : ""}"
    data-key=${line.key}
    data-off=${line.off ?? nothing}
    tabindex=${state.chosen ? "0" : "-1"}
    @click=${() => actions.choose(line)}
  >
    <time class="num" datetime=${new Date(line.ts).toISOString()}>${time(line.ts)}</time>
    <div>
      <span class="who">${badge(line)}<span class="name">${line.from.name}</span></span>
      ${line.status === "hidden" ? hidden(line) : html`<span class="text" dir="auto">${actions.words(line)}</span>`}
      ${fate(line, actions)} ${state.chosen && line.status === "sent" ? bar(line, state, actions) : nothing}
    </div>
  </li>`;
}

/** @param {Extract<Line, {kind: "sold"}>} line */
function soldLine({ ts, name, title, quantity }) {
  const words = name ? t("chat.sold", { name, title, quantity }) : t("chat.soldPlain", { title, quantity });
  return html`<li class="river-line is-sold">
    <time class="num" datetime=${new Date(ts).toISOString()}>${time(ts)}</time>
    <div class="row">${icon("package-check", "sm")}<span>${words}</span></div>
  </li>`;
}

/** @param {MessageLine} line */
function badge({ from }) {
  if (from.bot) return html`<span class="badge">${t("chat.bot")}</span>`;
  if (from.role === "host") return html`<span class="badge host-mark">${t("chat.host")}</span>`;
  if (from.role === "moderator") return html`<span class="badge">${icon("shield", "xs")}${t("chat.mod")}</span>`;
  const first = from.first ? html`<span class="badge">${t("chat.first")}</span>` : nothing;
  return from.buyer ? html`<span class="badge">${icon("shopping-bag", "xs")}${t("chat.buyer")}</span>${first}` : first;
}

/** @param {MessageLine} line */
function hidden({ hidden: by }) {
  return html`<span class="t2">${t("chat.hidden", { by: by?.by ?? "", reason: by?.reason ?? "" })}</span>`;
}

/**
 * What became of an own message.
 * @param {MessageLine} line
 * @param {LineActions} actions
 */
function fate(line, actions) {
  if (line.status === "sending") return html`<small>${t("chat.sending")}</small>`;
  if (line.status === "held") return html`<small>${t("chat.held")}</small>`;
  if (line.status !== "refused") return nothing;
  return html`<small class="bad">${t("chat.notSent", { why: line.refusal?.text ?? "" })}</small>
    <button class="btn small" @click=${() => actions.edit(line)}>${t("chat.edit")}</button>`;
}

/**
 * @param {MessageLine} line
 * @param {{muted: boolean, own: boolean}} state
 * @param {LineActions} actions
 */
function bar(line, { muted, own }, actions) {
  const act = (/** @type {(line: MessageLine) => void} */ what) => (/** @type {Event} */ event) => {
    event.stopPropagation();
    what(line);
  };
  return html`<div class="river-bar" role="group" aria-label=${t("mod.actions", { name: line.from.name })}>
    <button class="btn small" @click=${act(actions.reply)}>${icon("reply", "sm")}${talk("reply.do")}</button>
    <button class="btn small" aria-label=${talk("notice.pin")} @click=${act(actions.pin)}>${icon("pin", "sm")}</button>
    <button class="btn small" @click=${act(actions.hide)}>
      ${icon("eye-off", "sm")}${t("mod.hide")} <kbd class="key">H</kbd>
    </button>
    ${
      own || line.from.role !== "viewer"
        ? nothing
        : muted
          ? html`<button class="btn small" @click=${act(actions.unmute)}>
              ${icon("undo-2", "sm")}${t("mod.unmute")}
            </button>`
          : html`<button class="btn small" @click=${act(actions.mute)}>
              ${icon("mic-off", "sm")}${t("mod.mute")} <kbd class="key">M</kbd>
            </button>`
    }
  </div>`;
}
