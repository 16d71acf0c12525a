/** Keeps the news of pins until the frame is shown that they belong to, but never longer than a deadline. */

/** A picture that is further behind, or stands still, keeps nobody from the product. */
export const LATEST_MS = 1_500;

/** @typedef {{ captureMs: number, untilMs: number, run: () => void }} Waiting */

export class PinCue {
  /** @type {Waiting[]} */
  #waiting = [];

  /**
   * News in the order in which they came; none overtakes another.
   * @param {() => void} run
   * @param {number | null} captureMs  when its frame was captured; null: it belongs to none
   * @param {number} nowMs
   * @param {boolean} awaitable        whether frames with known times are being shown at all
   * @param {number} latestMs          the deadline
   */
  add(run, captureMs, nowMs, awaitable, latestMs = LATEST_MS) {
    const before = this.#waiting.at(-1);
    if (!before && (captureMs === null || !awaitable)) return run();
    const wantedMs = Math.max(captureMs ?? 0, before?.captureMs ?? 0);
    this.#waiting.push({ captureMs: wantedMs, untilMs: nowMs + latestMs, run });
  }

  /** A frame is about to be seen. @param {number} captureMs @param {number} nowMs */
  frame(captureMs, nowMs) {
    this.#release((each) => each.captureMs <= captureMs || each.untilMs <= nowMs);
  }

  /** Time passes, with or without frames. @param {number} nowMs */
  tick(nowMs) {
    this.#release((each) => each.untilMs <= nowMs);
  }

  /** @param {(each: Waiting) => boolean} due */
  #release(due) {
    while (this.#waiting[0] && due(this.#waiting[0])) /** @type {Waiting} */ (this.#waiting.shift()).run();
  }
}
