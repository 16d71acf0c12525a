/** The words of following, reminders and wishes, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/interests.js"), ru: () => import("./ru/interests.js") });
