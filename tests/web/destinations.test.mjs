import assert from "node:assert/strict";
import { test } from "node:test";
import { faults, standing, TONES } from "../../web/js/models/destinations.js";

const typed = { name: "YouTube", url: "rtmps://a.example.com/live2", key: "abcd-efgh" };

test("what is switched on and has no show is ready", () => {
  assert.equal(standing({ enabled: true, state: null }), "ready");
  assert.equal(standing({ enabled: true, state: "retrying" }), "retrying");
  assert.equal(standing({ enabled: false, state: "live" }), "off");
  assert.equal(TONES[standing({ enabled: true, state: "live" })], "ok");
});

test("an address needs its scheme, its server and what follows, a key has no blanks", () => {
  assert.deepEqual(faults(typed), []);
  assert.deepEqual(faults({ name: " ", url: "https://a.example.com/x", key: "a b" }), ["name", "url", "key"]);
  for (const url of ["rtmp://a.example.com", "rtmp://a.example.com/", "rtmp://u@a.example.com/x", "rtmp:///x"])
    assert.deepEqual(faults({ ...typed, url }), ["url"], url);
});
