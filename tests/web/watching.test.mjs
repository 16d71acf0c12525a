import assert from "node:assert/strict";
import { test } from "node:test";
import { mayPlayOn, readWatching, watchingOf } from "../../web/js/models/watching.js";

/** @type {any} */
const show = { id: "kiln", title: "Kiln", seller: { name: "Mira" }, status: "live" };

test("a show that is seen goes on when its page is left, with its sound", () => {
  assert.deepEqual(watchingOf(show, "playing", true, false), { id: "kiln", title: "Kiln", seller: "Mira", sound: true });
  assert.equal(watchingOf({ ...show, status: "interrupted" }, "lost", false, false)?.sound, false);
});

test("nothing goes on that was not seen, is over, or was closed by the cross", () => {
  assert.equal(watchingOf(null, "playing", true, false), null);
  assert.equal(watchingOf(show, "off", true, false), null);
  assert.equal(watchingOf(show, "waiting", true, false), null);
  assert.equal(watchingOf({ ...show, status: "ended" }, "playing", true, false), null);
  assert.equal(watchingOf(show, "playing", true, true), null);
});

test("it plays where one shops, and nowhere that has a picture or a secret of its own", () => {
  for (const path of ["/", "/p/jug", "/seller/mira", "/orders", "/o/1", "/wishes", "/account"]) assert.ok(mayPlayOn(path), path);
  for (const path of ["/s/kiln", "/studio", "/studio/orders", "/server", "/embed/kiln", "/signin", "/join"]) assert.ok(!mayPlayOn(path), path);
});

test("what cannot be read is nothing", () => {
  for (const text of [null, "", "{", "null", "[]", '{"id":3}', '{"id":""}']) assert.equal(readWatching(text), null);
  assert.deepEqual(readWatching('{"id":"kiln","title":"Kiln","seller":"Mira","sound":true}'), watchingOf(show, "playing", true, false));
});
