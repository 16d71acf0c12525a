/** The words of measures and reports, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/measures.js"), ru: () => import("./ru/measures.js") });
