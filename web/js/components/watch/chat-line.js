/** One line of the river: a message in any of its states, or a sale. People's text is only ever text. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/watch.js";
import { icon } from "../icon.js";

/** @typedef {import("../../models/chat-lines.js").Line} Line */
/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */
/** @typedef {import("../../models/chat-lines.js").SoldLine} SoldLine */

/**
 * @typedef {object} LineTools
 * @property {number} now  the server's time
 * @property {boolean} moderates
 * @property {boolean} reports  may a moderator be called?
 * @property {(line: MessageLine) => void} again
 * @property {(line: MessageLine) => void} edit
 * @property {(line: MessageLine) => void} moderate
 * @property {(line: MessageLine) => void} report
 * @property {((line: MessageLine, waitMs: number) => string) | undefined} refusalWords  once they are here
 * @property {((line: MessageLine) => unknown) | undefined} rich  words with their links and names, once that is here
 * @property {string | undefined} me
 */

/** @param {Line} line @param {LineTools} tools */
export const chatLine = (line, tools) => (line.kind === "sold" ? soldLine(line) : messageLine(line, tools));

/** @param {SoldLine} line */
function soldLine({ title, quantity, name, sales }) {
  const words =
    sales > 1
      ? t("chat.soldMany", { n: quantity, title })
      : name
        ? t("chat.soldTo", { quantity, title, name })
        : t("chat.sold", { quantity, title });
  return html`<li class="msg sold">${icon("package-check", "sm")}<span>${words}</span></li>`;
}

/** @param {MessageLine} line @param {LineTools} tools */
function messageLine(line, tools) {
  if (line.status === "hidden")
    return html`<li class="msg hidden-msg">${icon("eye-off", "xs")}<span>${hiddenWords(line)}</span></li>`;
  const kind = line.own ? "mine" : line.from.role === "host" ? "host" : "";
  const meant = line.at?.some((person) => person.person_id === tools.me) || line.re?.id === tools.me ? "meant" : "";
  return html`<li class="msg ${kind} ${meant} ${line.status}" data-off=${line.off ?? nothing}>
    ${badge(line)}<span class="who">${line.own ? t("chat.you") : line.from.name}</span
    >${tools.rich?.(line) ?? line.text}${state(line, tools)}${menu(line, tools)}
  </li>`;
}

/** @param {MessageLine} line */
function badge({ from, own }) {
  if (from.bot) return html`<span class="badge mod">${t("chat.bot")}</span>`;
  if (from.role === "host") return html`<span class="badge host">${t("chat.host")}</span>`;
  if (from.role === "moderator") return html`<span class="badge mod">${icon("shield", "xs")}${t("chat.mod")}</span>`;
  const first = from.first ? html`<span class="badge first">${t("chat.first")}</span>` : nothing;
  return from.buyer && !own
    ? html`<span class="badge buyer">${icon("shopping-bag", "xs")}${t("chat.buyer")}</span>${first}`
    : first;
}

/** @param {MessageLine} line @param {LineTools} tools */
function state(line, tools) {
  if (line.status === "sending") return html`<span class="sub">${t("chat.sending")}</span>`;
  if (line.status === "held") return html`<span class="sub">${t("chat.held")}</span>`;
  if (line.status !== "refused") return nothing;
  const waitMs = (line.refusal?.retry_at_ms ?? line.refusal?.until_ms ?? 0) - tools.now;
  return html`<span class="sub refusal">${icon("octagon-alert", "xs")}<span>${tools.refusalWords?.(line, waitMs) ?? t("chat.refused")}</span></span>
    <span class="sub ways">
      ${waitMs > 0 ? nothing : html`<button class="link" @click=${() => tools.again(line)}>${t("action.retry")}</button>`}
      <button class="link" @click=${() => tools.edit(line)}>${t("chat.edit")}</button>
    </span>`;
}

/** @param {MessageLine} line */
function hiddenWords({ hidden, own }) {
  // The one rule that removes what was read; the words of all others are fetched with the first refusal.
  const reason = hidden?.reason === "hook.profanity" ? t("rule.rude") : hidden?.reason;
  if (own) return reason ? t("chat.hiddenOwnFor", { reason }) : t("chat.hiddenOwn");
  return reason ? t("chat.hiddenFor", { reason }) : t("chat.hidden");
}

/** @param {MessageLine} line @param {LineTools} tools */
function menu(line, tools) {
  if (line.off === null || (line.own && !tools.moderates)) return nothing;
  if (!tools.moderates && !tools.reports) return nothing;
  return html`<button
    class="tools"
    aria-label=${t("mod.open", { name: line.from.name })}
    aria-haspopup="dialog"
    @click=${() => (tools.moderates ? tools.moderate(line) : tools.report(line))}
  >
    ${icon("ellipsis", "sm")}
  </button>`;
}
