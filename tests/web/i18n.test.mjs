/** Choosing words: plural forms, values, numbers the reader's way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { plainSpaces, translator } from "../../web/js/lib/i18n.js";
import { t } from "../../web/js/i18n/shop.js";

const russian = new Intl.PluralRules("ru");
const goods = { goods: { one: "{n} товар", few: "{n} товара", many: "{n} товаров", other: "{n} товара" } };

test("Russian takes its form from the number", () => {
  const say = translator([goods], russian);
  assert.deepEqual(
    [1, 2, 5, 11, 21, 104].map((n) => say("goods", { n })),
    ["1 товар", "2 товара", "5 товаров", "11 товаров", "21 товар", "104 товара"],
  );
});

test("a form that a language lacks falls back to the general one", () => {
  assert.equal(
    translator([{ goods: { one: "{n} piece", other: "{n} pieces" } }], russian)("goods", { n: 3 }),
    "3 pieces",
  );
});

test("numbers are grouped, texts are left alone", () => {
  const say = translator([{ seen: "{n} of {whole} by {name}" }]);
  assert.equal(say("seen", { n: 1284, whole: 12000, name: "1000" }), "1,284 of 12,000 by 1000");
});

test("the first dictionary that holds a key wins", () => {
  assert.equal(translator([{ a: "own" }, { a: "common" }])("a"), "own");
});

test("a key that nobody knows is an error, not a blank", () => {
  assert.throws(() => translator([{}])("nothing.here"), /no word for "nothing\.here"/);
});

test("an area's words include the common ones", () => {
  assert.equal(t("action.close"), "Close");
  assert.equal(t("seller.products", { n: 1 }), "1 product");
});

test("the space that the font lacks is replaced", () => {
  assert.equal(plainSpaces("1\u202f284\u00a0€"), "1\u00a0284\u00a0€");
});
