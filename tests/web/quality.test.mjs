/** Which size of the picture a player asks for. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { choices, isSame, layerFor, layersOf, megabytesAnHour, neededPixels, wishFor } from "../../web/js/models/quality.js";

const layer = (id, height, bitrate) => ({ id, height, width: (height * 16) / 9, bitrate });
const layers = {
  active: [layer("f", 720, 2_500_000), layer("q", 180, 180_000)],
  inactive: [layer("h", 360, 650_000)],
  sent: "f",
  chosen: null,
  paused: false,
};
const seen = { shown: true, needed: 1_000, largest: 720, choice: /** @type {const} */ ("auto"), layers };

test("a large player asks for nothing: the server gives what the path carries", () => {
  assert.deepEqual(wishFor(seen), {});
  assert.deepEqual(wishFor({ ...seen, needed: Infinity, largest: 0, layers: null }), {});
});

test("a small player asks for no more than it shows, and not anew for a few pixels", () => {
  assert.deepEqual(wishFor({ ...seen, needed: 340 }), { maxHeight: 360 });
  assert.deepEqual(wishFor({ ...seen, needed: 352 }), { maxHeight: 360 });
  assert.deepEqual(wishFor({ ...seen, needed: 0 }), { maxHeight: 90 });
});

test("what nobody sees is asked for as small as it comes, whatever was chosen", () => {
  assert.deepEqual(wishFor({ ...seen, shown: false, choice: 720 }), { maxHeight: 1 });
});

test("a choice is a size, for each seller names the layers otherwise", () => {
  assert.deepEqual(wishFor({ ...seen, choice: 360, needed: 100 }), { encodingId: "h" });
  assert.deepEqual(wishFor({ ...seen, choice: 480 }), { encodingId: "h" });
  assert.deepEqual(wishFor({ ...seen, choice: 90 }), { encodingId: "q" }, "smaller than all: the smallest");
  assert.deepEqual(wishFor({ ...seen, choice: 360, layers: null }), {}, "not known yet");
  assert.equal(layerFor(1080, layers)?.id, "f");
});

test("the sharpest stands first, and one size alone is no choice", () => {
  assert.deepEqual(
    choices(layers).map(({ id }) => id),
    ["f", "h", "q"],
  );
  assert.deepEqual(choices({ ...layers, active: [layer("main", 720, 1)], inactive: [] }), []);
  assert.deepEqual(choices(null), []);
});

test("pixels are counted as the picture is cropped or shown whole, on a fine screen twice at most", () => {
  const wide = { width: 1280, height: 720 };
  assert.equal(neededPixels({ width: 640, height: 720, ratio: 1, cover: false }, wide), 360);
  assert.equal(neededPixels({ width: 640, height: 720, ratio: 1, cover: true }, wide), 720);
  assert.equal(neededPixels({ width: 640, height: 360, ratio: 3, cover: false }, wide), 720);
  assert.equal(neededPixels({ width: 640, height: 360, ratio: 1, cover: false }, { width: 0, height: 0 }), Infinity);
});

test("what an hour takes is said to two digits", () => {
  assert.equal(megabytesAnHour(layer("h", 360, 650_000)), 290);
  assert.equal(megabytesAnHour(layer("f", 720, 2_500_000)), 1_100);
});

test("what the server tells is of the one picture that there is", () => {
  assert.equal(layersOf({ 0: layers }), layers);
  assert.equal(layersOf({}), null);
  assert.ok(isSame({ maxHeight: 90 }, { maxHeight: 90 }));
  assert.ok(!isSame({ maxHeight: 90 }, { encodingId: "q" }));
});
