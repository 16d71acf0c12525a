/** The words of the checkout sheet, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/checkout.js"), ru: () => import("./ru/checkout.js") });
