/** The stream's health: one verdict of the server's figures and the browser's own. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { assess, loudness, settle, uploadShare } from "../../web/js/models/studio-health.js";
import { readUpload } from "../../web/js/models/studio-upload.js";

const TRACK = {
  codec: "VP8",
  bitrate_bps: 2_400_000,
  packets_per_s: 300,
  loss_ratio: 0,
  jitter_ms: 2,
  keyframe_interval_ms: 2000,
  fps: 30,
  width: 1280,
  height: 720,
};
const SERVER = {
  state: "live",
  since_ms: 0,
  viewers: 3,
  video: TRACK,
  audio: { ...TRACK, codec: "OPUS", bitrate_bps: 40_000, fps: null },
  rtt_ms: 24,
  audience: { reporting: 3, struggling: 0, loss_ratio: 0, rtt_ms: 30 },
  advice: [],
};
const advised = (...codes) => ({ ...SERVER, advice: codes.map((code) => ({ code, level: "warn" })) });
const LOCAL = { bitrate_bps: 2_400_000, target_bps: 2_500_000, limited_by: "none", fps: 30, height: 720, rtt_ms: 20 };
const NOW = { nowMs: 60_000, reconnecting: false };
const verdict = (server, local, context = NOW) => {
  const { level, cause } = assess(server, local, context);
  return cause ? `${level}: ${cause}` : level;
};

test("full bitrate is good", () => {
  assert.equal(verdict(SERVER, LOCAL), "good");
});

test("a quiet scene with few bits is good as long as nothing holds the encoder back", () => {
  assert.equal(verdict(SERVER, { ...LOCAL, bitrate_bps: 300_000 }), "good");
});

test("an upload held back by the network is struggling, with both figures", () => {
  const health = assess(SERVER, { ...LOCAL, bitrate_bps: 1_100_000, limited_by: "bandwidth", height: 480 }, NOW);
  assert.deepEqual(
    [health.level, health.cause, health.bitrate_bps, health.target_bps, health.height],
    ["struggling", "upload", 1_100_000, 2_500_000, 480],
  );
});

test("each other trouble has its own cause", () => {
  assert.equal(verdict({ ...SERVER, video: null }, LOCAL), "struggling: no_picture");
  assert.equal(verdict({ ...SERVER, audio: null }, LOCAL), "struggling: no_sound");
  assert.equal(verdict({ ...SERVER, video: { ...TRACK, loss_ratio: 0.08 } }, LOCAL), "struggling: loss");
  assert.equal(verdict(SERVER, { ...LOCAL, limited_by: "cpu" }), "struggling: computer");
  assert.equal(verdict(SERVER, { ...LOCAL, fps: 9 }), "struggling: frames");
});

test("a microphone that has given nothing for a while is told as missing sound", () => {
  assert.equal(verdict(SERVER, LOCAL, { ...NOW, silent: true }), "struggling: no_sound");
});

test("what the server advises is told where nothing worse is", () => {
  assert.equal(verdict(advised("keyframes_rare"), null), "struggling: keyframes");
  assert.equal(verdict(advised("jitter"), null), "struggling: jitter");
  assert.equal(verdict(advised("sound_silent"), null), "struggling: silent");
  assert.equal(verdict(advised("viewers_struggle"), LOCAL), "struggling: viewers");
  assert.equal(verdict({ ...advised("b_frames"), audio: null }, null), "struggling: no_sound");
  assert.equal(verdict(advised("all_good", "a_code_of_tomorrow"), null), "good");
});

test("all wrong settings are told together, whatever comes first", () => {
  const settings = ["b_frames", "profile_high", "keyframes_rare"];
  assert.deepEqual(assess(advised(...settings), null, NOW).also, ["profile", "keyframes"]);
  assert.deepEqual(assess({ ...advised(...settings), audio: null }, null, NOW).also, [
    "b_frames",
    "profile",
    "keyframes",
  ]);
  assert.deepEqual(assess(SERVER, null, NOW).also, []);
});

test("wrong settings of an encoder are told at first sight, even in the first seconds", () => {
  for (const [code, cause] of [
    ["b_frames", "b_frames"],
    ["profile_high", "profile"],
    ["keyframes_rare", "keyframes"],
  ]) {
    const early = { ...advised("upload_weak", code), since_ms: 58_000 };
    const starting = settle(null, assess({ ...SERVER, since_ms: 59_000 }, null, NOW));
    assert.equal(settle(starting, assess(early, null, NOW)).shown.cause, cause);
  }
});

test("a lost picture is lost, whatever the last figures were", () => {
  assert.equal(verdict(SERVER, LOCAL, { ...NOW, reconnecting: true }), "lost");
  assert.equal(verdict({ ...SERVER, state: "interrupted" }, null), "lost");
});

test("the first seconds are too early for a verdict", () => {
  assert.equal(verdict({ ...SERVER, since_ms: 58_000 }, LOCAL), "starting");
  assert.equal(verdict({ ...SERVER, state: "offline" }, LOCAL), "starting");
  assert.equal(verdict({ ...SERVER, state: "offline" }, null), "offline");
});

test("bad news is told at the second sight, good news at the third, loss at once", () => {
  const good = assess(SERVER, LOCAL, NOW);
  const bad = assess(SERVER, { ...LOCAL, limited_by: "cpu" }, NOW);
  const lost = assess(SERVER, LOCAL, { ...NOW, reconnecting: true });
  const told = [];
  let memory = null;
  for (const fresh of [good, bad, good, bad, bad, good, good, good, lost]) {
    memory = settle(memory, fresh);
    told.push(memory.shown.level);
  }
  assert.deepEqual(told, ["good", "good", "good", "good", "struggling", "struggling", "struggling", "good", "lost"]);
});

test("a bad first look after the start is not told yet", () => {
  const starting = assess({ ...SERVER, since_ms: 58_000 }, LOCAL, NOW);
  const bad = assess(SERVER, { ...LOCAL, fps: 1 }, NOW);
  const held = settle(settle(null, starting), bad);
  assert.equal(held.shown.level, "starting");
  assert.equal(settle(held, bad).shown.cause, "frames");
});

test("bad news that still stands keeps the figures that it was about", () => {
  const bad = assess(SERVER, { ...LOCAL, fps: 9 }, NOW);
  const memory = settle(settle(null, bad), assess(SERVER, LOCAL, NOW));
  assert.deepEqual([memory.shown.cause, memory.shown.fps], ["frames", 9]);
});

test("the bar is empty of meaning when nobody knows the aim", () => {
  assert.equal(uploadShare(assess(SERVER, null, NOW)), null);
  assert.equal(uploadShare(assess(SERVER, { ...LOCAL, bitrate_bps: 1_250_000, limited_by: "bandwidth" }, NOW)), 0.5);
});

test("a quiet scene that needs few bits fills the bar", () => {
  assert.equal(uploadShare(assess(SERVER, { ...LOCAL, bitrate_bps: 200_000 }, NOW)), 1);
});

test("loudness has four words", () => {
  assert.deepEqual([-60, -30, -9, -1].map(loudness), ["silent", "quiet", "good", "loud"]);
});

test("a sender's rate is measured between two looks", () => {
  const rows = (bytesSent) => [
    {
      type: "outbound-rtp",
      kind: "video",
      bytesSent,
      headerBytesSent: 0,
      qualityLimitationReason: "bandwidth",
      framesPerSecond: 29.6,
      frameWidth: 480,
      frameHeight: 853,
    },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.0213 },
  ];
  const first = readUpload(rows(0), null, 1000);
  assert.equal(first.health, null);
  const second = readUpload(rows(275_000), first.mark, 3000);
  assert.deepEqual(second.health, {
    bitrate_bps: 1_100_000,
    target_bps: 2_500_000,
    limited_by: "bandwidth",
    fps: 30,
    height: 480,
    rtt_ms: 21,
  });
});

test("of the sizes in which the picture is sent the largest that flows is told, and the weightiest reason", () => {
  const row = (width, height, fps, reason) => ({
    type: "outbound-rtp",
    kind: "video",
    bytesSent: 1000,
    frameWidth: width,
    frameHeight: height,
    framesPerSecond: fps,
    qualityLimitationReason: reason,
  });
  const rows = [row(320, 180, 30, "none"), row(1280, 720, 0, "bandwidth"), row(640, 360, 29, "none")];
  const { health } = readUpload(rows, { at_ms: 0, bytes: 0 }, 1000);
  assert.deepEqual([health.height, health.fps, health.limited_by], [360, 29, "bandwidth"]);
});

test("a counter that starts over, as after a reconnection, gives no figure instead of a wrong one", () => {
  const rows = [{ type: "outbound-rtp", kind: "video", bytesSent: 10 }];
  assert.equal(readUpload(rows, { at_ms: 0, bytes: 5000 }, 2000).health, null);
});
