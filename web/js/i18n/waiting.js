/** The words of the waiting list, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/waiting.js"), ru: () => import("./ru/waiting.js") });
