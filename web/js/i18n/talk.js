/** The words of what few need at once in a chat: answers, reactions, commands, the note above it. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/talk.js"), ru: () => import("./ru/talk.js") });
