/** By which way the picture comes, and when another is tried. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { inOrder } from "../../web/js/models/codec-order.js";
import { FIRST_PICTURE_MS, REPAIR_MS, UNREACHED_MS, Way } from "../../web/js/models/way.js";

const both = { webrtc: true, hls: true };

test("WebRTC is tried first, and HLS where a browser has no WebRTC", () => {
  assert.equal(new Way(both, "auto").current, "webrtc");
  assert.equal(new Way({ webrtc: false, hls: true }, "auto").current, "hls");
  assert.equal(new Way({ webrtc: false, hls: true }, "webrtc").current, "hls");
  assert.equal(new Way(both, "hls").current, "hls");
});

test("a first picture that does not come within three seconds comes by HLS", () => {
  const way = new Way(both, "auto");
  assert.equal(way.tick(1_000 + FIRST_PICTURE_MS, 1_000), false);
  assert.equal(way.tick(1_001 + FIRST_PICTURE_MS, 1_000), true);
  assert.equal(way.current, "hls");
  assert.equal(way.tick(99_000, 1_000), false, "once");
});

test("where no check is answered HLS is made ready soon, and comes before the three seconds are over", () => {
  const way = new Way(both, "auto");
  const trying = { sinceMs: 1_000, answerMs: 60 };
  assert.equal(way.doubts(1_000 + 0.3 * UNREACHED_MS, trying), false);
  assert.equal(way.doubts(1_000 + 0.5 * UNREACHED_MS, trying), true);
  assert.equal(way.tick(999 + UNREACHED_MS, 800, trying), false);
  assert.equal(way.tick(1_000 + UNREACHED_MS, 800, null), false, "one was answered");
  assert.equal(way.tick(1_000 + UNREACHED_MS, 800, trying), true);
  assert.equal(way.doubts(9_000, trying), false, "it is the way already");
});

test("a slow network has more time for its first check", () => {
  const way = new Way(both, "auto");
  const trying = { sinceMs: 1_000, answerMs: 600 };
  assert.equal(way.doubts(1_700, trying), false);
  assert.equal(way.tick(2_799, 400, trying), false);
  assert.equal(way.tick(2_800, 400, trying), true);
});

test("a picture that stands still for a dead path is reason enough to make HLS ready", () => {
  const way = new Way(both, "auto");
  assert.equal(way.doubts(1_000, null), false);
  way.silent(1_000);
  assert.equal(way.doubts(1_001, null), true);
  way.came();
  assert.equal(way.doubts(1_002, null), false);
  const loyal = new Way(both, "webrtc");
  loyal.silent(1_000);
  assert.equal(loyal.doubts(9_000, { sinceMs: 0, answerMs: 1 }), false);
});

test("a show that is not on air is no reason to change", () => {
  const way = new Way(both, "auto");
  assert.equal(way.tick(99_000, null), false);
  assert.equal(way.refused("not_publishing", 0), false);
});

test("a path that died is given a moment to be found anew", () => {
  const way = new Way(both, "auto");
  way.silent(1_000);
  assert.equal(way.tick(999 + REPAIR_MS, null), false);
  way.came();
  assert.equal(way.tick(5_000, null), false, "it came back");
  way.silent(6_000);
  assert.equal(way.tick(6_000 + REPAIR_MS, null), true);
});

test("repeated failure and refusals that HLS does not share change the way", () => {
  const failing = new Way(both, "auto");
  assert.equal(failing.failed(0), false);
  assert.equal(failing.failed(0), true);
  const full = new Way(both, "auto");
  assert.equal(full.refused("too_busy", 0), true);
  const odd = new Way(both, "auto");
  assert.equal(odd.refused("codec_unsupported", 0), true);
});

test("who chose WebRTC keeps it, who chose HLS is not probed", () => {
  const way = new Way(both, "webrtc");
  assert.equal(way.tick(99_000, 0), false);
  assert.equal(way.choose("hls"), true);
  assert.equal(way.probeDue(1e9), false);
  assert.equal(way.choose("auto"), true);
  assert.equal(way.current, "webrtc");
});

test("WebRTC is probed ever more rarely and takes over when it shows a picture", () => {
  const way = new Way(both, "auto");
  way.refused("too_busy", 0);
  assert.equal(way.probeDue(29_999), false);
  assert.equal(way.probeDue(30_000), true);
  way.probing(30_000);
  assert.equal(way.probeDue(89_999), false);
  assert.equal(way.probeDue(90_000), true);
  way.back();
  assert.equal(way.current, "webrtc");
  assert.equal(way.probeDue(1e9), false);
});

test("a show that HLS cannot carry stays with WebRTC; without WebRTC no way is open", () => {
  const way = new Way(both, "auto");
  way.failed(0);
  way.failed(0);
  assert.equal(way.refused("hls_unavailable", 0), true);
  assert.equal(way.current, "webrtc");
  assert.equal(way.tick(99_000, 0), false);
  const old = new Way({ webrtc: false, hls: true }, "auto");
  old.refused("hls_unavailable", 0);
  assert.equal(old.isClosed, true);
});

test("the studio offers first what files can hold", () => {
  const codec = (mimeType, sdpFmtpLine = "") => ({ mimeType, sdpFmtpLine });
  const offered = [
    codec("video/VP8"),
    codec("video/rtx"),
    codec("video/H264", "packetization-mode=0"),
    codec("video/VP9"),
    codec("video/H264", "packetization-mode=1"),
  ];
  assert.deepEqual(
    inOrder(offered).map(({ mimeType, sdpFmtpLine }) => mimeType + sdpFmtpLine),
    [
      "video/H264packetization-mode=1",
      "video/H264packetization-mode=0",
      "video/VP9",
      "video/VP8",
      "video/rtx",
    ],
  );
});
