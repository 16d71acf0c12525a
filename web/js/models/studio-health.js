/** The health of the stream in words: what the server receives and what this browser sends, as one verdict. */

/** Bitrate that the browser publisher aims at for 720p30. */
export const TARGET_BPS = 2_500_000;
/** Share of the target under which a limited upload is called struggling. */
const STRUGGLING_SHARE = 0.6;
const HIGH_LOSS = 0.04;
const LOW_FPS = 15;
/** Encoders climb to their bitrate in the first seconds; a verdict then would be a false alarm. */
const SETTLE_MS = 8_000;
/**
 * What the server says about an encoder's settings, by its code. Settings do not waver, so they are told at first sight.
 * @type {Readonly<Record<string, SettingCause>>}
 */
const SETTINGS = { b_frames: "b_frames", profile_high: "profile", keyframes_rare: "keyframes" };
/** @type {Readonly<Record<string, HealthCause>>} */
const ADVICE = { ...SETTINGS, jitter: "jitter", sound_silent: "silent", viewers_struggle: "viewers" };

/** @typedef {Api.Health} ServerHealth   `GET /shows/{show}/health`. */
/**
 * @typedef {object} LocalHealth        What this browser's sender says (see `studio-upload.js`).
 * @property {number} bitrate_bps
 * @property {number} target_bps
 * @property {"none" | "cpu" | "bandwidth" | "other"} limited_by
 * @property {number | null} fps
 * @property {number | null} height
 * @property {number | null} rtt_ms
 */
/**
 * `starting` too early to say; `good`; `struggling` with a cause; `lost` nothing arrives.
 * @typedef {"offline" | "starting" | "good" | "struggling" | "lost"} HealthLevel
 * @typedef {"b_frames" | "profile" | "keyframes"} SettingCause
 * @typedef {"jitter" | "silent" | "viewers"} AdviceCause
 * @typedef {SettingCause | AdviceCause | "upload" | "computer" | "loss" | "frames" | "no_sound" | "no_picture"} HealthCause
 * @typedef {object} Health
 * @property {HealthLevel} level
 * @property {HealthCause | null} cause
 * @property {readonly SettingCause[]} also           Settings of the encoder that are wrong, too.
 * @property {number | null} bitrate_bps
 * @property {number | null} target_bps      Null when somebody else's encoder sends: its aim is unknown.
 * @property {boolean} held_back             The network takes less than the encoder wants to send.
 * @property {number | null} height
 * @property {number | null} fps
 * @property {number | null} rtt_ms
 * @property {number} loss_ratio
 * @property {number} jitter_ms
 * @property {number | null} keyframe_interval_ms    Null before the second keyframe.
 * @property {number | null} keyframe_age_ms
 * @property {number} struggling                     Viewers who receive badly.
 */

/**
 * One verdict of what the server receives (`server`) and what this browser sends (`local`, null with OBS).
 * @param {ServerHealth | null} server
 * @param {LocalHealth | null} local
 * @param {object} context
 * @param {number} context.nowMs            On the server's clock.
 * @param {boolean} context.reconnecting
 * @param {boolean} [context.silent]        The microphone of this browser has given nothing for a while.
 * @returns {Health}
 */
export function assess(server, local, { nowMs, reconnecting, silent = false }) {
  const settings = (server?.advice ?? []).flatMap(({ code }) => SETTINGS[code] ?? []);
  const facts = { ...figures(server, local), also: settings };
  if (reconnecting || server?.state === "interrupted") return { ...facts, level: "lost", cause: null };
  if (!server || server.state === "offline") return { ...facts, level: local ? "starting" : "offline", cause: null };
  if (server.since_ms !== null && nowMs - server.since_ms < SETTLE_MS)
    return settings[0] ? struggling(facts, settings[0]) : { ...facts, level: "starting", cause: null };
  const cause = causeOf(server, local, facts) ?? (silent ? "no_sound" : null);
  return cause ? struggling(facts, cause) : { ...facts, level: "good", cause };
}

/**
 * @param {Omit<Health, "level" | "cause">} facts
 * @param {HealthCause} cause
 * @returns {Health}
 */
function struggling(facts, cause) {
  return { ...facts, level: "struggling", cause, also: facts.also.filter((other) => other !== cause) };
}

