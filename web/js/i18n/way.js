/** The words of the choice of how the picture comes, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/way.js"), ru: () => import("./ru/way.js") });
