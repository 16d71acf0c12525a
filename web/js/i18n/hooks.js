/** The words of webhooks, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/hooks.js"), ru: () => import("./ru/hooks.js") });
