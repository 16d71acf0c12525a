/** The words of polls, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/polls.js"), ru: () => import("./ru/polls.js") });
