/** Taking over a product file: reading its report, and the lines of progress as they come. */

/** @typedef {{ done: number, of: number }} Progress */

export const LARGEST_BYTES = 5 * 1024 * 1024;

/** Whether a file can be sent at all. @param {{ name: string, size: number }} file @returns {"type" | "large" | null} */
export function fileFault({ name, size }) {
  if (!/\.(csv|txt|tsv)$/i.test(name)) return "type";
  return size > LARGEST_BYTES ? "large" : null;
}

/** @param {Api.ImportReport} report */
export const canTake = (report) => report.problems.length === 0 && report.products.length > 0;

/**
 * Splits a stream of text into whole lines; the rest waits for more.
 * @param {string} waiting
 * @param {string} more
 * @returns {{ lines: string[], waiting: string }}
 */
export function linesOf(waiting, more) {
  const parts = (waiting + more).split("\n");
  return { waiting: parts.pop() ?? "", lines: parts.filter(Boolean) };
}

/**
 * Reads the answer to the end: progress is told, the report is returned; null when the connection broke before it.
 * @param {AsyncIterable<string>} pieces
 * @param {(progress: Progress) => void} told
 * @returns {Promise<Api.ImportReport | null>}
 */
export async function readAnswer(pieces, told) {
  let waiting = "";
  /** @type {Api.ImportReport | null} */
  let report = null;
  for await (const piece of pieces) {
    const split = linesOf(waiting, piece);
    waiting = split.waiting;
    for (const line of split.lines) {
      const news = JSON.parse(line);
      if ("products" in news) report = news;
      else told(news);
    }
  }
  return report;
}
