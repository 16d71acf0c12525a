/** How a server does, judged from what it tells of itself: what needs its operator, and what passes through it in a second. */
import { assess } from "./studio-health.js";

/** A queue that is longer than that is not just busy for a moment. */
const LONG_QUEUE = 100;

/**
 * What needs somebody, the worst first. `n` is a number that the words name, `what` a name.
 * @typedef {"database" | "check" | "draining" | "diskFull" | "diskSlow" | "newsAside" | "chatAlone" | "chatLost" | "hookOff" | "diskNearly" | "mailsGivenUp" | "queueLong"} TroubleCode
 * @typedef {{ code: TroubleCode, bad: boolean, n?: number, what?: string }} Trouble
 */

/**
 * @param {Api.ServerState} state
 * @returns {Trouble[]}
 */
export function troublesOf({ checks, node, storage, chat, mail, waiting }) {
  const failing = Object.entries(checks).flatMap(([what, passes]) => (passes ? [] : [what]));
  /** @type {Trouble[]} */
  const bad = failing.map((what) => ({ code: what === "database" ? "database" : "check", bad: true, what }));
  /** @type {Trouble[]} */
  const mild = [];
  if (node.draining) bad.push({ code: "draining", bad: true });
  if (storage.full) bad.push({ code: "diskFull", bad: true });
  if (storage.dropped) bad.push({ code: "diskSlow", bad: true, n: storage.dropped });
  if (waiting.checkout.news_set_aside) bad.push({ code: "newsAside", bad: true, n: waiting.checkout.news_set_aside });
  if (chat.records_lost) bad.push({ code: "chatLost", bad: true, n: chat.records_lost });
  if (chat.degraded_rooms) mild.push({ code: "chatAlone", bad: false, n: chat.degraded_rooms });
  if (chat.hooks_disabled) mild.push({ code: "hookOff", bad: false, n: chat.hooks_disabled });
  if (storage.nearly_full && !storage.full) mild.push({ code: "diskNearly", bad: false });
  if (mail.given_up) mild.push({ code: "mailsGivenUp", bad: false, n: mail.given_up });
  const longest = Math.max(waiting.mails, waiting.webhooks, waiting.checkout.news, waiting.checkout.payments);
  if (longest > LONG_QUEUE) mild.push({ code: "queueLong", bad: false, n: longest });
  return [...bad, ...mild];
}

/**
 * What passed through between two looks, a second; null before the second one, and after a restart.
 * @param {Api.ServerState | null} before
 * @param {Api.ServerState} now
 */
export function trafficOf(before, now) {
  const seconds = before ? (now.now_ms - before.now_ms) / 1000 : 0;
  if (!before || seconds <= 0 || before.node.opened_ms !== now.node.opened_ms) return null;
  /** @param {"bytes_in" | "bytes_out" | "dropped"} name */
  const each = (name) => Math.max(0, now.media[name] - before.media[name]) / seconds;
  return { in_bps: each("bytes_in") * 8, out_bps: each("bytes_out") * 8, dropped: each("dropped") };
}

/** How the stream of a show does, as the studio judges it. @param {Api.OnAir} airing @param {number} nowMs */
export const verdictOn = ({ health }, nowMs) => assess(health, null, { nowMs, reconnecting: false });

/** All that comes in of a stream, every layer of its picture counted. @param {Api.Health} health */
export const arriving = ({ video, audio, layers }) =>
  (layers.length ? layers.reduce((sum, { bitrate_bps }) => sum + bitrate_bps, 0) : (video?.bitrate_bps ?? 0)) +
  (audio?.bitrate_bps ?? 0);
