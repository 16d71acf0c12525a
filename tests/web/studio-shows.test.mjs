/** A seller's shows in groups, and the form for a new one. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { checkForm, groupShows, localInput, showDraft, suggestedStart } from "../../web/js/models/studio-shows.js";

const show = (id, status, starts_ms, ended_ms = null) => ({ id, title: id, status, starts_ms, ended_ms });

test("shows are grouped live, soonest to come, latest over", () => {
  const groups = groupShows([
    show("b", "scheduled", 20),
    show("a", "scheduled", 10),
    show("l", "interrupted", 5),
    show("x", "ended", 1, 2),
    show("y", "ended", 3, 4),
  ]);
  const ids = (list) => list.map(({ id }) => id).join("");
  assert.deepEqual([ids(groups.live), ids(groups.upcoming), ids(groups.ended)], ["l", "ab", "yx"]);
});

const FORM = { title: " Kiln opening ", description: "", starts: "2030-01-01T19:00", product_ids: ["jug"] };

test("a form without faults can be sent, trimmed", () => {
  assert.deepEqual(checkForm(FORM, 0), {});
  assert.deepEqual(showDraft(FORM), {
    title: "Kiln opening",
    description: "",
    starts_ms: Date.parse("2030-01-01T19:00"),
    product_ids: ["jug"],
  });
});

test("each field says what is wrong with it", () => {
  const now = Date.parse("2031-01-01T00:00");
  assert.deepEqual(checkForm({ ...FORM, title: "a" }, now), { title: "title_short", starts: "starts_past" });
  assert.deepEqual(checkForm({ ...FORM, starts: "" }, 0), { starts: "starts_missing" });
  assert.deepEqual(checkForm({ ...FORM, title: "x".repeat(121), description: "y".repeat(2001) }, 0), {
    title: "title_long",
    description: "description_long",
  });
});

test("the suggested start is a full quarter of an hour, with time to set up", () => {
  const start = suggestedStart(Date.parse("2030-01-01T18:50"));
  assert.equal(localInput(start), "2030-01-01T19:15");
});
