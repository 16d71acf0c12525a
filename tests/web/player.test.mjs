/** When the player asks for the picture, gives up, waits and comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DelayMeter,
  idlePlayer,
  nextPlayer,
  START_MS,
  STALL_RESTART_MS,
  STALL_SAID_MS,
} from "../../web/js/models/player.js";

/** Plays a list of [event, at_ms] with random() = 0. */
function play(...steps) {
  return steps.reduce((state, [event, at]) => nextPlayer(state, event, at, () => 0), idlePlayer());
}

const live = [{ type: "source", source: "live" }, 1_000];
const frame = (at) => [{ type: "frame" }, at];
const linked = [{ type: "connected" }, 1_050];
const tick = (at) => [{ type: "tick" }, at];

test("a live show is asked for at once", () => {
  const state = play(live);
  assert.equal(state.phase, "connecting");
  assert.equal(state.turn, 1);
});

test("the first frame makes it play and forgets earlier tries", () => {
  const state = play(
    live,
    [{ type: "failed", code: "network" }, 1_100],
    tick(1_400),
    [{ type: "connected" }, 1_450],
    frame(1_500),
  );
  assert.equal(state.phase, "playing");
  assert.equal(state.attempt, 0);
  assert.equal(state.turn, 2);
});

test("a refusal waits as long as the server asked, spread over half as much again", () => {
  const wait = [{ type: "refused", code: "not_publishing", retryMs: 2_000 }, 1_100];
  assert.equal(play(live, wait).phase, "waiting");
  assert.equal(play(live, wait).retryAtMs, 3_100);
  assert.equal(nextPlayer(play(live), wait[0], 1_100, () => 1).retryAtMs, 4_100);
  assert.equal(play(live, wait, tick(3_000)).turn, 1);
  assert.equal(play(live, wait, tick(3_100)).turn, 2);
});

test("a refusal without a time does not make it hammer", () => {
  assert.equal(play(live, [{ type: "refused", code: "too_busy", retryMs: 0 }, 1_000]).retryAtMs, 1_500);
});

test("missing pictures are first said, then the connection is opened anew", () => {
  const playing = [live, linked, frame(1_100)];
  assert.equal(play(...playing, tick(1_100 + STALL_SAID_MS)).phase, "playing");
  assert.equal(play(...playing, tick(1_101 + STALL_SAID_MS)).phase, "lost");
  const given = play(...playing, tick(1_101 + STALL_RESTART_MS));
  assert.equal(given.code, "no_frames");
  assert.equal(given.attempt, 1);
  assert.equal(nextPlayer(given, { type: "tick" }, given.retryAtMs, () => 0).turn, 2);
});

test("a picture that comes back in time needs no new connection", () => {
  const state = play(live, linked, frame(1_100), tick(1_101 + STALL_SAID_MS), frame(4_000));
  assert.equal(state.phase, "playing");
  assert.equal(state.turn, 1);
});

test("an answer that does not come is given up", () => {
  assert.equal(play(live, tick(1_000 + START_MS)).retryAtMs, null);
  assert.equal(play(live, tick(1_001 + START_MS)).code, "no_answer");
});

test("each failed try waits longer and is counted", () => {
  let state = play(live, linked, frame(1_100), [{ type: "failed", code: "ice" }, 1_200]);
  const first = state.retryAtMs - 1_200;
  state = nextPlayer(state, { type: "tick" }, state.retryAtMs, () => 0);
  state = nextPlayer(state, { type: "failed", code: "ice" }, 2_000, () => 0);
  assert.equal(state.phase, "lost");
  assert.equal(state.attempt, 2);
  assert.ok(state.retryAtMs - 2_000 > first);
});

test("a network that is back is tried at once", () => {
  const state = play(live, [{ type: "failed", code: "network" }, 1_100], [{ type: "online" }, 1_110]);
  assert.equal(state.turn, 2);
});

test("when the seller is away the connection is kept, and the picture's return needs no new one", () => {
  const away = play(
    live,
    [{ type: "connected" }, 1_050],
    frame(1_100),
    [{ type: "source", source: "interrupted" }, 4_100],
    tick(60_000),
  );
  assert.equal(away.phase, "interrupted");
  assert.equal(away.turn, 1);
  const back = nextPlayer(away, { type: "source", source: "live" }, 61_000, () => 0);
  assert.equal(nextPlayer(back, { type: "frame" }, 61_200, () => 0).turn, 1);
  assert.equal(nextPlayer(back, { type: "tick" }, 61_001 + STALL_RESTART_MS, () => 0).code, "no_frames");
});

test("the time that a page was hidden is not held against the connection", () => {
  const state = play(live, [{ type: "connected" }, 1_050], frame(1_100), [{ type: "woke" }, 90_000], tick(90_100));
  assert.equal(state.phase, "playing");
  assert.equal(state.turn, 1);
});

test("the last picture of a lost connection does not count as a new one", () => {
  const lost = play(live, linked, frame(1_100), [{ type: "failed", code: "ice" }, 1_200], frame(1_300));
  assert.equal(lost.phase, "lost");
});

test("a picture that stops just after the seller went away is said to be away", () => {
  const away = [{ type: "source", source: "interrupted" }, 1_200];
  assert.equal(play(live, linked, frame(1_100), away, frame(1_300), tick(1_301 + STALL_SAID_MS)).phase, "interrupted");
});

test("a show that ends stops asking", () => {
  const state = play(live, linked, frame(1_100), [{ type: "source", source: "off" }, 2_000], tick(60_000));
  assert.equal(state.phase, "off");
  assert.equal(state.turn, 1);
  assert.equal(state.retryAtMs, null);
});

test("the delay is a median, told at most every two seconds, in tenths under two seconds", () => {
  const meter = new DelayMeter();
  for (let i = 0; i < 9; i += 1) assert.equal(meter.add(430, i), false);
  assert.equal(meter.add(9_000, 10), true);
  assert.equal(meter.seconds, 0.4);
  assert.equal(meter.add(430, 1_000), false);
  for (let i = 0; i < 60; i += 1) meter.add(3_400, 2_100 + i);
  assert.equal(meter.add(3_400, 5_000), true);
  assert.equal(meter.seconds, 3);
});

test("a delay that cannot be is not counted", () => {
  const meter = new DelayMeter();
  for (let i = 0; i < 20; i += 1) meter.add(-5, i);
  assert.equal(meter.seconds, null);
});

test("a picture that is paused to keep the sound is no lost one: nothing is opened anew, until it comes", () => {
  const paused = play(live, linked, frame(1_500), [{ type: "paused", on: true }, 2_600]);
  assert.equal(paused.phase, "paused");
  const later = nextPlayer(paused, { type: "tick" }, 2_600 + 10 * STALL_RESTART_MS, () => 0);
  assert.equal(later, paused);
  assert.equal(nextPlayer(later, { type: "frame" }, 60_000, () => 0).phase, "playing");
});

test("a pause that ends without a picture is a stall like any other from then on", () => {
  const ended = play(
    live,
    linked,
    frame(1_500),
    [{ type: "paused", on: true }, 2_600],
    [{ type: "paused", on: false }, 30_000],
  );
  assert.equal(nextPlayer(ended, { type: "tick" }, 30_001 + STALL_SAID_MS, () => 0).phase, "lost");
  assert.equal(nextPlayer(ended, { type: "tick" }, 30_001 + STALL_RESTART_MS, () => 0).code, "no_frames");
  assert.equal(play(live, [{ type: "paused", on: true }, 1_100]).phase, "connecting", "nothing is connected yet");
});
