/** The words of the sheet that shares a show, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/share.js"), ru: () => import("./ru/share.js") });
