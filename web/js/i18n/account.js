/** The words of the account page, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/account.js"), ru: () => import("./ru/account.js") });
