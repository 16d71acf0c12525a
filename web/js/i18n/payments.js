/** The words of the page about money, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/payments.js"), ru: () => import("./ru/payments.js") });
