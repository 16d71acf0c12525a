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

/** @param {any} poll @param {readonly number[]} n @returns {Poll} */
const whole = (poll, n) => ({ product_id: null, ends_ms: null, final: false, closed_ms: null, ...poll, n });
