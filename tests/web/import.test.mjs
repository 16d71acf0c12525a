/** Taking over a product file: which files, and reading the answer as it comes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canTake, fileFault, LARGEST_BYTES, readAnswer } from "../../web/js/models/import.js";

async function* pieces(...texts) {
  yield* texts;
}

test("only tables of a bearable size are sent", () => {
  assert.equal(fileFault({ name: "products.CSV", size: 10 }), null);
  assert.equal(fileFault({ name: "products.xlsx", size: 10 }), "type");
  assert.equal(fileFault({ name: "a.csv", size: LARGEST_BYTES + 1 }), "large");
});

test("progress is told as it comes, wherever the pieces are cut, and the report ends it", async () => {
  const told = [];
  const answer = pieces('{"done":1,', '"of":2}\n{"done":2,"of":2}\n{"products":[],', '"problems":[],"done":true}\n');
  const report = await readAnswer(answer, ({ done }) => told.push(done));
  assert.deepEqual(told, [1, 2]);
  assert.equal(report.done, true);
  assert.equal(await readAnswer(pieces('{"done":1,"of":2}\n'), () => {}), null, "the connection broke");
});

test("a file with anything wrong, or with nothing in it, is not taken over", () => {
  assert.equal(canTake({ problems: [], products: [{}] }), true);
  assert.equal(canTake({ problems: [{}], products: [{}] }), false);
  assert.equal(canTake({ problems: [], products: [] }), false);
});
