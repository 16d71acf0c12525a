/** The words of the moderators' desk, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/desk.js"), ru: () => import("./ru/desk.js") });
