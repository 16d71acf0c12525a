/** The life of the seller's picture as a table of moves. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { FIRST_STAGE, cameraProblem, nextStage, phaseOf, publishing } from "../../web/js/models/studio-stage.js";

const run = (...events) => events.reduce(nextStage, FIRST_STAGE);
const ASK = { kind: "ask" };
const CAMERA = { kind: "camera" };
const GO = { kind: "go" };
const CONNECTED = { kind: "connected" };

test("a seller goes from the first look to on air", () => {
  assert.equal(run(ASK, CAMERA, GO, CONNECTED).name, "on_air");
});

test("a second tap on Go live changes nothing", () => {
  assert.equal(run(ASK, CAMERA, GO, GO).name, "connecting");
  assert.equal(run(ASK, CAMERA, GO, CONNECTED, GO).name, "on_air");
});

test("without a camera one cannot go live", () => {
  assert.equal(run(GO).name, "off");
  assert.deepEqual(run(ASK, { kind: "refused", problem: "denied" }, GO), {
    name: "blocked",
    problem: "denied",
    attempt: 0,
  });
});

test("a broken connection counts its attempts and forgets them once it is back", () => {
  const lost = run(ASK, CAMERA, GO, CONNECTED, { kind: "lost", attempt: 1 }, { kind: "lost", attempt: 2 });
  assert.deepEqual(lost, { name: "reconnecting", problem: null, attempt: 2 });
  assert.deepEqual(nextStage(lost, CONNECTED), { name: "on_air", problem: null, attempt: 0 });
});

test("a first try that fails goes back to the preview with the reason", () => {
  assert.deepEqual(run(ASK, CAMERA, GO, { kind: "failed", problem: "offer_invalid" }), {
    name: "ready",
    problem: "offer_invalid",
    attempt: 0,
  });
});

test("nothing comes after the end", () => {
  assert.equal(run(ASK, CAMERA, GO, CONNECTED, { kind: "end" }, CONNECTED, ASK).name, "ended");
});

test("only connecting, on air and reconnecting publish", () => {
  assert.equal(publishing(run(ASK, CAMERA)), false);
  assert.equal(publishing(run(ASK, CAMERA, GO)), true);
});

test("a show that is live without this browser is live from outside", () => {
  assert.equal(phaseOf(run(ASK, CAMERA), "live"), "outside");
  assert.equal(phaseOf(run(ASK, CAMERA), "interrupted"), "outside_lost");
  assert.equal(phaseOf(run(ASK, CAMERA), "scheduled"), "prepare");
  assert.equal(phaseOf(run(ASK, CAMERA, GO, CONNECTED), "scheduled"), "on_air");
  assert.equal(phaseOf(run(ASK, CAMERA, GO, CONNECTED), "ended"), "ended");
});

test("every refusal of a camera has a word", () => {
  assert.equal(cameraProblem("NotAllowedError"), "denied");
  assert.equal(cameraProblem("NotFoundError"), "missing");
  assert.equal(cameraProblem("NotReadableError"), "busy");
  assert.equal(cameraProblem("TypeError"), "insecure");
  assert.equal(cameraProblem("Something"), "unknown");
});
