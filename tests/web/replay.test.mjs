/** A moment of a replay: its chapter, its address, its keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chapterAt, chapterStep, clipIn, keyMeaning, momentOf, namedChapters, nextCaptions } from "../../web/js/models/replay.js";

const chapter = (/** @type {number} */ at_seconds, /** @type {string | null} */ title) => ({
  product_id: title?.toLowerCase() ?? null,
  title,
  at_seconds,
  still_url: "/s.jpg",
});
const CHAPTERS = [chapter(10, "Jug"), chapter(40, null), chapter(60, "Vase")];

test("a chapter lasts until the next, and a time without a product has none in the list", () => {
  assert.equal(chapterAt(CHAPTERS, 3), null);
  assert.equal(chapterAt(CHAPTERS, 9.8)?.title, "Jug");
  assert.equal(chapterAt(CHAPTERS, 59)?.product_id, null);
  assert.equal(chapterAt(CHAPTERS, 1e9)?.title, "Vase");
  assert.deepEqual(namedChapters(CHAPTERS).map(({ title }) => title), ["Jug", "Vase"]);
});

test("a step goes to the next chapter's beginning; back goes to this one's, or the one's before", () => {
  assert.equal(chapterStep(CHAPTERS, 10, 1, 99), 60);
  assert.equal(chapterStep(CHAPTERS, 70, 1, 99), 99);
  assert.equal(chapterStep(CHAPTERS, 70, -1, 99), 60);
  assert.equal(chapterStep(CHAPTERS, 61, -1, 99), 10);
  assert.equal(chapterStep(CHAPTERS, 5, -1, 99), 0);
});

test("an address names a moment in seconds or in hours, minutes and seconds; nonsense and what is past the end do not count", () => {
  const at = (/** @type {string} */ t) => momentOf(`?t=${t}`, 4000);
  assert.deepEqual(["95", "95s", "1m35s", "1h2m3.5s"].map(at), [95, 95, 95, 3723.5]);
  assert.deepEqual(["", "soon", "-5", "4000", "1m1m", "NaN"].map(at), [null, null, null, null, null, null]);
  assert.equal(momentOf("", 4000), null);
});

test("an address may name a clip of the show", () => {
  assert.equal(clipIn("/s/kiln-14/clip/ab12"), "ab12");
  assert.equal(clipIn("/s/kiln-14"), null);
  assert.equal(clipIn("/s/kiln-14/clip/"), null);
});

test("captions go from language to language, and off again", () => {
  assert.deepEqual([null, "en", "ru"].map((now) => nextCaptions(["en", "ru"], now)), ["en", "ru", null]);
  assert.equal(nextCaptions([], null), null);
});

test("keys play, step and jump, and the others are left alone", () => {
  assert.deepEqual(keyMeaning("k"), keyMeaning(" "));
  assert.deepEqual(keyMeaning("ArrowLeft"), { type: "step", seconds: -5 });
  assert.equal(keyMeaning("Tab"), null);
});
