/** Choosing a variant by its options. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasPriceRange, startingVariant, valueState, withOption } from "../../web/js/models/variants.js";

const variant = (id, options, available = 1, price_minor = 3800) => ({
  id,
  options,
  price_minor,
  stock: { available },
});
const jug = {
  price_minor: 3800,
  options: [
    { name: "Glaze", values: ["Speckle", "Moss", "Ink", "Ash"] },
    { name: "Size", values: ["S", "L"] },
  ],
  variants: [
    variant("ss", ["Speckle", "S"]),
    variant("sl", ["Speckle", "L"], 1, 5200),
    variant("ms", ["Moss", "S"]),
    variant("is", ["Ink", "S"], 0),
    variant("il", ["Ink", "L"]),
  ],
};
const named = (id) => jug.variants.find((each) => each.id === id);

test("a page starts with the variant asked for, even one that is gone", () => {
  assert.equal(startingVariant(jug, "is")?.id, "is");
});

test("without a wish it starts with the first that can be bought", () => {
  const product = { ...jug, variants: [named("is"), named("il")] };
  assert.equal(startingVariant(product)?.id, "il");
  assert.equal(startingVariant(product, "unknown")?.id, "il");
});

test("another value keeps the other options where such a variant exists", () => {
  assert.equal(withOption(jug, named("sl"), 0, "Ink").id, "il");
  assert.equal(withOption(jug, named("ss"), 1, "L").id, "sl");
});

test("a value without that combination leads to one that can be bought", () => {
  assert.equal(withOption(jug, named("sl"), 0, "Moss").id, "ms");
});

test("a value that no variant has changes nothing", () => {
  assert.equal(withOption(jug, named("ss"), 0, "Ash").id, "ss");
});

test("values say whether they are chosen, free, gone or not made", () => {
  const states = ["Speckle", "Moss", "Ink", "Ash"].map((value) => valueState(jug, named("ss"), 0, value));
  assert.deepEqual(states, ["chosen", "free", "gone", "missing"]);
  assert.equal(valueState(jug, named("sl"), 0, "Ink"), "free");
});

test("prices that differ make a range", () => {
  assert.equal(hasPriceRange(jug), true);
  assert.equal(hasPriceRange({ ...jug, variants: [named("ss"), named("ms")] }), false);
});
