/** How long to wait before trying again, so that a thousand viewers do not all come back in the same second. */

/**
 * Exponential backoff with full jitter (never under half of the step, so that no try is immediate).
 * @param {number} attempt  failed tries so far, from 1
 * @param {() => number} random  0 <= n < 1
 * @param {{ baseMs?: number, capMs?: number }} [limits]
 * @returns {number} milliseconds to wait
 */
export function backoffMs(attempt, random, { baseMs = 500, capMs = 15_000 } = {}) {
  const step = Math.min(capMs, baseMs * 2 ** Math.max(0, attempt - 1));
  return Math.round(step / 2 + (random() * step) / 2);
}
