/** The moderators' desk: cases, measures, undo, history. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  emptyDesk,
  groupedReports,
  historyOf,
  inForce,
  markedParts,
  notesOn,
  undoable,
  withFrame,
} from "../../web/js/models/desk.js";

const KIT = { person_id: "k1", name: "Kit" };
const TIMO = { person_id: "t1", name: "Timo" };

function entry(id, action, more = {}) {
  const base = { id, action, at_ms: 100, actor: TIMO, target: KIT, message: null, reason: "", until_ms: null };
  return { ...base, undoes: null, reverse: {}, ...more };
}

const done = (desk, ...entries) =>
  entries.reduce((state, each) => withFrame(state, { t: "mod.done", entry: each }), desk);
const held = (id, state = "open") => ({ kind: "held", id, state, from: { id: "k1", name: "Kit" }, x: "junk" });
const report = (id, off) => ({ kind: "report", id, off, state: "open", person: KIT, reason: "rude" });

test("a case waits until it is closed", () => {
  let desk = withFrame(emptyDesk(), { t: "mod.case", case: held("h1") });
  desk = withFrame(desk, { t: "mod.case", case: held("h2") });
  desk = withFrame(desk, { t: "mod.case", case: held("h1", "accepted") });
  assert.deepEqual(
    desk.cases.map(({ id }) => id),
    ["h2"],
  );
});

test("a measure is in force from its action to its end, its lifting or its undoing", () => {
  const mute = entry("a1", "mute", { until_ms: 1_100, reverse: { lift: { person_id: "k1", kind: "mute" } } });
  const muted = done(emptyDesk(), mute);
  assert.deepEqual(
    inForce(muted.measures, 600).map(({ left_ms, share }) => [left_ms, share]),
    [[500, 0.5]],
  );
  assert.equal(inForce(muted.measures, 1_100).length, 0);
  assert.equal(done(muted, entry("a2", "unmute")).measures.length, 0);
  assert.equal(done(muted, entry("a3", "undo", { undoes: "a1" })).measures.length, 0);
  assert.equal(done(muted, entry("a4", "ban")).measures.length, 2);
});

test("undoing a measure that replaced another brings that one back", () => {
  const before = { person: KIT, kind: "mute", until_ms: 900, reason: "", by: TIMO, at_ms: 1 };
  const desk = done(emptyDesk(), entry("a1", "mute", { reverse: { measure: before } }));
  assert.deepEqual(done(desk, entry("a2", "undo", { undoes: "a1" })).measures, [before]);
});

test("the newest action that was not undone is the one to undo", () => {
  let desk = done(emptyDesk(), entry("a1", "mute"), entry("a2", "delete"), entry("a3", "hold", { reverse: null }));
  assert.equal(undoable(desk.audit).id, "a2");
  desk = done(desk, entry("a4", "undo", { undoes: "a2" }));
  assert.equal(undoable(desk.audit).id, "a1");
});

test("reports of one message are one line", () => {
  const groups = groupedReports([report("r1", 7), report("r2", 7), report("r3", 9)]);
  assert.deepEqual(
    groups.map(({ report: { id }, count }) => [id, count]),
    [
      ["r1", 2],
      ["r3", 1],
    ],
  );
});

test("a person's history has words and deeds, the newest first, and notes apart", () => {
  const desk = done(emptyDesk(), entry("a1", "note", { reason: "calm" }), entry("a2", "warn", { at_ms: 50 }));
  const lines = [{ kind: "message", key: "o1", off: 1, ts: 70, from: { id: "k1", name: "Kit" }, text: "junk" }];
  const history = historyOf("k1", lines, desk.audit);
  assert.deepEqual(
    history.map((item) => item.line?.text ?? item.entry.action),
    ["junk", "warn"],
  );
  assert.equal(notesOn("k1", desk.audit).length, 1);
  assert.equal(notesOn("k1", done(desk, entry("a3", "undo", { undoes: "a1" })).audit).length, 0);
});

test("what a rule found is marked, if it stands in the message as such", () => {
  assert.deepEqual(markedParts("same at Clay.shop now", "clay.shop"), ["same at ", "Clay.shop", " now"]);
  assert.deepEqual(markedParts("nothing", "xyz"), ["nothing", "", ""]);
});

test("the desk is as the server has it after every welcome", () => {
  const frame = { t: "mod.desk", cases: [held("h1")], audit: [], measures: [], regime: { policy: {}, panic_until_ms: null }, newcomers: 4 };
  assert.deepEqual(withFrame(emptyDesk(), frame).raid, { newcomers: 4, on: false });
});
