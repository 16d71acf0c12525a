/** What a product costs at a moment, and news of its prices. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { flashLeft, priceNow, variantPriceNow, withPrices } from "../../web/js/models/flash.js";

const flash = { id: "f", show_id: null, starts_ms: 1000, ends_ms: 5000 };
const jug = {
  id: "jug",
  price_minor: 4800,
  compare_at_minor: 5000,
  flash,
  flash_minor: 3800,
  variants: [
    { id: "small", price_minor: 4800, compare_at_minor: 5000, flash_minor: 3800 },
    { id: "mini", price_minor: 3000, compare_at_minor: null, flash_minor: null },
  ],
};

test("a flash price counts from its first millisecond to the one before its end", () => {
  const at = (ms) => priceNow(jug, ms).minor;
  assert.deepEqual([999, 1000, 4999, 5000].map(at), [4800, 3800, 3800, 4800]);
});

test("while it lasts the usual price is the one struck through, after it the seller's own", () => {
  assert.deepEqual(priceNow(jug, 2000), { minor: 3800, was: 4800, flash: { leftMs: 3000, share: 0.75 } });
  assert.deepEqual(priceNow(jug, 6000), { minor: 4800, was: 5000, flash: null });
});

test("a variant that the flash price does not lower keeps its own", () => {
  assert.deepEqual(variantPriceNow(jug, jug.variants[1], 2000), { minor: 3000, was: null, flash: null });
});

test("a product without a flash price has none", () => {
  assert.equal(flashLeft(null, 2000), null);
  assert.equal(priceNow({ price_minor: 100, compare_at_minor: 90 }, 2000).was, null);
});

test("news of prices changes that product alone, and only variants that are known", () => {
  const cup = { id: "cup", price_minor: 900, variants: [] };
  const news = {
    product_id: "jug",
    price_minor: 4000,
    compare_at_minor: null,
    flash: null,
    flash_minor: null,
    variants: [
      { id: "small", price_minor: 4000, compare_at_minor: null, flash_minor: null },
      { id: "new", price_minor: 1, compare_at_minor: null, flash_minor: null },
    ],
  };
  const [changed, other] = withPrices([jug, cup], news);
  assert.equal(other, cup);
  assert.deepEqual([changed.price_minor, changed.flash, changed.variants.length], [4000, null, 2]);
  assert.deepEqual([changed.variants[0].price_minor, changed.variants[1].price_minor], [4000, 3000]);
});
