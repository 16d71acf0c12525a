/** The words of the shop pages, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/shop.js"), ru: () => import("./ru/shop.js") });
