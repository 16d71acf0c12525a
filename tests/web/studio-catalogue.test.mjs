/** A seller's products: the list, sums as typed, options that span variants, the forms of a product and of delivery. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bodyOf as deliveryBody,
  faultsOf as deliveryFaults,
  newZone,
  readPercent,
  rowOf,
} from "../../web/js/models/delivery.js";
import { readMoney, readWhole, writeMoney } from "../../web/js/models/money-input.js";
import { bodyOf, differs, emptyForm, faultsOf, formOf, moved } from "../../web/js/models/product-form.js";
import { combinations, emptyVariant, readValues, recombine, spanned } from "../../web/js/models/product-variants.js";
import { counts, listed } from "../../web/js/models/studio-products.js";

const stock = (available) => ({ total: available + 1, available, held: 0, sold: 1 });
const product = (title, status, available = 1) => ({
  title,
  status,
  variants: [{ title: "", sku: `SKU-${title}`, stock: stock(available) }],
});

test("what is put away is under its own filter alone, and a search finds titles and SKUs", () => {
  const products = [
    product("Jug", "active"),
    product("Old jug", "archived"),
    product("Cup", "draft", 0),
    product("Vase", "active", 0),
  ];
  const titles = (filter, search = "") => listed(products, filter, search).map(({ title }) => title);
  assert.deepEqual(titles("all"), ["Vase", "Cup", "Jug"]);
  assert.deepEqual(titles("archived"), ["Old jug"]);
  assert.deepEqual(titles("gone"), ["Vase"]);
  assert.deepEqual(titles("all", " JUG sku"), ["Jug"]);
  assert.deepEqual(counts(products), { all: 3, active: 2, draft: 1, archived: 1, gone: 1 });
});

test("sums are read as people type them, and never as floats", () => {
  const cents = ["38", "38.5", "38,50", "0.29", "1 200", "1'200", ".5", "1.234", "", "abc", "-1", "1e3"].map((text) =>
    readMoney(text, "EUR"),
  );
  assert.deepEqual(cents, [3800, 3850, 3850, 29, 120000, 120000, null, null, null, null, null, null]);
  assert.deepEqual([readMoney("1200", "JPY"), readMoney("1.5", "JPY"), readMoney("1.234", "KWD")], [1200, null, 1234]);
  assert.deepEqual(
    [writeMoney(3850, "EUR"), writeMoney(3800, "EUR"), writeMoney(5, "EUR"), writeMoney(null, "EUR")],
    ["38.50", "38", "0.05", ""],
  );
  for (const minor of [1, 99, 100, 101, 123456]) assert.equal(readMoney(writeMoney(minor, "EUR"), "EUR"), minor);
  assert.deepEqual([readWhole("12"), readWhole("1 000"), readWhole("1.5"), readWhole("")], [12, 1000, null, null]);
});

const glaze = (...values) => [{ name: "Glaze", values }];
const row = (options, changes = {}) => ({ ...emptyVariant(), options, ...changes });

test("options span every combination", () => {
  const options = [...glaze("Moss", "Ink"), { name: "Size", values: ["S", "L"] }];
  assert.deepEqual(combinations(options).map(String), ["Moss,S", "Moss,L", "Ink,S", "Ink,L"]);
  assert.equal(spanned(options), 4);
  assert.deepEqual(readValues(" Moss, Ink ,,Moss"), ["Moss", "Ink"]);
});

test("rows stay with their values, and a new one begins with prices and without stock", () => {
  const rows = [
    row(["Moss"], { id: "m", price: "34", stock: "5", promised: 2 }),
    row(["Ink"], { id: "i", price: "36" }),
  ];
  const after = recombine(glaze("Moss", "Ink"), glaze("Ink", "Ash", "Moss"), rows);
  assert.deepEqual(
    after.map(({ options, id, stock }) => [options[0], id, stock]),
    [
      ["Ink", "i", ""],
      ["Ash", null, ""],
      ["Moss", "m", "5"],
    ],
  );
  assert.equal(after[1].price, "34");
});

test("a renamed value keeps its row", () => {
  const rows = [row(["Moss"], { id: "m" }), row(["Ink"], { id: "i" })];
  const after = recombine(glaze("Moss", "Ink"), glaze("Forest", "Ink"), rows);
  assert.deepEqual(
    after.map(({ id, options }) => [id, ...options]),
    [
      ["m", "Forest"],
      ["i", "Ink"],
    ],
  );
});

test("the only variant becomes the first one when options come, and a second option keeps what was sold", () => {
  const [first, second] = recombine([], glaze("Moss", "Ink"), [
    row([], { id: "only", price: "34", stock: "5", promised: 3 }),
  ]);
  assert.deepEqual([first.id, first.stock, second.id, second.price, second.promised], ["only", "5", null, "34", 0]);
  const sized = [...glaze("Moss", "Ink"), { name: "Size", values: ["S", "L"] }];
  const ids = recombine(glaze("Moss", "Ink"), sized, [first, { ...second, id: "two" }]).map(({ id }) => id);
  assert.deepEqual(ids, ["only", null, "two", null]);
});

test("no id stands in two rows, whatever happens to the options", () => {
  const steps = [glaze("A"), glaze("A", "B"), glaze("B", "A", "C"), [], glaze("C", "D"), glaze("D")];
  let made = 0;
  let before = [];
  let rows = [row([], { id: "0" })];
  for (const after of steps) {
    rows = recombine(before, after, rows).map((each) => ({ ...each, id: each.id ?? String((made += 1)) }));
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    before = after;
  }
});

const filled = () => ({ ...emptyForm(), title: " Jug ", variants: [row([], { price: "38,50", stock: "5" })] });

test("a product is saved as it was typed", () => {
  const body = bodyOf(filled(), "EUR");
  assert.deepEqual(
    [body.title, body.variants[0].price_minor, body.variants[0].stock, body.variants[0].max_per_order],
    ["Jug", 3850, 5, 10],
  );
  assert.deepEqual(faultsOf(filled(), "EUR"), {});
  assert.equal("id" in body.variants[0], false);
});

test("what is wrong is named by its field", () => {
  const form = {
    ...emptyForm(),
    options: [...glaze(), ...glaze("Moss")],
    pictures: [{ key: "1", url: "", shown: "", alt: "", progress: 0.5, fault: "" }],
    variants: [row(["Moss"], { price: "0", was: "x", stock: "2", promised: 3, limit: "0" })],
  };
  assert.deepEqual(faultsOf(form, "EUR"), {
    title: "titleMissing",
    pictures: "uploading",
    "options.0.values": "optionValues",
    "options.1.name": "optionTwice",
    "variants.0.price": "price",
    "variants.0.was": "was",
    "variants.0.stock": "promised",
    "variants.0.limit": "limit",
  });
});

test("a product that is opened and not touched has nothing to save, and comes back the same", () => {
  const known = {
    title: "Cups",
    description: "Two.",
    status: "draft",
    currency: "EUR",
    images: [
      { url: "/a", alt: "A" },
      { url: "/b", alt: "", sizes: [{ url: "/b-small" }] },
    ],
    options: glaze("Moss"),
    variants: [
      {
        id: "m",
        options: ["Moss"],
        price_minor: 3400,
        compare_at_minor: null,
        sku: "",
        stock: stock(4),
        max_per_order: 3,
        weight_grams: 450,
        image: 1,
      },
    ],
    max_per_buyer: 2,
    tax_code: "txcd_1",
  };
  const form = formOf(known);
  assert.equal(differs(form, formOf(known)), false);
  assert.equal(form.pictures[1].shown, "/b-small");
  const { variants, images } = bodyOf(form, "EUR");
  assert.deepEqual(variants[0], {
    id: "m",
    title: "Moss",
    options: ["Moss"],
    price_minor: 3400,
    compare_at_minor: null,
    sku: "",
    stock: 5,
    max_per_order: 3,
    weight_grams: 450,
    image: 1,
  });
  assert.deepEqual([bodyOf(form, "EUR").max_per_buyer, bodyOf(form, "EUR").tax_code], [2, "txcd_1"]);
  const wrong = { ...form, perBuyer: "none", taxCode: "a-b", variants: [{ ...form.variants[0], weight: "1.5" }] };
  assert.deepEqual(Object.keys(faultsOf(wrong, "EUR")), ["perBuyer", "taxCode", "variants.0.weight"]);
  assert.equal(bodyOf({ ...form, perBuyer: "" }, "EUR").max_per_buyer, null);
  assert.deepEqual(images, [
    { url: "/a", alt: "A" },
    { url: "/b", alt: "" },
  ]);
  const swapped = { ...form, pictures: moved(form.pictures, 1, 0) };
  assert.equal(differs(form, swapped), true);
  assert.equal(bodyOf(swapped, "EUR").variants[0].image, 0);
});

const zone = (countries, changes = {}) => ({
  ...newZone({ title: "Home", countries, rate: "Parcel", newId: () => "id" }),
  ...changes,
});

test("delivery is saved as it was typed and read back the same", () => {
  const typed = zone(["DE"], { tax: "5,5", rates: [{ id: "r", title: "Parcel", amount: "6.50", freeFrom: "100" }] });
  assert.deepEqual(deliveryFaults([typed], "EUR"), {});
  const [saved] = deliveryBody([typed], "EUR").zones;
  assert.deepEqual(saved.tax, { title: "", basis_points: 550, included: true });
  assert.deepEqual(saved.rates, [{ id: "r", title: "Parcel", amount_minor: 650, free_from_minor: 10000 }]);
  assert.deepEqual(deliveryBody([rowOf(saved, "EUR")], "EUR").zones, [saved]);
});

test("a zone says what it lacks, and a country is in one zone only", () => {
  const faults = deliveryFaults([zone(["DE"]), zone(["DE"], { title: " ", tax: "101" }), zone([])], "EUR");
  assert.deepEqual(faults, {
    "0.rates.0.amount": "amount",
    "1.title": "zoneName",
    "1.countries": "country",
    "1.tax": "tax",
    "1.rates.0.amount": "amount",
    "2.countries": "countries",
    "2.rates.0.amount": "amount",
  });
  assert.deepEqual(["19", "5,5", "5.05 %", "", "x", "100.01"].map(readPercent), [1900, 550, 505, 0, null, null]);
});
