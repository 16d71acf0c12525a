/** The words of the operator's page, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/server.js"), ru: () => import("./ru/server.js") });
