/** Questions as a client sees them: counts, the order, what is dismissed, and votes of one's own. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Chat } from "../../web/js/models/chat.js";
import { answeredQuestions, dismissedOf, openQuestions } from "../../web/js/models/questions.js";

const JUNE = { person_id: "g1", name: "June" };
const NOOR = { person_id: "g2", name: "Noor" };
const HOST = { person_id: "a1", name: "Anna" };

function room(change = {}) {
  let id = 0;
  const chat = new Chat({ now: () => 500, newId: () => `c${++id}` });
  chat.receive({
    t: "welcome",
    ep: "k3f",
    off: 0,
    you: { id: "g1", name: "June", role: "viewer", muted: null },
    snapshot: {},
    history: [],
    viewers: 3,
    limits: { text: 200, heart_ms: 500 },
    server_ms: 1_000,
    ...change,
  });
  return chat;
}

const asked = (o, id, asker = NOOR) => ({ t: "qa.asked", o, ts: o, q: { id, asker, x: `about ${id}`, ts: o } });
const changed = (o, ...qs) => ({ t: "qa.changed", o, ts: o, id: `r${o}`, by: HOST, qs });
const ids = (questions) => questions.map(({ id }) => id);

test("a welcome brings what is asked, and which of it I ask", () => {
  const chat = room({
    snapshot: { questions: [{ id: "q1", asker: NOOR, x: "How tall?", ts: 1, n: 41 }] },
    voted: ["q1"],
  });
  assert.equal(openQuestions(chat.state.questions)[0].n, 41);
  assert.ok(chat.state.voted.has("q1"));
});

test("the most asked stands first, after the one being answered", () => {
  const chat = room();
  chat.receive([asked(1, "q1"), asked(2, "q2"), asked(3, "q3"), { t: "qa.votes", n: { q2: 5, q3: 2 } }]);
  assert.deepEqual(ids(openQuestions(chat.state.questions)), ["q2", "q3", "q1"]);
  const q1 = { id: "q1", asker: NOOR, x: "about q1", ts: 1, standing: "answering", answer: { by: "Anna", ts: 4 } };
  chat.receive([changed(4, q1)]);
  assert.deepEqual(ids(openQuestions(chat.state.questions)), ["q1", "q2", "q3"]);
});

test("an answered question leaves the list of what waits and keeps its count", () => {
  const chat = room();
  chat.receive([asked(1, "q1"), { t: "qa.votes", n: { q1: 7 } }]);
  const answer = { by: "Anna", ts: 4, x: "24 cm" };
  chat.receive([changed(2, { id: "q1", asker: NOOR, x: "about q1", ts: 1, standing: "answered", answer })]);
  assert.deepEqual(openQuestions(chat.state.questions), []);
  assert.equal(answeredQuestions(chat.state.questions)[0].n, 7);
});

test("who asked still reads what was taken away, and why; others do not see it", () => {
  const chat = room();
  chat.receive([asked(1, "q1", JUNE), asked(2, "q2")]);
  const gone = { x: "", ts: 1, standing: "dismissed", reason: "rude" };
  chat.receive([changed(3, { id: "q1", asker: JUNE, ...gone }, { id: "q2", asker: NOOR, ...gone })]);
  assert.deepEqual(openQuestions(chat.state.questions), []);
  assert.deepEqual(
    dismissedOf(chat.state.questions, "g1").map(({ x, reason }) => [x, reason]),
    [["about q1", "rude"]],
  );
});

test("a vote shows at once, and my own question is mine to ask", () => {
  const chat = room();
  chat.receive([asked(1, "q1"), asked(2, "q2", JUNE)]);
  assert.ok(chat.state.voted.has("q2"));
  assert.deepEqual(chat.vote("q1", true), { t: "qa.vote", id: "c1", q: "q1", on: true });
  assert.ok(chat.state.voted.has("q1"));
  chat.vote("q1", false);
  assert.ok(!chat.state.voted.has("q1"));
});
