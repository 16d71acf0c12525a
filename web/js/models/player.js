/** Decides when to ask for the picture, when to give a connection up, and what to say meanwhile (no WebRTC here, only its news). */

import { backoffMs } from "./backoff.js";

/**
 * off: nothing to play (before or after the show). connecting: the first picture is on its way. playing: frames arrive.
 * waiting: the server has no picture yet and said when to ask again. lost: it played and broke; `attempt` counts the tries.
 * interrupted: the seller's own picture is away, our connection is kept for its return.
 * paused: our path carries no picture; the server sends the sound alone and the picture again once it fits.
 * @typedef {"off" | "connecting" | "playing" | "waiting" | "lost" | "interrupted" | "paused"} PlayerPhase
 */

/**
 * @typedef {object} PlayerState
 * @property {PlayerPhase} phase
 * @property {"off" | "live" | "interrupted"} source  what the show says of itself
 * @property {number} turn  grows by one whenever a new connection must be opened; 0: none yet
 * @property {boolean} connected  the connection of this turn is thought to be good
 * @property {number} attempt  tries since the last picture
 * @property {number | null} lastFrameMs  when the last picture came, by the page's clock
 * @property {number} sinceMs  when this turn began
 * @property {number | null} retryAtMs
 * @property {string | null} code  the last refusal or failure
 */

/**
 * @typedef {{ type: "source", source: "off" | "live" | "interrupted" }
 *   | { type: "reopen" } | { type: "connected" } | { type: "frame" } | { type: "tick" } | { type: "online" } | { type: "woke" } | { type: "paused", on: boolean }
 *   | { type: "refused", code: string, retryMs: number } | { type: "failed", code: string }} PlayerEvent
 */

/** No picture for this long is said; after the longer time the connection is opened anew. */
export const STALL_SAID_MS = 2_500;
export const STALL_RESTART_MS = 5_000;
/** An answer or a first frame that takes longer than this is not coming. */
export const START_MS = 10_000;
/** A viewer who is refused waits at least this long, so that a wrong header cannot make us hammer. */
const LEAST_WAIT_MS = 500;

/** @returns {PlayerState} */
export function idlePlayer() {
  return {
    phase: "off",
    source: "off",
    turn: 0,
    connected: false,
    attempt: 0,
    lastFrameMs: null,
    sinceMs: 0,
    retryAtMs: null,
    code: null,
  };
}

/**
 * The next state. The caller opens a connection whenever `turn` has grown and closes it when the phase becomes "off".
 * @param {PlayerState} state @param {PlayerEvent} event @param {number} nowMs @param {() => number} random
 * @returns {PlayerState}
 */
export function nextPlayer(state, event, nowMs, random) {
  if (event.type === "source") return withSource(state, event.source, nowMs);
  if (state.source === "off") return state;
  switch (event.type) {
    case "reopen":
      return begin(state, nowMs);
    case "connected":
      return { ...state, connected: true };
    case "frame":
      // The last picture of a connection that is gone may still be drawn; it is no news of the new one.
      if (!state.connected) return state;
      return {
        ...state,
        phase: "playing",
        attempt: 0,
        lastFrameMs: nowMs,
        retryAtMs: null,
        code: null,
      };
    case "refused":
      return refused(state, event, nowMs, random);
    case "failed":
      return failed(state, event.code, nowMs, random);
    case "online":
      return state.retryAtMs === null ? state : begin(state, nowMs);
    // A hidden page draws nothing: the time away says nothing about the connection.
    case "woke":
      return { ...state, sinceMs: nowMs };
    case "paused":
      return withPause(state, event.on, nowMs);
    case "tick":
      return tick(state, nowMs, random);
  }
}

/** @param {PlayerState} state @param {"off" | "live" | "interrupted"} source @param {number} nowMs @returns {PlayerState} */
function withSource(state, source, nowMs) {
  if (source === state.source) return state;
  if (source === "off") return { ...idlePlayer(), turn: state.turn, lastFrameMs: state.lastFrameMs };
  if (state.source === "off") return begin({ ...state, source }, nowMs);
  if (source === "interrupted") return { ...state, source, phase: state.connected ? "interrupted" : state.phase };
  // The seller is back: our connection was kept, the picture should follow within the stall time.
  if (state.connected)
    return { ...state, source, phase: state.lastFrameMs === null ? "connecting" : "lost", sinceMs: nowMs };
  return state.retryAtMs === null ? { ...state, source } : begin({ ...state, source }, nowMs);
}

