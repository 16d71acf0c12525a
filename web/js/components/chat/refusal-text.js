/** Why an action of the chat was refused: the server's sentence, or one in the reader's language for its code. */
import { t } from "../../i18n/talk.js";
import { language } from "../../lib/i18n.js";

const KNOWN = /** @type {const} */ ({
  unknown_person: "refused.person",
  unknown_message: "refused.message",
  not_allowed: "refused.allowed",
  already_done: "refused.done",
  already_decided: "refused.done",
  command_invalid: "refused.command",
  too_fast: "refused.fast",
  too_many: "refused.many",
  too_long: "refused.long",
  empty: "refused.empty",
});

/** @param {import("../../models/chat-lines.js").Refusal} refusal */
export function refusalText({ code, text }) {
  if (language === "en" && text) return text;
  if (!(code in KNOWN)) return text || t("refused.other");
  // How a command is written is the same in every language, and stands at the sentence's end.
  const usage = code === "command_invalid" ? (/(\/[a-z]+[^/]*)$/u.exec(text)?.[1] ?? "") : "";
  return `${t(KNOWN[/** @type {keyof typeof KNOWN} */ (code)])}${usage ? ` ${usage}` : ""}`;
}
