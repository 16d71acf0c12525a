/** The verdict on the stream as sentences: what happened, what was done, what to do. */
import { t } from "../../i18n/studio.js";
import { locale, plainSpaces } from "../../lib/i18n.js";

/** @typedef {import("../../models/studio-health.js").Health} Health */

const megabits = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** The height of a picture that was not lowered. */
const FULL_HEIGHT = 720;

/** 1,1 of 2,5 Mbit/s; the rate alone when the aim is unknown; "" before the first measurement. @param {Health} health */
export function rateWords({ bitrate_bps, target_bps }) {
  if (bitrate_bps === null) return "";
  const rate = plainSpaces(megabits.format(bitrate_bps / 1e6));
  return target_bps
    ? t("health.rate", { rate, target: megabits.format(target_bps / 1e6) })
    : t("health.rateAlone", { rate });
}

/** @param {Health} health */
export function healthTitle({ level, cause }) {
  if (level === "struggling" && cause) return t(`health.${cause}`);
  if (level === "lost") return t("health.lost");
  return level === "good" ? t("health.good") : t("health.starting");
}

/** One or two words, for the phone's line over the picture. @param {Health} health */
export function healthShort({ level, cause }) {
  if (level === "struggling" && cause && cause !== "upload") return t(`health.${cause}`);
  return level === "offline" ? t("health.short.starting") : t(`health.short.${level}`);
}

/** Before the second keyframe only the time since the first is known. @param {Health} health */
function keyframeWords({ keyframe_interval_ms: interval, keyframe_age_ms: age }) {
  return interval === null
    ? t("health.keyframes.more", { seconds: Math.floor((age ?? 0) / 1000) })
    : t("health.keyframes.why", { seconds: Math.round(interval / 1000) });
}

/** What else is wrong with the encoder's settings, as titles and advice. @param {Health} health */
export function furtherAdvice(health) {
  return health.also.map((cause) => {
    const one = /** @type {Health} */ ({ ...health, level: "struggling", cause });
    return { title: healthTitle(one), advice: healthAdvice(one) };
  });
}

/** What it means and what to do; "" when all is well. @param {Health} health */
export function healthAdvice(health) {
  if (health.level === "lost") return t("health.lost.why");
  if (health.level === "starting") return t("health.starting.why");
  const height = health.height ?? FULL_HEIGHT;
  switch (health.level === "struggling" ? health.cause : null) {
    case "upload":
      return height < FULL_HEIGHT ? t("health.upload.lowered", { height: String(height) }) : t("health.upload.why");
    case "computer":
      return t("health.computer.why", { height: String(height) });
    case "loss":
      return t("health.loss.why", { percent: Math.round(health.loss_ratio * 100) });
    case "frames":
      return t("health.frames.why", { fps: Math.round(health.fps ?? 0) });
    case "keyframes":
      return keyframeWords(health);
    case "jitter":
      return t("health.jitter.why", { ms: Math.round(health.jitter_ms) });
    case "b_frames":
      return t("health.b_frames.why");
    case "profile":
      return t("health.profile.why");
    case "silent":
      return t("health.silent.why");
    case "viewers":
      return t("health.viewers.why", { count: health.struggling });
    case "no_sound":
      return t("health.no_sound.why");
    case "no_picture":
      return t("health.no_picture.why");
    default:
      return "";
  }
}
