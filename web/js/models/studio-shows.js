/** A seller's shows sorted by what to do with them, and the form that plans a new one. */

/** @typedef {{id: string, title: string, status: Api.ShowStatus, starts_ms: number | null, ended_ms: number | null}} Dated */

const TITLE_MIN = 3;
export const TITLE_MAX = 120;
export const DESCRIPTION_MAX = 2000;
const QUARTER_MS = 15 * 60_000;

/**
 * Live ones first, then what is to come (soonest first), then what is over (latest first).
 * @template {Dated} S
 * @param {readonly S[]} shows
 * @returns {{live: S[], upcoming: S[], ended: S[]}}
 */
export function groupShows(shows) {
  const of = (/** @type {Api.ShowStatus[]} */ ...statuses) => shows.filter((show) => statuses.includes(show.status));
  return {
    live: of("live", "interrupted"),
    upcoming: of("scheduled").sort((a, b) => (a.starts_ms ?? 0) - (b.starts_ms ?? 0)),
    ended: of("ended").sort((a, b) => (b.ended_ms ?? 0) - (a.ended_ms ?? 0)),
  };
}

/** @typedef {{title: string, description: string, starts: string, product_ids: string[]}} ShowForm  `starts` as an input of type datetime-local gives it. */
/** @typedef {"title_short" | "title_long" | "description_long" | "starts_missing" | "starts_past"} FormProblem */

/**
 * What is wrong with the form, by field; empty when it can be sent.
 * @param {ShowForm} form
 * @param {number} nowMs
 * @returns {Partial<Record<"title" | "description" | "starts", FormProblem>>}
 */
export function checkForm(form, nowMs) {
  /** @type {Partial<Record<"title" | "description" | "starts", FormProblem>>} */
  const problems = {};
  const title = form.title.trim();
  if (title.length < TITLE_MIN) problems.title = "title_short";
  else if (title.length > TITLE_MAX) problems.title = "title_long";
  if (form.description.trim().length > DESCRIPTION_MAX) problems.description = "description_long";
  const starts = Date.parse(form.starts);
  if (Number.isNaN(starts)) problems.starts = "starts_missing";
  // A start a few minutes ago is a seller who is filling in the form while already setting up.
  else if (starts < nowMs - QUARTER_MS) problems.starts = "starts_past";
  return problems;
}

/**
 * The form as the API takes it.
 * @param {ShowForm} form
 */
export function showDraft(form) {
  return {
    title: form.title.trim(),
    description: form.description.trim(),
    starts_ms: Date.parse(form.starts),
    product_ids: form.product_ids,
  };
}

/**
 * A moment as `datetime-local` wants it, in the reader's own time zone, minutes only.
 * @param {number} atMs
 */
export function localInput(atMs) {
  const at = new Date(atMs);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/**
 * The next quarter of an hour that leaves time to set up: the start that the form offers.
 * @param {number} nowMs
 */
export function suggestedStart(nowMs) {
  return Math.ceil((nowMs + QUARTER_MS) / QUARTER_MS) * QUARTER_MS;
}
