/** The base of the desk's parts, and the words that several of them need. */
import { t } from "../../i18n/desk.js";
import { LightElement } from "../../lib/light-element.js";

export class DeskPart extends LightElement {
  static properties = { desk: { attribute: false } };

  constructor() {
    super();
    /** @type {import("./desk.js").Desk} */
    this.desk = /** @type {any} */ (undefined);
  }
}

const RULES = /** @type {const} */ ({
  "words.insults": "rule.words.insults",
  "words.hate": "rule.words.hate",
  "words.sexual": "rule.words.sexual",
  "words.scam": "rule.words.scam",
  "words.own": "rule.words.own",
  "words.pattern": "rule.words.pattern",
  "hook.profanity": "rule.rude",
  links: "rule.links",
  private: "rule.private",
  repeats: "rule.repeats",
  flood: "rule.flood",
  caps: "rule.caps",
  review: "rule.review",
});

/** A rule's name in the reader's language; reasons that people wrote stay as they are. @param {string} rule */
export function ruleWords(rule) {
  return rule in RULES ? t(RULES[/** @type {keyof typeof RULES} */ (rule)]) : rule;
}

/** One line of the log. @param {import("../../models/desk.js").AuditEntry} entry */
export function logWords(entry) {
  const actor = entry.actor.person_id === "rules" ? t("log.rules") : entry.actor.name;
  const values = { target: entry.target.name, actor, reason: ruleWords(entry.reason), message: entry.message ?? "" };
  const write = /** @type {(key: string, values: Record<string, string>) => string} */ (/** @type {unknown} */ (t));
  const words = write(`log.${entry.action}`, values);
  return entry.reason ? words : words.replace(/: $/, "");
}
