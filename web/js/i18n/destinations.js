/** The words of destinations, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/destinations.js"), ru: () => import("./ru/destinations.js") });
