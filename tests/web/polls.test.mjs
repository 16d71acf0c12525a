/** Polls as a client keeps them: opened, counted, closed, and what each option has of all votes. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Chat } from "../../web/js/models/chat.js";
import { closedPolls, openPolls, results } from "../../web/js/models/poll-results.js";
import { pollsFrom, withCounts, withPoll } from "../../web/js/models/polls.js";

const POLL = { id: "p1", x: "Which?", options: ["Blue", "Moss", "White"], by: { person_id: "h", name: "Hanna" }, ts: 5 };

test("a poll begins without votes, is counted, and keeps its counts when it closes", () => {
  let polls = withPoll(pollsFrom(), POLL);
  assert.deepEqual(polls.get("p1").n, [0, 0, 0]);
  polls = withCounts(polls, { p1: [1, 2, 0], other: [1] });
  polls = withPoll(polls, { ...POLL, closed_ms: 9 });
  assert.deepEqual(polls.get("p1").n, [1, 2, 0]);
  assert.deepEqual(closedPolls(polls, 10).map(({ id }) => id), ["p1"]);
});

test("a poll whose time is over is open no more, whoever says so", () => {
  const polls = withPoll(pollsFrom(), { ...POLL, ends_ms: 100 });
  assert.equal(openPolls(polls, 99).length, 1);
  assert.equal(openPolls(polls, 100).length, 0);
  assert.equal(closedPolls(polls, 100).length, 1);
});

test("shares are of all votes, and equals lead together", () => {
  const poll = { ...pollsFrom([{ ...POLL, n: [2, 2, 1] }]).get("p1") };
  assert.deepEqual(
    results(poll).map(({ share, leads }) => [share, leads]),
    [
      [40, true],
      [40, true],
      [20, false],
    ],
  );
  assert.deepEqual(results({ ...poll, n: [0, 0, 0] }).map(({ share, leads }) => [share, leads])[0], [0, false]);
});

test("one's own choice is shown at once and found again after a welcome", () => {
  const chat = new Chat({ now: () => 0, newId: () => "c1" });
  const you = { id: "me", name: "June", role: "viewer", muted: null };
  const welcome = { t: "welcome", ep: "e", off: 0, you, history: [], viewers: 1, limits: {}, server_ms: 1 };
  chat.receive({ ...welcome, snapshot: { polls: [{ ...POLL, n: [3, 0, 0] }] }, chosen: { p1: 0 } });
  assert.equal(chat.state.chosen.get("p1"), 0);
  assert.deepEqual(chat.choose("p1", 2), { t: "poll.vote", id: "c1", poll: "p1", option: 2 });
  assert.equal(chat.state.chosen.get("p1"), 2);
  chat.receive([{ t: "poll.votes", n: { p1: [2, 0, 1] } }]);
  assert.deepEqual(chat.state.polls.get("p1").n, [2, 0, 1]);
});
