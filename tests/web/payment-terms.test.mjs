/** What a shop lets people pay later, as it is typed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf, faultsOf, termsOf } from "../../web/js/models/payment-terms.js";

const TERMS = {
  delivery: { enabled: true, words: "" },
  invoice: { enabled: false, words: "" },
  most_minor: 15_000,
  most_open: 2,
  accounts_only: true,
};
const faults = (change) => Object.keys(faultsOf({ ...draftOf(TERMS, "EUR"), ...change }, "EUR"));

test("terms come back as they were saved", () => {
  assert.deepEqual(termsOf(draftOf(TERMS, "EUR"), "EUR"), TERMS);
  assert.equal(termsOf({ ...draftOf(TERMS, "EUR"), most: " " }, "EUR").most_minor, null);
});

test("an invoice says where the money goes, and limits are sums and numbers", () => {
  assert.deepEqual(faults({}), []);
  assert.deepEqual(faults({ invoice: { enabled: true, words: " " } }), ["words"]);
  assert.deepEqual(faults({ most: "much", open: "21" }), ["most", "open"]);
  assert.deepEqual(faults({ open: "0" }), ["open"]);
});