/** @param {PlayerState} state @param {boolean} on @param {number} nowMs @returns {PlayerState} */
function withPause(state, on, nowMs) {
  if (!on) return state.phase === "paused" ? { ...state, phase: "playing", sinceMs: nowMs } : state;
  return state.connected && state.source === "live" ? { ...state, phase: "paused" } : state;
}

/** @param {PlayerState} state @param {number} nowMs @returns {PlayerState} */
function begin(state, nowMs) {
  const phase = state.lastFrameMs === null ? "connecting" : "lost";
  return { ...state, phase, turn: state.turn + 1, connected: false, sinceMs: nowMs, retryAtMs: null };
}

/** @param {PlayerState} state @param {{ code: string, retryMs: number }} refusal @param {number} nowMs @param {() => number} random @returns {PlayerState} */
function refused(state, { code, retryMs }, nowMs, random) {
  // Everybody was told the same time: come back within half as much again.
  const waitMs = Math.max(LEAST_WAIT_MS, retryMs * (1 + random() / 2));
  const phase = state.source === "interrupted" ? "interrupted" : "waiting";
  return { ...state, phase, connected: false, retryAtMs: nowMs + waitMs, code };
}

/** @param {PlayerState} state @param {string} code @param {number} nowMs @param {() => number} random @returns {PlayerState} */
function failed(state, code, nowMs, random) {
  const attempt = state.attempt + 1;
  const phase = state.source === "interrupted" ? "interrupted" : state.lastFrameMs === null ? "connecting" : "lost";
  return {
    ...state,
    phase,
    attempt,
    connected: false,
    retryAtMs: nowMs + backoffMs(attempt, random, { capMs: 8_000 }),
    code,
  };
}

/** @param {PlayerState} state @param {number} nowMs @param {() => number} random @returns {PlayerState} */
function tick(state, nowMs, random) {
  if (state.retryAtMs !== null) return nowMs >= state.retryAtMs ? begin(state, nowMs) : state;
  if (state.phase === "paused") return state;
  const quietMs = nowMs - Math.max(state.lastFrameMs ?? 0, state.sinceMs);
  if (!state.connected || state.lastFrameMs === null) {
    return nowMs - state.sinceMs > START_MS ? failed(state, "no_answer", nowMs, random) : state;
  }
  if (state.source === "interrupted") return quietMs > STALL_SAID_MS ? { ...state, phase: "interrupted" } : state;
  if (quietMs > STALL_RESTART_MS) return failed(state, "no_frames", nowMs, random);
  return quietMs > STALL_SAID_MS && state.phase === "playing" ? { ...state, phase: "lost" } : state;
}

/** The median of the latest measurements of the delay, told at most every two seconds (design.md, section 4). */
export class DelayMeter {
  /** @type {number[]} */
  #samples = [];
  #toldMs = -Infinity;
  /** @type {number | null} seconds behind; null: not known */
  seconds = null;

  /** @param {number} delayMs @param {number} nowMs @returns {boolean} whether `seconds` is new */
  add(delayMs, nowMs) {
    if (delayMs < 0 || delayMs > 60_000) return false;
    this.#samples = [...this.#samples.slice(-59), delayMs];
    if (this.#samples.length < 10 || nowMs - this.#toldMs < 2_000) return false;
    this.#toldMs = nowMs;
    const median = /** @type {number} */ ([...this.#samples].sort((a, b) => a - b)[this.#samples.length >> 1]);
    this.seconds = rounded(median / 1000);
    return true;
  }

  /** A new connection: what was measured before says nothing about it. */
  reset() {
    this.#samples = [];
    this.seconds = null;
  }
}

/** @param {number} seconds  0.1 under two seconds, whole seconds above */
function rounded(seconds) {
  return seconds < 2 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
}
