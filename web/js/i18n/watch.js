/** The words of the watch pages, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/watch.js"), ru: () => import("./ru/watch.js") });
