/** Whether a path has died. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { isSilent } from "../../web/js/lib/silence.js";

/** A connection whose reports are given one after another. @param {object[][]} reports */
const peerWith = (reports) => /** @type {any} */ ({ getStats: async () => new Map((reports.shift() ?? []).entries()) });
/** @param {number} bytesReceived @param {number} [quietMs] */
const pair = (bytesReceived, quietMs) => ({
  type: "candidate-pair",
  timestamp: 9_000,
  bytesReceived,
  ...(quietMs === undefined ? {} : { lastPacketReceivedTimestamp: 9_000 - quietMs }),
});

/** @param {object[][]} reports @returns {Promise<{ silent: boolean, afterMs: number }>} */
async function looked(reports) {
  mock.timers.enable({ apis: ["setTimeout"] });
  let silent = /** @type {boolean | null} */ (null);
  void isSilent(peerWith(reports)).then((is) => (silent = is));
  let afterMs = 0;
  for (; silent === null && afterMs < 5_000; afterMs += 50) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(50);
  }
  mock.timers.reset();
  assert.notEqual(silent, null);
  return { silent: Boolean(silent), afterMs };
}

test("a path that brings anything within a second and a bit is alive", async () => {
  const { silent } = await looked([[pair(1_000), { type: "transport" }], [pair(1_060)]]);
  assert.equal(silent, false);
});

test("one that brings nothing is dead, and what it had been silent for counts", async () => {
  const unknown = await looked([[pair(1_000)], [pair(1_000)]]);
  const known = await looked([[pair(1_000, 700), pair(0)], [pair(1_000, 1_200)]]);
  assert.equal(unknown.silent && known.silent, true);
  assert.ok(unknown.afterMs >= 1_200);
  assert.ok(known.afterMs >= 500 && known.afterMs < unknown.afterMs);
});
