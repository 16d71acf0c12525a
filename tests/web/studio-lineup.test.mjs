/** The line-up of the cockpit: what is next, what is gone, what moves where. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { applyStock, lineupRows, move, nextUp, stockOf } from "../../web/js/models/studio-lineup.js";

const stock = (available, held = 0, total = 10) => ({ total, available, held, sold: total - available - held });
const product = (id, ...stocks) => ({
  id,
  title: id,
  price_minor: 1000,
  currency: "EUR",
  images: [],
  variants: stocks.map((each, index) => ({ id: `${id}-${index}`, stock: each })),
});
const SHOW = [product("jug", stock(7, 2)), product("cups", stock(0, 1)), product("vase", stock(1, 0, 1))];
const NONE = new Set();

test("stock of a product is the sum over its variants", () => {
  assert.deepEqual(stockOf(product("jug", stock(3, 1), stock(4, 2))), { total: 20, available: 7, held: 3, sold: 10 });
});

test("the next pin skips what is sold out", () => {
  assert.equal(nextUp(SHOW, "jug", NONE), "vase");
});

test("nothing pinned means that the first product comes next", () => {
  assert.equal(nextUp(SHOW, null, NONE), "jug");
});

test("after the last product the next pin is the first one not shown yet", () => {
  assert.equal(nextUp(SHOW, "vase", new Set(["vase"])), "jug");
});

test("when everything was shown nothing is next", () => {
  assert.equal(nextUp(SHOW, "vase", new Set(["vase", "jug"])), null);
});

test("a row says whether its product is pinned, next, shown or gone", () => {
  const rows = lineupRows(SHOW, "vase", new Set(["cups"]));
  assert.deepEqual(
    rows.map(({ number, pinned, next, shown, gone }) => [number, pinned, next, shown, gone]),
    [
      [1, false, true, false, false],
      [2, false, false, true, true],
      [3, true, false, false, false],
    ],
  );
});

test("moving clamps the target and leaves the original alone", () => {
  const items = ["a", "b", "c"];
  assert.deepEqual(move(items, 0, 9), ["b", "c", "a"]);
  assert.deepEqual(move(items, 2, -4), ["c", "a", "b"]);
  assert.deepEqual(move(items, 7, 0), ["a", "b", "c"]);
  assert.deepEqual(items, ["a", "b", "c"]);
});

test("news of stock changes one variant and works out what sold", () => {
  const news = { product_id: "jug", variant_id: "jug-0", total: 10, available: 5, held: 2 };
  const [jug, cups] = applyStock(SHOW, news);
  assert.deepEqual(jug.variants[0].stock, { total: 10, available: 5, held: 2, sold: 3 });
  assert.equal(cups, SHOW[1]);
});

test("news of a product outside the line-up changes nothing", () => {
  assert.deepEqual(applyStock(SHOW, { product_id: "hat", variant_id: "x", total: 1, available: 0, held: 0 }), SHOW);
});
