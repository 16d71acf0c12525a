/** Where a replay stands: which chapter a moment belongs to, and which moment an address names. */

/** @typedef {{ product_id: string | null, title: string | null, at_seconds: number, still_url: string }} Chapter */
/** `title` is that of a clip. @typedef {{ url: string, seconds: number, chapters: Chapter[], captions?: string[], title?: string }} Replay */

/** Frames and pins are a few milliseconds apart: who jumps to a chapter is in it. */
const EARLY_SECONDS = 0.25;
/** "Back" within this time of a chapter's beginning means the chapter before. */
const AGAIN_SECONDS = 3;

/** The chapter in force; null before the first. @param {readonly Chapter[]} chapters  in order @param {number} seconds */
export const chapterAt = (chapters, seconds) =>
  chapters.findLast(({ at_seconds }) => at_seconds <= seconds + EARLY_SECONDS) ?? null;

/** The chapters that a list shows: those with a product that has a name. @param {readonly Chapter[]} chapters */
export const namedChapters = (chapters) => chapters.filter(({ title }) => title !== null);

/**
 * Where a step to the next or the last chapter leads.
 * @param {readonly Chapter[]} chapters @param {number} seconds  where we are @param {1 | -1} direction @param {number} end
 */
export function chapterStep(chapters, seconds, direction, end) {
  const starts = namedChapters(chapters).map(({ at_seconds }) => at_seconds);
  if (direction === 1) return starts.find((at) => at > seconds + EARLY_SECONDS) ?? end;
  return starts.findLast((at) => at < seconds - AGAIN_SECONDS) ?? 0;
}

/**
 * The moment that an address names by `?t=`: seconds, or 1h2m3s. Null: none that is in the replay.
 * @param {string} search @param {number} seconds  how long the replay is
 */
export function momentOf(search, seconds) {
  const given = new URLSearchParams(search).get("t") ?? "";
  const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(given);
  if (!given || !found) return null;
  const [, hours = "0", minutes = "0", rest = "0"] = found;
  const wanted = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  return wanted < seconds ? wanted : null;
}

/** The clip that an address names: "ab12" in /s/kiln/clip/ab12; null: none. @param {string} path */
export const clipIn = (path) => /^\/s\/[^/]+\/clip\/([\w-]+)$/.exec(path)?.[1] ?? null;

/** The language of captions after this one; null: without. @param {readonly string[]} languages @param {string | null} now */
export const nextCaptions = (languages, now) => languages[now === null ? 0 : languages.indexOf(now) + 1] ?? null;

/** What a key means to a replay; null: nothing. @param {string} key  as in KeyboardEvent.key */
export const keyMeaning = (key) => KEYS.get(key) ?? null;

/** @type {ReadonlyMap<string, { type: "toggle" } | { type: "mute" } | { type: "captions" } | { type: "step", seconds: number } | { type: "chapter", direction: 1 | -1 }>} */
const KEYS = new Map([
  [" ", { type: "toggle" }],
  ["k", { type: "toggle" }],
  ["m", { type: "mute" }],
  ["c", { type: "captions" }],
  ["ArrowLeft", { type: "step", seconds: -5 }],
  ["ArrowRight", { type: "step", seconds: 5 }],
  ["j", { type: "step", seconds: -10 }],
  ["l", { type: "step", seconds: 10 }],
  ["[", { type: "chapter", direction: -1 }],
  ["]", { type: "chapter", direction: 1 }],
]);
