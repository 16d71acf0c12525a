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
      return t("health.keyframes.why", { seconds: Math.round((health.keyframe_interval_ms ?? 0) / 1000) });
    case "no_sound":
      return t("health.no_sound.why");
    case "no_picture":
      return t("health.no_picture.why");
    default:
      return "";
  }
}
