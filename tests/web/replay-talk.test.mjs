/** The talk beside a replay: fetched a page ahead, begun anew after a jump, told up to a moment. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplayTalk } from "../../web/js/models/replay-talk.js";

/** @param {number} o @param {number} at_seconds */
const said = (o, at_seconds) =>
  ({ t: /** @type {const} */ ("chat"), o, at_seconds, from: { name: "Ann", role: /** @type {const} */ ("viewer"), buyer: false }, x: `says ${o}` });

/** @param {ReplayTalk} talk @param {number} seconds */
const texts = (talk, seconds) => talk.linesAt(seconds, 50).map((line) => (line.kind === "message" ? line.text : line.title));

/** @param {ReplayTalk} talk @param {number} seconds @param {any[]} items @param {number | null} next */
function fetched(talk, seconds, items, next) {
  const due = talk.due(seconds);
  assert.ok(due);
  talk.take(due.turn, { items, next });
  return due.query;
}

test("a moment's talk is fetched with what was said before it, and told as the replay goes on", () => {
  const talk = new ReplayTalk();
  assert.deepEqual(fetched(talk, 100, [said(1, 20), said(2, 99), said(3, 101)], 3), { from_seconds: 10 });
  assert.deepEqual(texts(talk, 100), ["says 1", "says 2"]);
  assert.deepEqual(texts(talk, 101), ["says 1", "says 2", "says 3"]);
  assert.deepEqual(talk.linesAt(101, 1).map(({ key }) => key), ["o3"]);
});

test("the next page is asked for once, before what is here ends, and never past the end", () => {
  const talk = new ReplayTalk();
  fetched(talk, 0, [said(1, 5), said(2, 60)], 2);
  assert.equal(talk.due(20), null);
  const due = talk.due(31);
  assert.deepEqual(due?.query, { after: 2 });
  assert.equal(talk.due(32), null);
  talk.take(due?.turn ?? 0, { items: [said(3, 70)], next: null });
  assert.equal(talk.due(5000), null);
  assert.deepEqual(texts(talk, 5000), ["says 1", "says 2", "says 3"]);
});

test("a jump begins anew, and an answer that comes late is not mixed in", () => {
  const talk = new ReplayTalk();
  fetched(talk, 0, [said(1, 5)], 1);
  const late = talk.due(1);
  assert.deepEqual(fetched(talk, 1000, [said(9, 990)], 9), { from_seconds: 910 });
  talk.take(late?.turn ?? 0, { items: [said(2, 6)], next: 2 });
  assert.deepEqual(texts(talk, 1000), ["says 9"]);
  assert.deepEqual(talk.due(100)?.query, { from_seconds: 10 });
});

test("what could not be fetched is asked for again", () => {
  const talk = new ReplayTalk();
  talk.failed(talk.due(0)?.turn ?? 0);
  assert.deepEqual(talk.due(0)?.query, { from_seconds: 0 });
});

test("sales of one thing in one second are one line, and nobody is named", () => {
  const talk = new ReplayTalk();
  const sold = (/** @type {number} */ o, /** @type {number} */ at_seconds) => ({ t: "sold", o, at_seconds, title: "Jug", quantity: 2 });
  fetched(talk, 0, [sold(1, 5), sold(2, 5.4)], null);
  const [line] = talk.linesAt(6, 50);
  assert.deepEqual(line?.kind === "sold" && [line.quantity, line.name, line.sales], [4, null, 2]);
});
