/** What the stock of a piece may say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stockState, stockSum } from "../../web/js/models/stock.js";

const stock = (total, available, held = 0) => ({ total, available, held, sold: total - available - held });

test("each amount has its word", () => {
  assert.equal(stockState(stock(24, 24)), "plenty");
  assert.equal(stockState(stock(24, 5)), "few");
  assert.equal(stockState(stock(24, 1)), "last");
  assert.equal(stockState(stock(1, 1)), "single");
  assert.equal(stockState(stock(24, 0, 2)), "goneHeld");
  assert.equal(stockState(stock(24, 0)), "gone");
});

test("variants add up to the product", () => {
  assert.deepEqual(stockSum([stock(3, 1, 1), stock(5, 5)]), { total: 8, available: 6, held: 1, sold: 1 });
  assert.deepEqual(stockSum([]), { total: 0, available: 0, held: 0, sold: 0 });
});
