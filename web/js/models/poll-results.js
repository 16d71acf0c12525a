/** Which polls are open and what came out of them: for whoever draws one (plain functions over plain data). */

/** Those that take votes, the newest first. @param {import("./polls.js").Polls} polls @param {number} nowMs */
export const openPolls = (polls, nowMs) => [...polls.values()].filter((poll) => isOpen(poll, nowMs)).sort(byTime);

/** Those that are over, the newest first. @param {import("./polls.js").Polls} polls @param {number} nowMs */
export const closedPolls = (polls, nowMs) => [...polls.values()].filter((poll) => !isOpen(poll, nowMs)).sort(byTime);

/** @param {import("./polls.js").Poll} poll @param {number} nowMs */
export const isOpen = ({ closed_ms, ends_ms }, nowMs) => closed_ms === null && (ends_ms === null || nowMs < ends_ms);

/** Each option with its share of all votes in whole per cent, and whether it leads. @param {import("./polls.js").Poll} poll */
export function results({ options, n }) {
  const all = n.reduce((sum, each) => sum + each, 0);
  const most = Math.max(...n);
  return options.map((text, at) => {
    const count = n[at] ?? 0;
    return { text, at, count, share: all ? Math.round((100 * count) / all) : 0, leads: count > 0 && count === most };
  });
}

/** @param {import("./polls.js").Poll} a @param {import("./polls.js").Poll} b */
const byTime = (a, b) => b.ts - a.ts;
