/** The words of the seller's side of replays, in the reader's language. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: () => import("./en/studio-replay.js"), ru: () => import("./ru/studio-replay.js") });
