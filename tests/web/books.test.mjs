/** What was sold and where it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { keptMinor, partsOf, placesOf } from "../../web/js/models/books.js";

const BOOKS = {
  currency: "EUR",
  sales_minor: 10_000,
  refunds_minor: 1_000,
  disputed_minor: 0,
  fees_minor: 175,
  balance_minor: 3_825,
  available_minor: 0,
  unreported_minor: 0,
  by_hand_minor: 0,
  paid_out_minor: 5_000,
};

test("what is left of the sales is somewhere", () => {
  assert.equal(keptMinor(BOOKS), 8_825);
  assert.equal(
    placesOf(BOOKS).reduce((sum, { minor }) => sum + minor, 0),
    keptMinor(BOOKS),
  );
});

test("only what there is makes a row", () => {
  assert.deepEqual(partsOf(BOOKS).map(({ name }) => name), ["sales", "refunds", "fees"]);
  assert.deepEqual(placesOf(BOOKS).map(({ name }) => name), ["balance", "out"]);
});
