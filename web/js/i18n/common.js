/** The words that every page may need; a page with words of its own imports its area's `t` instead, which knows these too. */
import { words } from "../lib/i18n.js";

export const t = await words({ en: async () => ({ default: {} }), ru: async () => ({ default: {} }) });
