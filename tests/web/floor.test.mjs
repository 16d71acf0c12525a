/** The floor of the home page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { floorOf, productOnShow } from "../../web/js/models/floor.js";

const show = (id, status, rest = {}) => ({
  id,
  status,
  viewers: 0,
  starts_ms: 0,
  started_ms: null,
  ended_ms: null,
  ...rest,
});
const ids = (shows) => shows.map((each) => each.id);

test("live shows come by their viewers, and an interrupted one is still on", () => {
  const { live } = floorOf([
    show("a", "live", { viewers: 3 }),
    show("b", "interrupted", { viewers: 9 }),
    show("c", "live", { viewers: 5 }),
  ]);
  assert.deepEqual(ids(live), ["b", "c", "a"]);
});

test("coming shows begin with the next one, past shows with the last one", () => {
  const shows = [
    show("late", "scheduled", { starts_ms: 20 }),
    show("soon", "scheduled", { starts_ms: 10 }),
    show("old", "ended", { ended_ms: 1 }),
    show("fresh", "ended", { started_ms: 5 }),
  ];
  const { upcoming, past } = floorOf(shows);
  assert.deepEqual(ids(upcoming), ["soon", "late"]);
  assert.deepEqual(ids(past), ["fresh", "old"]);
});

test("the piece in the hand is the pinned one of the line-up", () => {
  const jug = { id: "jug" };
  assert.equal(productOnShow({ lineup: [{ id: "cup" }, jug], pinned: { product_id: "jug" } }), jug);
  assert.equal(productOnShow({ lineup: [jug], pinned: null }), null);
  assert.equal(productOnShow(undefined), null);
});
