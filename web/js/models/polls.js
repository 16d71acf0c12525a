/** The polls of a room as one client sees them (plain functions over plain data, docs/chat-protocol.md). */

/**
 * @typedef {object} Poll
 * @property {string} id
 * @property {string} x
 * @property {readonly string[]} options
 * @property {{ person_id: string, name: string }} by
 * @property {number} ts
 * @property {string | null} product_id
 * @property {number | null} ends_ms
 * @property {boolean} final  a vote cannot be changed
 * @property {number | null} closed_ms
 * @property {readonly number[]} n  how many people are for each option
 */
/** @typedef {ReadonlyMap<string, Poll>} Polls */

/** @param {any[]} [listed]  what a welcome brings @returns {Polls} */
export const pollsFrom = (listed = []) => new Map(listed.map((each) => [each.id, whole(each, each.n)]));

/** A poll was opened or closed. @param {Polls} polls @param {any} poll @returns {Polls} */
export const withPoll = (polls, poll) =>
  new Map(polls).set(poll.id, whole(poll, polls.get(poll.id)?.n ?? poll.options.map(() => 0)));

/** @param {Polls} polls @param {Record<string, number[]>} counts @returns {Polls} */
export function withCounts(polls, counts) {
  const next = new Map(polls);
  for (const [id, n] of Object.entries(counts)) {
    const known = next.get(id);
    if (known) next.set(id, { ...known, n });
  }
  return next;
}

/** Those that take votes, the newest first. @param {Polls} polls @param {number} nowMs */
export const openPolls = (polls, nowMs) => [...polls.values()].filter((poll) => isOpen(poll, nowMs)).sort(byTime);

/** Those that are over, the newest first. @param {Polls} polls @param {number} nowMs */
export const closedPolls = (polls, nowMs) => [...polls.values()].filter((poll) => !isOpen(poll, nowMs)).sort(byTime);

/** @param {Poll} poll @param {number} nowMs */
export const isOpen = ({ closed_ms, ends_ms }, nowMs) => closed_ms === null && (ends_ms === null || nowMs < ends_ms);

/** Each option with its share of all votes in whole per cent, and whether it leads. @param {Poll} poll */
export function results({ options, n }) {
  const all = n.reduce((sum, each) => sum + each, 0);
  const most = Math.max(...n);
  return options.map((text, at) => {
    const count = n[at] ?? 0;
    return { text, at, count, share: all ? Math.round((100 * count) / all) : 0, leads: count > 0 && count === most };
  });
}

/** @param {Poll} a @param {Poll} b */
const byTime = (a, b) => b.ts - a.ts;

/** @param {any} poll @param {readonly number[]} n @returns {Poll} */
const whole = (poll, n) => ({ product_id: null, ends_ms: null, final: false, closed_ms: null, ...poll, n });
