/** The words of the screens before and after a show, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/between.js"), ru: () => import("./ru/between.js") });
