/** Orders of a seller: filters, shipping, the label. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { addressLines, canShip, counts, filtered, shipmentProblem } from "../../web/js/models/studio-orders.js";

const order = (id, status, rest = {}) => ({
  id,
  status,
  created_ms: Number(id),
  shipment: null,
  refunds: [],
  totals: { total_minor: 4590 },
  ...rest,
});

test("each filter holds its own states and counts them", () => {
  const orders = [order("1", "paid"), order("2", "held"), order("3", "refunded"), order("4", "disputed")];
  assert.deepEqual(
    filtered(orders, "to_ship").map(({ id }) => id),
    ["1"],
  );
  assert.deepEqual(counts(orders), { to_ship: 1, all: 4, open: 1, shipped: 0, attention: 1, closed: 1 });
});

test("only a paid order can be shipped, and a shipment needs both words", () => {
  assert.deepEqual([canShip(order("1", "paid")), canShip(order("1", "fulfilled"))], [true, false]);
  const back = { state: "pending", amount_minor: 4590, lines: [] };
  assert.equal(canShip(order("1", "paid", { refunds: [back] })), false, "all of it is on its way back");
  assert.equal(canShip(order("1", "part_refunded")), true);
  assert.equal(canShip(order("1", "part_refunded", { shipment: {} })), false);
  assert.equal(shipmentProblem({ carrier: " ", tracking: "1" }), "carrier");
  assert.equal(shipmentProblem({ carrier: "DHL", tracking: "" }), "tracking");
  assert.equal(shipmentProblem({ carrier: "DHL", tracking: "JD01" }), null);
  const linked = (tracking_url) => shipmentProblem({ carrier: "DHL", tracking: "1", tracking_url });
  assert.equal(linked("https://dhl.example.com/?id=1"), null);
  for (const wrong of ["http://dhl.example.com", "dhl.example.com", "https://dhl", "javascript:alert(1)"])
    assert.equal(linked(wrong), "tracking_url", wrong);
});

test("what is refunded in part stays to be shipped until it has left", () => {
  const waits = counts([order("1", "part_refunded")]);
  const gone = counts([order("1", "part_refunded", { shipment: {} })]);
  assert.deepEqual([waits.to_ship, waits.closed, gone.to_ship, gone.closed], [1, 0, 0, 1]);
});

test("what waits for an answer of the seller needs them", () => {
  const asked = order("1", "fulfilled", { returns: [{ state: "requested" }] });
  const over = order("2", "fulfilled", { returns: [{ state: "declined" }] });
  assert.deepEqual(
    filtered([asked, over, order("3", "needs_review")], "attention").map(({ id }) => id),
    ["3", "1"],
  );
});

test("an address has no empty lines", () => {
  const address = { name: "Vera", line1: "Kai 1", line2: "", city: "Gent", postal_code: "9000", region: "" };
  assert.deepEqual(addressLines(address, "Belgium"), ["Vera", "Kai 1", "9000 Gent", "Belgium"]);
});
