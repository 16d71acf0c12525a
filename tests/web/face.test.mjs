/** The round mark of a person or a shop. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faceOf } from "../../web/js/models/face.js";

test("the same name always has the same letter and colour", () => {
  assert.deepEqual(faceOf("clay & Kiln"), faceOf("clay & Kiln"));
  assert.equal(faceOf("вера").letter, "В");
});

test("a name of nothing still has a colour", () => {
  assert.match(faceOf("").hue, /^#[0-9a-f]{6}$/);
});
