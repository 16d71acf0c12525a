/** Something that is fetched: its phases, and answers that come too late. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Resource } from "../../web/js/lib/resource.js";

/** A fetch whose answers are given by hand, in any order. */
function byHand() {
  const answers = [];
  const load = () => new Promise((resolve, reject) => answers.push({ resolve, reject }));
  return { answers, resource: new Resource(load) };
}

test("it is loading, then ready", async () => {
  const { answers, resource } = byHand();
  const loaded = resource.load();
  assert.equal(resource.state.value.phase, "loading");
  assert.equal(resource.value, null);
  answers[0].resolve("jug");
  await loaded;
  assert.equal(resource.value, "jug");
});

test("a failure keeps its error, and another try may succeed", async () => {
  const { answers, resource } = byHand();
  const failed = resource.load();
  answers[0].reject(new Error("gone"));
  await failed;
  assert.equal(resource.state.value.phase, "failed");
  const loaded = resource.load();
  answers[1].resolve("jug");
  await loaded;
  assert.equal(resource.value, "jug");
});

test("a refresh that fails leaves what is shown", async () => {
  const { answers, resource } = byHand();
  resource.value = "jug";
  const refreshed = resource.refresh();
  answers[0].reject(new Error("offline"));
  await refreshed;
  assert.equal(resource.value, "jug");
});

test("an answer that is older than what came another way is dropped", async () => {
  const { answers, resource } = byHand();
  resource.value = "held";
  const refreshed = resource.refresh();
  resource.value = "cancelled";
  answers[0].resolve("held");
  await refreshed;
  assert.equal(resource.value, "cancelled");
});

test("of two fetches under way the later one wins, whichever answers first", async () => {
  const { answers, resource } = byHand();
  resource.value = "first";
  const both = [resource.refresh(), resource.refresh()];
  answers[1].resolve("new");
  answers[0].resolve("old");
  await Promise.all(both);
  assert.equal(resource.value, "new");
});

test("a refresh leaves a load alone that is still under way", async () => {
  const { answers, resource } = byHand();
  const loaded = resource.load();
  await resource.refresh();
  assert.equal(answers.length, 1);
  answers[0].resolve("jug");
  await loaded;
  assert.equal(resource.value, "jug");
});
