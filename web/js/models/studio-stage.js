/** The life of the seller's own picture, from the first look at the camera to the end of the show. */

/**
 * Where the seller's picture is.
 * `off` no camera was asked for yet, `asking` the browser asks the person, `blocked` there is no picture and a reason why,
 * `ready` preview only, `connecting` going live, `on_air`, `reconnecting` the way to the server broke, `ended` for good.
 * @typedef {"off" | "asking" | "blocked" | "ready" | "connecting" | "on_air" | "reconnecting" | "ended"} StageName
 * @typedef {"denied" | "missing" | "busy" | "insecure" | "unknown"} CameraProblem
 * @typedef {{name: StageName, problem: string | null, attempt: number}} Stage
 */
/**
 * @typedef {{kind: "ask"} | {kind: "camera"} | {kind: "refused", problem: CameraProblem} | {kind: "go"}
 *   | {kind: "connected"} | {kind: "lost", attempt: number} | {kind: "failed", problem: string}
 *   | {kind: "stop"} | {kind: "end"}} StageEvent
 */

/** @type {Record<StageName, Partial<Record<StageEvent["kind"], StageName>>>} */
const MOVES = {
  off: { ask: "asking", end: "ended" },
  asking: { camera: "ready", refused: "blocked", end: "ended" },
  blocked: { ask: "asking", end: "ended" },
  ready: { ask: "asking", refused: "blocked", camera: "ready", go: "connecting", end: "ended" },
  connecting: { connected: "on_air", lost: "connecting", failed: "ready", stop: "ready", end: "ended" },
  on_air: { connected: "on_air", lost: "reconnecting", failed: "ready", stop: "ready", end: "ended" },
  reconnecting: { connected: "on_air", lost: "reconnecting", failed: "ready", stop: "ready", end: "ended" },
  ended: {},
};

/** @type {Stage} */
export const FIRST_STAGE = { name: "off", problem: null, attempt: 0 };

/**
 * The stage after an event; an event that makes no sense here (a late answer, a second tap) leaves it as it is.
 * @param {Stage} stage
 * @param {StageEvent} event
 * @returns {Stage}
 */
export function nextStage(stage, event) {
  const name = MOVES[stage.name][event.kind];
  if (!name) return stage;
  const problem = event.kind === "refused" || event.kind === "failed" ? event.problem : null;
  const attempt = event.kind === "lost" ? event.attempt : 0;
  return { name, problem, attempt };
}

/**
 * True while this browser sends, or tries to.
 * @param {Stage} stage
 */
export function publishing(stage) {
  return stage.name === "connecting" || stage.name === "on_air" || stage.name === "reconnecting";
}

/**
 * What the whole cockpit shows: the seller's own stage together with what the server knows about the show.
 * `outside` means that the picture comes from another program (OBS) or another device;
 * `outside_lost`, that such a picture has stopped.
 * @typedef {"prepare" | "connecting" | "on_air" | "reconnecting" | "outside" | "outside_lost" | "ended"} Phase
 * @param {Stage} stage
 * @param {"scheduled" | "live" | "interrupted" | "ended"} status
 * @returns {Phase}
 */
export function phaseOf(stage, status) {
  if (status === "ended" || stage.name === "ended") return "ended";
  if (stage.name === "on_air" || stage.name === "connecting" || stage.name === "reconnecting") return stage.name;
  if (status === "live") return "outside";
  if (status === "interrupted") return "outside_lost";
  return "prepare";
}

/**
 * What `getUserMedia` refused, in a word that has a sentence.
 * @param {string} name   `DOMException.name`
 * @returns {CameraProblem}
 */
export function cameraProblem(name) {
  switch (name) {
    case "NotAllowedError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "SecurityError":
    case "TypeError":
      return "insecure";
    default:
      return "unknown";
  }
}
