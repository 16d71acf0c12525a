/** The words of the studio pages, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/studio.js"), ru: () => import("./ru/studio.js") });
