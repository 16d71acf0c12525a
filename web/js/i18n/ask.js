/** The words of the audience's questions, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/ask.js"), ru: () => import("./ru/ask.js") });
