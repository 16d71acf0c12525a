/** Sales of a show as the cockpit lists them. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { lastMinute, salesOf } from "../../web/js/models/studio-sales.js";

const order = (id, status, paid_ms = 1000, lines = 1) => ({
  id,
  number: `SF-${id}`,
  status,
  currency: "EUR",
  created_ms: paid_ms - 500,
  paid_ms,
  lines: Array.from({ length: lines }, () => ({ title: "Jug", quantity: 2, image_url: null })),
  totals: { total_minor: 7600 },
  address: { name: "Vera Claes" },
});

test("only what is paid counts as sold, newest first", () => {
  const sales = salesOf([order("1", "held"), order("2", "paid", 1000), order("3", "fulfilled", 5000)], null);
  assert.deepEqual(
    sales.map((sale) => sale.id),
    ["3", "2"],
  );
});

test("a sale shows the buyer's first name and how many lines are left out", () => {
  const [sale] = salesOf([order("1", "paid", 1000, 3)], null);
  assert.deepEqual([sale.buyer, sale.more, sale.quantity], ["Vera", 2, 2]);
});

test("sales are fresh when the last look did not have them", () => {
  const before = salesOf([order("1", "paid", 1000)], null);
  assert.equal(before[0].fresh, false);
  const after = salesOf([order("1", "paid", 1000), order("2", "paid", 2000)], before);
  assert.deepEqual(
    after.map((sale) => sale.fresh),
    [true, false],
  );
});

test("the last minute counts sixty seconds", () => {
  const sales = salesOf([order("1", "paid", 1000), order("2", "paid", 50_000)], null);
  assert.equal(lastMinute(sales, 61_000), 1);
});
