/** Hearts: taps summed into few frames on the way out, and into few drawings on the way in. */

/** The protocol takes at most this many in one frame. */
const MOST_IN_A_FRAME = 50;
/** design.md, section 4: at most 12 on screen. */
const MOST_ON_SCREEN = 12;

/** Sums own taps: one frame per interval, the first at once. */
export class HeartTaps {
  #waiting = 0;
  #sentMs = -Infinity;
  #everyMs;

  /** @param {number} everyMs  the least time between two frames */
  constructor(everyMs) {
    this.#everyMs = everyMs;
  }

  /** One tap. */
  tap() {
    this.#waiting = Math.min(MOST_IN_A_FRAME, this.#waiting + 1);
  }

  /**
   * @param {number} nowMs
   * @returns {{ t: "heart", n: number } | null} the frame that may go out now
   */
  due(nowMs) {
    if (!this.#waiting || nowMs - this.#sentMs < this.#everyMs) return null;
    const n = this.#waiting;
    this.#waiting = 0;
    this.#sentMs = nowMs;
    return { t: "heart", n };
  }

  /** @param {number} nowMs @returns {number | null} milliseconds until the next frame may go; null: nothing waits */
  waitMs(nowMs) {
    return this.#waiting ? Math.max(0, this.#everyMs - (nowMs - this.#sentMs)) : null;
  }
}

/**
 * How many of the room's new hearts to draw: all of a few, a share of many, never more than there is room for.
 * @param {number} arrived  hearts of the room in this tick
 * @param {number} onScreen  already floating
 * @returns {number}
 */
export function heartsToDraw(arrived, onScreen) {
  const wanted = arrived <= 3 ? arrived : 3 + Math.floor(Math.log2(arrived - 2));
  return Math.max(0, Math.min(wanted, MOST_ON_SCREEN - onScreen));
}
