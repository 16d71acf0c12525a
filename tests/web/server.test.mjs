import assert from "node:assert/strict";
import { test } from "node:test";
import { arriving, trafficOf, troublesOf, verdictOn } from "../../web/js/models/server.js";

const track = { codec: "vp8", bitrate_bps: 1_000_000, packets_per_s: 90, loss_ratio: 0, jitter_ms: 4, fps: 30, height: 720 };
const health = (/** @type {object} */ more = {}) =>
  /** @type {any} */ ({ state: "live", since_ms: 0, viewers: 2, video: track, audio: { ...track, bitrate_bps: 40_000 }, rtt_ms: 20, layers: [], audience: { struggling: 0 }, advice: [], ...more });
const state = (/** @type {object} */ more = {}) =>
  /** @type {any} */ ({
    now_ms: 10_000,
    node: { opened_ms: 1, draining: false },
    checks: { database: true, redis: true },
    media: { bytes_in: 0, bytes_out: 0, dropped: 0 },
    chat: { degraded_rooms: 0, records_lost: 0, hooks_disabled: 0 },
    mail: { given_up: 0 },
    waiting: { mails: 3, webhooks: 0, checkout: { news: 0, news_set_aside: 0, payments: 0 } },
    storage: { full: false, nearly_full: false, dropped: 0 },
    ...more,
  });
const codes = (/** @type {any} */ one) => troublesOf(one).map(({ code }) => code);

test("a server that does well needs nobody", () => assert.deepEqual(codes(state()), []));

test("what stops sales comes before what only gets in the way", () => {
  const one = state({
    mail: { given_up: 2 },
    checks: { redis: false, database: false },
    storage: { full: true, nearly_full: true, dropped: 0 },
  });
  assert.deepEqual(codes(one), ["check", "database", "diskFull", "mailsGivenUp"]);
  assert.deepEqual(troublesOf(one)[0], { code: "check", bad: true, what: "redis" });
});

test("a queue needs somebody only once it is long", () => {
  const queue = (/** @type {number} */ n) => state({ waiting: { mails: 0, webhooks: n, checkout: { news: 0, news_set_aside: 0, payments: 0 } } });
  assert.deepEqual(codes(queue(100)), []);
  assert.deepEqual(troublesOf(queue(101)), [{ code: "queueLong", bad: false, n: 101 }]);
});

test("traffic is what passed between two looks at the same process", () => {
  const later = state({ now_ms: 15_000, media: { bytes_in: 625_000, bytes_out: 1_250_000, dropped: 10 } });
  assert.deepEqual(trafficOf(state(), later), { in_bps: 1_000_000, out_bps: 2_000_000, dropped: 2 });
  assert.equal(trafficOf(null, later), null);
  assert.equal(trafficOf(state({ node: { opened_ms: 0 } }), later), null);
});

test("all layers of a simulcast arrive, and a stream that is elsewhere is offline here", () => {
  assert.equal(arriving(health()), 1_040_000);
  assert.equal(arriving(health({ layers: [track, { ...track, bitrate_bps: 300_000 }] })), 1_340_000);
  assert.equal(verdictOn(/** @type {any} */ ({ health: health() }), 60_000).level, "good");
  assert.equal(verdictOn(/** @type {any} */ ({ health: health({ state: "offline" }) }), 60_000).level, "offline");
  const lossy = { ...track, loss_ratio: 0.1 };
  assert.equal(verdictOn(/** @type {any} */ ({ health: health({ video: lossy }) }), 60_000).cause, "loss");
});
