/** When a pin is shown, and when a frame was captured. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { FrameClock } from "../../web/js/models/frame-clock.js";
import { LATEST_MS, PinCue } from "../../web/js/models/pin-cue.js";

function cued() {
  const shown = [];
  const cue = new PinCue();
  return {
    cue,
    shown,
    add: (name, captureMs, nowMs = 0, awaitable = true) => cue.add(() => shown.push(name), captureMs, nowMs, awaitable),
  };
}

test("a pin waits for its frame", () => {
  const { cue, shown, add } = cued();
  add("jug", 1_000);
  cue.frame(980, 10);
  assert.deepEqual(shown, []);
  cue.frame(1_013, 43);
  assert.deepEqual(shown, ["jug"]);
});

test("a picture that stands still or is far behind keeps a pin for a second and a half", () => {
  const { cue, shown, add } = cued();
  add("jug", 9_000, 100);
  cue.frame(20, 100 + LATEST_MS - 1);
  assert.deepEqual(shown, []);
  cue.tick(100 + LATEST_MS);
  assert.deepEqual(shown, ["jug"]);
});

test("where no frame times are known a pin is shown at once", () => {
  const { shown, add } = cued();
  add("jug", 1_000, 0, false);
  add("vase", null);
  assert.deepEqual(shown, ["jug", "vase"]);
});

test("news never overtake each other", () => {
  const { cue, shown, add } = cued();
  add("jug", 1_000);
  add("nothing", null, 10);
  add("vase", 900, 20);
  assert.deepEqual(shown, []);
  cue.frame(1_000, 30);
  assert.deepEqual(shown, ["jug", "nothing", "vase"]);
});

test("a frame's capture is counted from the moment that was told, over the wrap of RTP time and backwards", () => {
  const clock = new FrameClock({ server_ms: 5_000, rtp_timestamp: 2 ** 32 - 90, clock_rate: 90_000 }, 100, 120);
  assert.equal(clock.captureMs(2 ** 32 - 90), 5_000);
  assert.equal(clock.captureMs(90), 5_002);
  assert.equal(clock.captureMs(2 ** 32 - 9_090), 4_900);
  assert.equal(clock.serverMs(110), 5_000);
});
