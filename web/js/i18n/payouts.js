/** The words of the page about payouts, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/payouts.js"), ru: () => import("./ru/payouts.js") });
