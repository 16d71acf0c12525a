/** The questions of a room as one client sees them (plain functions over plain data, docs/chat-protocol.md). */

/**
 * @typedef {object} Question
 * @property {string} id
 * @property {{ person_id: string, name: string }} asker
 * @property {string} x
 * @property {number} ts
 * @property {"open" | "answering" | "answered" | "merged" | "dismissed"} standing
 * @property {string | null} product_id
 * @property {{ by: string, ts: number, capture_ms: number | null, x: string | null, at_seconds?: number | null } | null} answer  `at_seconds`: where a replay answers it
 * @property {string | null} reason  why it was dismissed
 * @property {number} n  how many people ask it
 */
/** @typedef {ReadonlyMap<string, Question>} Questions */

/** @param {any[]} [listed]  what a welcome brings @returns {Questions} */
export const questionsFrom = (listed = []) => new Map(listed.map((each) => [each.id, whole(each, each.n)]));

/** @param {Questions} questions @param {any} asked @returns {Questions} */
export const withAsked = (questions, asked) => new Map(questions).set(asked.id, whole(asked, 1));

/** A dismissed question comes without its text; whoever has it keeps it. @param {Questions} questions @param {any[]} changed @returns {Questions} */
export function withChanged(questions, changed) {
  const next = new Map(questions);
  for (const each of changed) {
    const known = next.get(each.id);
    next.set(each.id, whole({ ...each, x: each.x || known?.x || "" }, known?.n ?? 0));
  }
  return next;
}

/** @param {Questions} questions @param {Record<string, number>} counts @returns {Questions} */
export function withVotes(questions, counts) {
  const next = new Map(questions);
  for (const [id, n] of Object.entries(counts)) {
    const known = next.get(id);
    if (known) next.set(id, { ...known, n });
  }
  return next;
}

/** What waits: the one that is being answered first, then the most asked. @param {Questions} questions */
export const openQuestions = (questions) =>
  [...questions.values()].filter(isOpen).sort((a, b) => rank(b) - rank(a) || b.n - a.n || a.ts - b.ts);

/** The latest first. @param {Questions} questions */
export const answeredQuestions = (questions) =>
  [...questions.values()]
    .filter(({ standing }) => standing === "answered")
    .sort((a, b) => (b.answer?.ts ?? 0) - (a.answer?.ts ?? 0));

/** What a person asked and the hosts took away. @param {Questions} questions @param {string | undefined} personId */
export const dismissedOf = (questions, personId) =>
  [...questions.values()].filter((each) => each.standing === "dismissed" && each.asker.person_id === personId);

/** @param {Question} question */
const isOpen = ({ standing }) => standing === "open" || standing === "answering";
/** @param {Question} question */
const rank = ({ standing }) => Number(standing === "answering");

/** @param {any} question @param {number} n @returns {Question} */
const whole = (question, n) => ({
  standing: "open",
  product_id: null,
  reason: null,
  ...question,
  answer: question.answer ? { capture_ms: null, x: null, ...question.answer } : null,
  n,
});
