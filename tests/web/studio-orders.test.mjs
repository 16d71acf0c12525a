/** Orders of a seller: filters, shipping, the label. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { addressLines, canShip, counts, filtered, shipmentProblem } from "../../web/js/models/studio-orders.js";

const order = (id, status) => ({ id, status, created_ms: Number(id) });

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
  assert.equal(shipmentProblem({ carrier: " ", tracking: "1" }), "carrier");
  assert.equal(shipmentProblem({ carrier: "DHL", tracking: "" }), "tracking");
  assert.equal(shipmentProblem({ carrier: "DHL", tracking: "JD01" }), null);
});

test("an address has no empty lines", () => {
  const address = { name: "Vera", line1: "Kai 1", line2: "", city: "Gent", postal_code: "9000", region: "" };
  assert.deepEqual(addressLines(address, "Belgium"), ["Vera", "Kai 1", "9000 Gent", "Belgium"]);
});
