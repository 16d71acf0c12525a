/** Reads what a sender reports about itself (`RTCPeerConnection.getStats`) into the few figures a seller needs. */

import { TARGET_BPS } from "./studio-health.js";

/** @typedef {import("./studio-health.js").LocalHealth} LocalHealth */
/** @typedef {{at_ms: number, bytes: number}} UploadMark   Where the byte counter stood, to measure a rate from. */
/** @typedef {Record<string, any> & {type: string}} StatsRow */

/** Why a sender sends less than it would, the weightiest reason first. */
const REASONS = /** @type {const} */ (["bandwidth", "cpu", "other"]);

/**
 * Figures of the time since `previous`, and the mark to measure from next time.
 * Fields follow W3C webrtc-stats (`outbound-rtp`, `candidate-pair`); Firefox leaves some out, which gives null here.
 * @param {Iterable<StatsRow>} rows
 * @param {UploadMark | null} previous
 * @param {number} atMs
 * @returns {{health: LocalHealth | null, mark: UploadMark}}
 */
export function readUpload(rows, previous, atMs) {
  /** @type {StatsRow[]} */
  const video = [];
  let bytes = 0;
  let rtt = null;
  for (const row of rows) {
    if (row.type === "outbound-rtp") {
      bytes += (row.bytesSent ?? 0) + (row.headerBytesSent ?? 0);
      if (row.kind === "video") video.push(row);
    } else if (row.type === "candidate-pair" && row.nominated && typeof row.currentRoundTripTime === "number") {
      rtt = Math.round(row.currentRoundTripTime * 1000);
    }
  }
  const mark = { at_ms: atMs, bytes };
  const elapsed = previous ? atMs - previous.at_ms : 0;
  if (!previous || elapsed <= 0 || bytes < previous.bytes || !video.length) return { health: null, mark };
  return { health: uploadHealth(video, ((bytes - previous.bytes) * 8000) / elapsed, rtt), mark };
}

/**
 * @param {StatsRow[]} layers  One row for each size in which the picture is sent.
 * @param {number} bitrateBps
 * @param {number | null} rttMs
 * @returns {LocalHealth}
 */
function uploadHealth(layers, bitrateBps, rttMs) {
  const sent = layers.filter((row) => row.framesPerSecond > 0);
  const video = /** @type {StatsRow} */ ((sent.length ? sent : layers).reduce((best, row) => (area(row) > area(best) ? row : best)));
  const reasons = new Set(layers.map((row) => row.qualityLimitationReason));
  return {
    bitrate_bps: Math.round(bitrateBps),
    target_bps: TARGET_BPS,
    limited_by: REASONS.find((reason) => reasons.has(reason)) ?? "none",
    fps: typeof video.framesPerSecond === "number" ? Math.round(video.framesPerSecond) : null,
    height: shortSide(video.frameWidth, video.frameHeight),
    rtt_ms: rttMs,
  };
}

/** @param {StatsRow} row */
function area(row) {
  return (row.frameWidth ?? 0) * (row.frameHeight ?? 0);
}

/**
 * "720p" names the short side, however the phone is held.
 * @param {number | undefined} width
 * @param {number | undefined} height
 */
function shortSide(width, height) {
  return width && height ? Math.min(width, height) : null;
}
