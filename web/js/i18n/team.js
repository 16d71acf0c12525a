/** The words of a seller's team and of invitations into it, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/team.js"), ru: () => import("./ru/team.js") });
