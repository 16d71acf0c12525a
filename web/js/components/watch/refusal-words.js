/** Why a message was not sent, in the reader's language: fetched with the first refusal. */
import { t } from "../../i18n/watch.js";
import { language } from "../../lib/i18n.js";
import { clock } from "../../lib/format.js";

/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */

/** @param {MessageLine} line @param {number} waitMs */
export function refusalWords({ refusal }, waitMs) {
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
    case "unknown_message":
      return t("chat.refused.gone");
    case "not_allowed":
      return t("chat.refused.notAllowed");
    case "refused":
      if (refusal.reason) return t("chat.refused.reason", { reason: refusal.reason });
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
  "words.pattern": "rule.own",
  "hook.profanity": "rule.rude",
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
