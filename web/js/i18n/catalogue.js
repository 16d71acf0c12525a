/** The words of the catalogue's pages, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/catalogue.js"), ru: () => import("./ru/catalogue.js") });
