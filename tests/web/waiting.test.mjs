/** Places on waiting lists. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { goneVariants, isWaiting, newTurns, placeOf } from "../../web/js/models/waiting.js";

const place = (product_id, n, order_id = null) => ({ variant_id: `${product_id}-${n}`, product_id, place: n, order_id });

test("of several places for a product the turn counts first, then the lowest number", () => {
  const places = [place("jug", 4), place("jug", 2), place("cup", 1)];
  assert.equal(placeOf(places, "jug").place, 2);
  assert.equal(placeOf([...places, place("jug", null, "o1")], "jug").order_id, "o1");
  assert.equal(placeOf(places, "vase"), null);
});

test("a turn is news once", () => {
  const turn = place("jug", null, "o1");
  assert.deepEqual(newTurns([place("jug", 1)], [turn]), [turn]);
  assert.deepEqual(newTurns([turn], [turn]), []);
});

test("whoever has only turns does not wait any more", () => {
  assert.equal(isWaiting([place("jug", null, "o1")]), false);
  assert.equal(isWaiting([place("jug", 7)]), true);
});

test("only what is gone can be waited for", () => {
  const variants = [{ id: "a", stock: { available: 0 } }, { id: "b", stock: { available: 1 } }];
  assert.deepEqual(goneVariants({ variants }).map(({ id }) => id), ["a"]);
});
