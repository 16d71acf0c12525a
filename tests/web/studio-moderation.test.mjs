/** Measures of a moderator that are still in force. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { activeMutes, withEntry } from "../../web/js/models/studio-moderation.js";

const entry = (id, action, person_id, at_ms, until_ms = null) => ({
  id,
  action,
  at_ms,
  until_ms,
  room_id: "kiln",
  actor: { person_id: "timo", name: "Timo" },
  target: { person_id, name: person_id },
  message: null,
  reason: "spam",
});

test("a mute holds until it runs out or is taken back", () => {
  const log = [
    entry("4", "unmute", "max", 40),
    entry("3", "mute", "max", 30, 900),
    entry("2", "mute", "rex", 20, 1020),
    entry("1", "mute", "kit", 10, 90),
  ];
  const active = activeMutes(log, 100);
  assert.deepEqual(
    active.map(({ entry: { target }, left_ms }) => [target.person_id, left_ms]),
    [["rex", 920]],
  );
  assert.equal(active[0].share, 0.92);
});

test("hiding a message does not end a mute", () => {
  assert.equal(activeMutes([entry("2", "delete", "rex", 30), entry("1", "mute", "rex", 20, 500)], 100).length, 1);
});

test("an entry told live and fetched later is kept once", () => {
  const log = [entry("1", "mute", "rex", 20, 500)];
  assert.equal(withEntry(log, entry("1", "mute", "rex", 20, 500)).length, 1);
  assert.equal(withEntry(log, entry("2", "unmute", "rex", 30))[0].id, "2");
});

test("a mute that was undone is over, and holds again when the undo is undone", () => {
  const mute = entry("1", "mute", "rex", 20, 500);
  const undo = { ...entry("2", "undo", "rex", 30), undoes: "1" };
  assert.equal(activeMutes([undo, mute], 100).length, 0);
  assert.equal(activeMutes([{ ...entry("3", "undo", "rex", 40), undoes: "2" }, undo, mute], 100).length, 1);
});
