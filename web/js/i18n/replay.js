/** The words of replays, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/replay.js"), ru: () => import("./ru/replay.js") });
