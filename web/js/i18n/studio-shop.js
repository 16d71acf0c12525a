/** The words of a shop's settings, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/studio-shop.js"), ru: () => import("./ru/studio-shop.js") });