/**
 * @param {ServerHealth | null} server
 * @param {LocalHealth | null} local
 * @returns {Omit<Health, "level" | "cause" | "also">}
 */
function figures(server, local) {
  const video = server?.video ?? null;
  const audioBps = server?.audio?.bitrate_bps ?? 0;
  return {
    bitrate_bps: local?.bitrate_bps ?? (video ? video.bitrate_bps + audioBps : null),
    target_bps: local?.target_bps ?? null,
    held_back: local?.limited_by === "bandwidth",
    height: local?.height ?? video?.height ?? null,
    fps: local?.fps ?? video?.fps ?? null,
    rtt_ms: local?.rtt_ms ?? server?.rtt_ms ?? null,
    loss_ratio: video?.loss_ratio ?? 0,
    jitter_ms: Math.max(video?.jitter_ms ?? 0, server?.audio?.jitter_ms ?? 0),
    keyframe_interval_ms: video?.keyframe_interval_ms ?? null,
    keyframe_age_ms: video?.keyframe_age_ms ?? null,
    struggling: server?.audience.struggling ?? 0,
  };
}

/**
 * The most urgent thing that is wrong, or null. A quiet scene needs few bits, so a low bitrate alone is no fault:
 * the encoder must say that it is held back.
 * @param {ServerHealth} server
 * @param {LocalHealth | null} local
 * @param {Omit<Health, "level" | "cause">} facts
 * @returns {HealthCause | null}
 */
function causeOf(server, local, facts) {
  if (!server.video || server.video.packets_per_s === 0) return "no_picture";
  if (!server.audio || server.audio.packets_per_s === 0) return "no_sound";
  if (local && facts.held_back && local.bitrate_bps < local.target_bps * STRUGGLING_SHARE) return "upload";
  if (facts.loss_ratio > HIGH_LOSS) return "loss";
  if (local?.limited_by === "cpu") return "computer";
  if (facts.fps !== null && facts.fps > 0 && facts.fps < LOW_FPS) return "frames";
  return server.advice.map(({ code }) => ADVICE[code]).find(Boolean) ?? null;
}

/**
 * Keeps the words from flickering: bad news must be seen twice in a row before it is told, good news after it three
 * times; what is lost is told at once. Until then the last verdict stands, a bad one with the figures that it was about.
 * @typedef {{shown: Health, candidate: HealthLevel, seen: number}} HealthMemory
 * @param {HealthMemory | null} memory
 * @param {Health} fresh
 * @returns {HealthMemory}
 */
export function settle(memory, fresh) {
  if (!memory) return { shown: fresh, candidate: fresh.level, seen: 1 };
  if (fresh.level === memory.shown.level) return { shown: fresh, candidate: fresh.level, seen: 1 };
  const seen = fresh.level === memory.candidate ? memory.seen + 1 : 1;
  if (seen >= looksNeeded(memory.shown.level, fresh)) return { shown: fresh, candidate: fresh.level, seen: 1 };
  const { level, cause, also } = memory.shown;
  return { shown: level === "struggling" ? memory.shown : { ...fresh, level, cause, also }, candidate: fresh.level, seen };
}

/**
 * @param {HealthLevel} told
 * @param {Health} fresh
 */
function looksNeeded(told, { level, cause }) {
  if (level === "struggling") return cause !== null && Object.values(SETTINGS).some((known) => known === cause) ? 1 : 2;
  return level === "good" && told === "struggling" ? 3 : 1;
}

/**
 * How much of what wants to be sent gets through, 0 to 1; null when the aim is unknown. A quiet scene that needs few
 * bits is a full bar.
 * @param {Health} health
 */
export function uploadShare({ bitrate_bps, target_bps, held_back }) {
  if (bitrate_bps === null || !target_bps) return null;
  return held_back ? Math.min(1, bitrate_bps / target_bps) : 1;
}

/**
 * Loudness of a peak in words. Under -45 dBFS nobody hears it, over -3 it clips.
 * @param {number} peakDb   dBFS, 0 is full scale.
 * @returns {"silent" | "quiet" | "good" | "loud"}
 */
export function loudness(peakDb) {
  if (peakDb <= -45) return "silent";
  if (peakDb < -27) return "quiet";
  return peakDb > -3 ? "loud" : "good";
}
