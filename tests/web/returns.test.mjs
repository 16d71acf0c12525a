/** Sending something back: what may go, and what the request says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canReturn, freshReturn, openReturn, returnNames, returnRequest } from "../../web/js/models/returns.js";

const order = (change = {}) => ({
  status: "fulfilled",
  shipment: {},
  lines: [
    { variant_id: "jug", title: "Jug", variant_title: "Moss", quantity: 1 },
    { variant_id: "cup", title: "Cup", variant_title: "", quantity: 2 },
  ],
  refunds: [],
  returns: [],
  ...change,
});
const back = (lines) => ({ state: "done", amount_minor: 1, lines });

test("only what was sent and not given back in money can go back, one parcel at a time", () => {
  assert.equal(canReturn(order()), true);
  assert.equal(canReturn(order({ status: "paid", shipment: null })), false);
  assert.equal(canReturn(order({ status: "disputed" })), false);
  const all = [
    { variant_id: "jug", quantity: 1 },
    { variant_id: "cup", quantity: 2 },
  ];
  assert.equal(canReturn(order({ refunds: [back(all)] })), false);
  const asked = order({ returns: [{ id: "r", state: "accepted" }] });
  assert.equal(canReturn(asked), false);
  assert.equal(openReturn(asked).id, "r");
  assert.equal(canReturn(order({ returns: [{ id: "r", state: "declined" }] })), true);
});

test("a single piece is chosen already", () => {
  assert.deepEqual(freshReturn(order()).lines, {});
  const one = order({ refunds: [back([{ variant_id: "cup", quantity: 2 }])] });
  assert.deepEqual(freshReturn(one).lines, { jug: 1, cup: 0 });
});

test("the request names what goes back and nothing else", () => {
  const draft = { reason: "damaged", lines: { jug: 1, cup: 0 }, note: " Cracked " };
  const wanted = [{ variant_id: "jug", quantity: 1 }];
  assert.deepEqual(returnRequest(draft, "k"), { client_key: "k", reason: "damaged", lines: wanted, note: "Cracked" });
  assert.deepEqual(returnNames(order(), { lines: wanted }), ["1 × Jug, Moss"]);
});
