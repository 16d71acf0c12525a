/** One line of the river: a message in any of its states, or a sale. People's text is only ever text. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/watch.js";
import { language } from "../../lib/i18n.js";
import { clock } from "../../lib/format.js";
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
  return html`<li class="msg ${kind} ${line.status}">
    ${badge(line)}<span class="who">${line.own ? t("chat.you") : line.from.name}</span
    >${line.text}${state(line, tools)}${menu(line, tools)}
  </li>`;
}

/** @param {MessageLine} line */
function badge({ from, own }) {
  if (from.role === "host") return html`<span class="badge host">${t("chat.host")}</span>`;
  if (from.role === "moderator") return html`<span class="badge mod">${icon("shield", "xs")}${t("chat.mod")}</span>`;
  return from.buyer && !own
    ? html`<span class="badge buyer">${icon("shopping-bag", "xs")}${t("chat.buyer")}</span>`
    : nothing;
}

/** @param {MessageLine} line @param {LineTools} tools */
function state(line, tools) {
  if (line.status === "sending") return html`<span class="sub">${t("chat.sending")}</span>`;
  if (line.status === "held") return html`<span class="sub">${t("chat.held")}</span>`;
  if (line.status !== "refused") return nothing;
  const waitMs = (line.refusal?.retry_at_ms ?? line.refusal?.until_ms ?? 0) - tools.now;
  return html`<span class="sub refusal">${icon("octagon-alert", "xs")}<span>${refusalWords(line, waitMs)}</span></span>
    <span class="sub ways">
      ${waitMs > 0 ? nothing : html`<button class="link" @click=${() => tools.again(line)}>${t("action.retry")}</button>`}
      <button class="link" @click=${() => tools.edit(line)}>${t("chat.edit")}</button>
    </span>`;
}

/** @param {MessageLine} line @param {number} waitMs */
function refusalWords({ refusal }, waitMs) {
  if (!refusal) return t("chat.refused");
  switch (refusal.code) {
    case "muted":
      if (refusal.until_ms === null) return t("chat.refused.mutedOpen");
      return waitMs > 0 ? t("chat.refused.muted", { left: clock(waitMs) }) : t("chat.refused.mutedOver");
    case "banned":
      return t("chat.refused.banned");
    case "too_fast":
      return waitMs > 0 ? t("chat.refused.fast", { left: clock(waitMs) }) : t("chat.refused.fastOver");
    case "too_long":
      return t("chat.refused.long");
    case "not_allowed":
      return t("chat.refused.notAllowed");
    case "refused":
      return refusal.rule ? t("chat.refused.rule", { rule: ruleWords(refusal.rule) }) : t("chat.refused.moderator");
    case "slow_mode":
      return waitMs > 0 ? t("chat.refused.slow", { left: clock(waitMs) }) : t("chat.refused.fastOver");
    case "buyers_only":
      return t("chat.refused.buyers");
    case "followers_only":
      return t("chat.refused.followers");
    case "account_too_new":
      return waitMs > 0 ? t("chat.refused.newFor", { left: clock(waitMs) }) : t("chat.refused.new");
    case "links_off":
      return t("chat.refused.links");
    case "emoji_only":
      return t("chat.refused.emoji");
    case "said_before":
      return t("chat.refused.said");
    case "rules_first":
      return t("chat.refused.rules");
    default:
      return language === "en" && refusal.text ? refusal.text : t("chat.refused");
  }
}

const RULES = /** @type {const} */ ({
  "words.insults": "rule.insults",
  "words.hate": "rule.hate",
  "words.sexual": "rule.sexual",
  "words.scam": "rule.scam",
  "words.own": "rule.own",
  links: "rule.links",
  private: "rule.private",
  repeats: "rule.repeats",
  flood: "rule.flood",
  caps: "rule.caps",
  review: "rule.review",
});

/** @param {string} rule */
function ruleWords(rule) {
  return rule in RULES ? t(RULES[/** @type {keyof typeof RULES} */ (rule)]) : rule;
}

/** @param {MessageLine} line */
function hiddenWords({ hidden, own }) {
  const reason = hidden?.reason;
  if (own) return reason ? t("chat.hiddenOwnFor", { reason }) : t("chat.hiddenOwn");
  return reason ? t("chat.hiddenFor", { reason }) : t("chat.hidden");
}

/** @param {MessageLine} line @param {LineTools} tools */
function menu(line, tools) {
  if (line.own || line.off === null) return nothing;
  if (!tools.moderates) return tools.reports && line.from.role === "viewer" ? reportButton(line, tools) : nothing;
  return html`<button
    class="tools"
    aria-label=${t("mod.open", { name: line.from.name })}
    aria-haspopup="dialog"
    @click=${() => tools.moderate(line)}
  >
    ${icon("ellipsis", "sm")}
  </button>`;
}

/** @param {MessageLine} line @param {LineTools} tools */
function reportButton(line, tools) {
  return html`<button
    class="tools"
    aria-label=${t("report.open", { name: line.from.name })}
    aria-haspopup="dialog"
    @click=${() => tools.report(line)}
  >
    ${icon("flag", "xs")}
  </button>`;
}
