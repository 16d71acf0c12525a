/** The words of the small player, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/mini.js"), ru: () => import("./ru/mini.js") });
