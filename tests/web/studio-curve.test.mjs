/** The viewers of a show as a line with marks. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { curve, withSample } from "../../web/js/models/studio-curve.js";

const BOX = { width: 100, height: 50 };
const SAMPLES = [
  { at_ms: 0, viewers: 0 },
  { at_ms: 50, viewers: 5 },
  { at_ms: 100, viewers: 10 },
];

test("the line fills the width and leaves a tenth free above", () => {
  assert.deepEqual(curve(SAMPLES, [], BOX)?.points, [
    [0, 50],
    [50, 27.5],
    [100, 5],
  ]);
});

test("a pin is marked where it happened, one from before is not", () => {
  assert.deepEqual(curve(SAMPLES, [-10, 40], BOX)?.marks, [[40, 27.5]]);
});

test("there is no line from one sample, nor from two of the same moment", () => {
  assert.equal(curve([{ at_ms: 0, viewers: 3 }], [], BOX), null);
  assert.equal(curve([], [], BOX), null);
});

test("an empty room is a flat line at the bottom", () => {
  assert.deepEqual(
    curve(
      SAMPLES.map((sample) => ({ ...sample, viewers: 0 })),
      [],
      BOX,
    )?.points[2],
    [100, 50],
  );
});

test("a long show keeps its first and last moment in a bounded number of points", () => {
  let samples = [];
  for (let at_ms = 0; at_ms < 1000; at_ms += 1) samples = withSample(samples, { at_ms, viewers: 1 });
  assert.ok(samples.length <= 240);
  assert.deepEqual([samples[0].at_ms, samples.at(-1).at_ms], [0, 999]);
});
