/** Hearts: how many frames go out and how many drawings come of what comes in. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffMs } from "../../web/js/models/backoff.js";
import { Taps, heartsToDraw } from "../../web/js/models/hearts.js";

test("the first tap goes at once, the rest are summed until the interval is over", () => {
  const taps = new Taps(500);
  taps.tap("heart");
  assert.deepEqual(taps.due(0), [{ t: "heart", n: 1 }]);
  taps.tap("heart");
  taps.tap("heart");
  assert.deepEqual(taps.due(100), []);
  assert.equal(taps.waitMs(100), 400);
  assert.deepEqual(taps.due(500), [{ t: "heart", n: 2 }]);
  assert.equal(taps.waitMs(500), null);
});

test("a frame never holds more than fifty", () => {
  const taps = new Taps(500);
  for (let i = 0; i < 80; i += 1) taps.tap("heart");
  assert.deepEqual(taps.due(0), [{ t: "heart", n: 50 }]);
});

test("other reactions share a frame beside the hearts", () => {
  const taps = new Taps(500);
  for (const kind of ["clap", "heart", "wow", "clap"]) taps.tap(kind);
  assert.deepEqual(taps.due(0), [
    { t: "heart", n: 1 },
    { t: "react", n: { clap: 2, wow: 1 } },
  ]);
});

test("a few hearts are all drawn, many are drawn as some, and the screen holds twelve", () => {
  assert.equal(heartsToDraw(2, 0), 2);
  assert.ok(heartsToDraw(100, 0) <= 12);
  assert.equal(heartsToDraw(5_000, 10), 2);
  assert.equal(heartsToDraw(1, 12), 0);
});

test("each wait is between half and the whole of a step that doubles up to the cap", () => {
  assert.equal(
    backoffMs(1, () => 0),
    250,
  );
  assert.equal(
    backoffMs(1, () => 1),
    500,
  );
  assert.equal(
    backoffMs(3, () => 0),
    1000,
  );
  assert.equal(
    backoffMs(50, () => 1),
    15_000,
  );
});
