/** Decides by which way the picture comes: WebRTC, or LL-HLS where that does not get through; no network here, only its news. */

/** @typedef {"webrtc" | "hls"} WayName */
/** What the viewer wants. @typedef {"auto" | "webrtc" | "hls"} WayChoice */

/** @type {readonly WayChoice[]} */
export const WAY_CHOICES = ["auto", "webrtc", "hls"];
/** A first picture by WebRTC that takes longer is not coming. */
export const FIRST_PICTURE_MS = 3_000;
/** A check that UDP lets through is answered as fast as a request is: after this long without one it is blocked. */
export const UNREACHED_MS = 1_200;
/** On a slow network everything takes longer: at least so many times what the answer took. */
const ANSWERS = 3;
/** With so much of the patience gone, the other way is made ready. */
const DOUBT = 0.4;
/** A path that died may be found anew by a restart of ICE; longer than this nobody waits for it. */
export const REPAIR_MS = 800;
/** So many failures in a row are not chance. */
export const FAILURES = 2;
/** WebRTC is tried again behind the picture, ever more rarely: changing the network changes everything. */
const PROBE_MS = [30_000, 60_000, 120_000, 300_000];
/** Refusals for which the same show by another way is an answer. */
const REFUSALS = new Set(["codec_unsupported", "too_busy"]);

/** A connection whose checks have not been answered: since when, and what the answer to its offer took.
 * @typedef {{ sinceMs: number, answerMs: number }} Trying */

/** Every method tells whether the way has changed, so that the picture must be opened anew. */
export class Way {
  /** @type {WayName} */
  current;
  #able;
  /** @type {WayChoice} */
  #choice;
  #failures = 0;
  #probes = 0;
  #probeDueMs = Infinity;
  #suspectMs = Infinity;

  /** @param {{ webrtc: boolean, hls: boolean }} able  what the browser has @param {WayChoice} choice */
  constructor(able, choice) {
    this.#able = able;
    this.#choice = choice;
    this.current = this.#wanted();
  }

  get choice() {
    return this.#choice;
  }

  /** Neither way is open in this browser, for this show. */
  get isClosed() {
    return !this.#able.webrtc && !this.#able.hls;
  }

  /** @param {WayChoice} choice */
  choose(choice) {
    this.#choice = choice;
    this.#failures = 0;
    this.#probes = 0;
    return this.#go(this.#wanted(), Infinity);
  }

  /** A picture by the current way is on screen. */
  came() {
    this.#failures = 0;
    this.#suspectMs = Infinity;
  }

  /**
   * Time passes.
   * @param {number} nowMs @param {number | null} openedMs  since when the first picture is waited for; null: it is not
   * @param {Trying | null} [trying]  whether nothing has come through yet
   */
  tick(nowMs, openedMs, trying = null) {
    if (!this.#mayFall()) return false;
    const late = openedMs !== null && (nowMs - openedMs > FIRST_PICTURE_MS || spent(nowMs, trying) >= 1);
    return late || nowMs >= this.#suspectMs ? this.#fall(nowMs) : false;
  }

  /** Whether HLS may soon be needed, and should be made ready. @param {number} nowMs @param {Trying | null} trying */
  doubts(nowMs, trying) {
    return this.#mayFall() && (spent(nowMs, trying) >= DOUBT || this.#suspectMs < Infinity);
  }

  /** Nothing at all arrives any more on a path that worked. @param {number} nowMs */
  silent(nowMs) {
    this.#suspectMs = Math.min(this.#suspectMs, nowMs + REPAIR_MS);
  }

  /** A connection broke or did not come about. @param {number} nowMs */
  failed(nowMs) {
    this.#failures += 1;
    return this.#failures >= FAILURES && this.#mayFall() ? this.#fall(nowMs) : false;
  }

  /** The server said no. @param {string} code @param {number} nowMs */
  refused(code, nowMs) {
    if (code === "hls_unavailable") {
      this.#able = { ...this.#able, hls: false };
      return this.#go(this.#able.webrtc ? "webrtc" : this.current, Infinity);
    }
    return REFUSALS.has(code) && this.#mayFall() ? this.#fall(nowMs) : false;
  }

  /** Whether WebRTC should be tried again behind the picture. @param {number} nowMs */
  probeDue(nowMs) {
    return this.current === "hls" && this.#choice === "auto" && nowMs >= this.#probeDueMs;
  }

  /** A try begins; the next is later. @param {number} nowMs */
  probing(nowMs) {
    this.#probes += 1;
    this.#probeDueMs = nowMs + this.#probePause();
  }

  /** WebRTC showed a picture: it is the way from now on, already open. */
  back() {
    this.current = "webrtc";
    this.came();
    this.#probeDueMs = Infinity;
  }

  #mayFall() {
    return this.current === "webrtc" && this.#choice !== "webrtc" && this.#able.hls;
  }

  /** @param {number} nowMs */
  #fall(nowMs) {
    return this.#go("hls", nowMs + this.#probePause());
  }

  /** @param {WayName} way @param {number} probeDueMs */
  #go(way, probeDueMs) {
    const changed = way !== this.current;
    this.current = way;
    this.#suspectMs = Infinity;
    this.#probeDueMs = this.#able.webrtc ? probeDueMs : Infinity;
    return changed;
  }

  /** @returns {WayName} */
  #wanted() {
    if (!this.#able.webrtc) return "hls";
    return this.#choice === "hls" && this.#able.hls ? "hls" : "webrtc";
  }

  #probePause() {
    return PROBE_MS[Math.min(this.#probes, PROBE_MS.length - 1)] ?? Infinity;
  }
}

/** How much of the patience for a first answer is gone. @param {number} nowMs @param {Trying | null} trying */
function spent(nowMs, trying) {
  return trying ? (nowMs - trying.sinceMs) / Math.max(UNREACHED_MS, ANSWERS * trying.answerMs) : 0;
}
