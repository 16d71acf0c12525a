/** Hearts and other reactions: taps summed into few frames on the way out, and into few drawings on the way in. */

/** The protocol takes at most this many in one frame. */
const MOST_IN_A_FRAME = 50;
/** design.md, section 4: at most 12 on screen. */
const MOST_ON_SCREEN = 12;

/** Sums own taps: one frame of hearts and one of the other reactions per interval, the first at once. */
export class Taps {
  /** @type {Map<string, number>} */
  #waiting = new Map();
  #sentMs = -Infinity;
  #everyMs;

  /** @param {number} everyMs  the least time between two frames */
  constructor(everyMs) {
    this.#everyMs = everyMs;
  }

  /** One tap. @param {string} kind */
  tap(kind) {
    this.#waiting.set(kind, Math.min(MOST_IN_A_FRAME, (this.#waiting.get(kind) ?? 0) + 1));
  }

  /**
   * @param {number} nowMs
   * @returns {object[]} the frames that may go out now
   */
  due(nowMs) {
    if (!this.#waiting.size || nowMs - this.#sentMs < this.#everyMs) return [];
    const { heart, ...others } = Object.fromEntries(this.#waiting);
    this.#waiting.clear();
    this.#sentMs = nowMs;
    return [...(heart ? [{ t: "heart", n: heart }] : []), ...(Object.keys(others).length ? [{ t: "react", n: others }] : [])];
  }

  /** @param {number} nowMs @returns {number | null} milliseconds until the next frame may go; null: nothing waits */
  waitMs(nowMs) {
    return this.#waiting.size ? Math.max(0, this.#everyMs - (nowMs - this.#sentMs)) : null;
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
