/** A session that is made ready before it is needed. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { HlsSpare } from "../../web/js/lib/hls-spare.js";

function rig() {
  const made = [];
  const spare = new HlsSpare(async () => {
    const session = { closed: false, close: () => (session.closed = true) };
    made.push(session);
    return /** @type {any} */ (session);
  });
  return { spare, made };
}

test("it is made once, however often it is asked for, and taken once", async () => {
  const { spare, made } = rig();
  spare.prepare();
  spare.prepare();
  const first = await spare.take();
  assert.equal(made.length, 1);
  assert.equal(first, made[0]);
  assert.equal(await spare.take(), made[1], "without one a new one is made");
});

test("what is not needed is closed", async () => {
  const { spare, made } = rig();
  spare.forget();
  spare.prepare();
  spare.forget();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(made[0].closed, true);
});

test("one that cannot be made is told to whoever takes it, and another is tried after it", async () => {
  let broken = true;
  const spare = new HlsSpare(async () => {
    if (broken) throw new Error("offline");
    return /** @type {any} */ ({ close() {} });
  });
  spare.prepare();
  await assert.rejects(spare.take());
  broken = false;
  assert.ok(await spare.take());
});
