/** Which mutes are still in force, and what the audit log says, from the entries that the server keeps. */

/** @typedef {Pick<Api.AuditEntry, "id" | "at_ms" | "actor" | "action" | "target" | "message" | "reason" | "until_ms" | "undoes">} AuditEntry */
/** @typedef {{entry: AuditEntry, left_ms: number, share: number}} ActiveMute   `share` of its time that is left, 0 to 1. */

/** How long a mute may last, in seconds, as the dialog offers it; the first one is chosen beforehand. */
export const MUTE_SECONDS = [600, 60, 3600, 86_400];

/** Reasons that need no typing; each has a sentence in the languages. */
export const MUTE_REASONS = /** @type {const} */ (["spam", "rude", "advertising", "off_topic"]);

/**
 * Mutes that still hold at `nowMs`, the soonest to end first. The latest entry about a person decides.
 * @param {readonly AuditEntry[]} entries  In any order.
 * @param {number} nowMs                   On the server's clock.
 * @returns {ActiveMute[]}
 */
export function activeMutes(entries, nowMs) {
  /** @type {Map<string, AuditEntry>} */
  const latest = new Map();
  /** @type {Set<string>} */
  const undone = new Set();
  for (const entry of [...entries].sort((a, b) => b.at_ms - a.at_ms)) {
    if (undone.has(entry.id)) continue;
    if (entry.action === "undo" && entry.undoes) undone.add(entry.undoes);
    if (entry.action !== "mute" && entry.action !== "unmute") continue;
    const known = latest.get(entry.target.person_id);
    if (!known || known.at_ms <= entry.at_ms) latest.set(entry.target.person_id, entry);
  }
  return [...latest.values()]
    .filter((entry) => entry.action === "mute" && (entry.until_ms ?? 0) > nowMs)
    .map((entry) => muteLeft(entry, nowMs))
    .sort((a, b) => a.left_ms - b.left_ms);
}

/**
 * @param {AuditEntry} entry
 * @param {number} nowMs
 * @returns {ActiveMute}
 */
function muteLeft(entry, nowMs) {
  const until = entry.until_ms ?? nowMs;
  const length = Math.max(1, until - entry.at_ms);
  return { entry, left_ms: until - nowMs, share: Math.min(1, (until - nowMs) / length) };
}

/**
 * The log with `fresh` in front; the same entry twice (told live, then fetched) is kept once.
 * @param {readonly AuditEntry[]} log
 * @param {AuditEntry} fresh
 * @returns {AuditEntry[]}
 */
export function withEntry(log, fresh) {
  return log.some((entry) => entry.id === fresh.id) ? [...log] : [fresh, ...log];
}
