/** The words of a show in another site's page, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/embed.js"), ru: () => import("./ru/embed.js") });
