/** How many watched over time, as a line to draw, with the moments at which something was pinned. */

/** @typedef {{at_ms: number, viewers: number}} Sample */

/** More samples than this say no more on a chart of this width; then every other one is dropped. */
const MOST_SAMPLES = 240;

/**
 * The samples with one more; a long show keeps its whole length in fewer points.
 * @param {readonly Sample[]} samples
 * @param {Sample} sample
 * @returns {Sample[]}
 */
export function withSample(samples, sample) {
  const all = [...samples, sample];
  return all.length > MOST_SAMPLES ? all.filter((_, index) => index % 2 === 0 || index === all.length - 1) : all;
}

/**
 * The line and the marks in a box of `width` by `height`, y downwards; null while there is no line yet.
 * @param {readonly Sample[]} samples
 * @param {readonly number[]} pinsMs   When something was pinned; those before the first sample are left out.
 * @param {{width: number, height: number}} box
 * @returns {{points: [number, number][], marks: [number, number][]} | null}
 */
export function curve(samples, pinsMs, { width, height }) {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || first.at_ms === last.at_ms) return null;
  const most = Math.max(1, ...samples.map((sample) => sample.viewers));
  const x = (/** @type {number} */ atMs) => ((atMs - first.at_ms) / (last.at_ms - first.at_ms)) * width;
  // A tenth stays free above the highest point, so that the line is never cut.
  const y = (/** @type {number} */ viewers) => height - (viewers / most) * height * 0.9;
  const nearest = (/** @type {number} */ atMs) => samples.find((sample) => sample.at_ms >= atMs) ?? last;
  return {
    points: samples.map((sample) => [round(x(sample.at_ms)), round(y(sample.viewers))]),
    marks: pinsMs
      .filter((atMs) => atMs >= first.at_ms && atMs <= last.at_ms)
      .map((atMs) => [round(x(atMs)), round(y(nearest(atMs).viewers))]),
  };
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
