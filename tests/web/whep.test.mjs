/** The viewer's WebRTC: what its offer asks for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { WhepSession } from "../../web/js/lib/whep.js";

/** A peer connection as far as an offer goes. */
class FakePeer extends EventTarget {
  /** @type {string[]} */
  asked = [];
  localDescription = { sdp: "an offer" };
  addTransceiver(kind) {
    this.asked.push(kind);
  }
  async setLocalDescription() {}
  close() {}
}

test("the picture carries the connection, so that a show without sound plays in Chromium", async () => {
  const peer = new FakePeer();
  globalThis.RTCPeerConnection = /** @type {any} */ (function () {
    return peer;
  });
  globalThis.MediaStream = /** @type {any} */ (class {});
  globalThis.addEventListener = globalThis.removeEventListener = () => {};
  globalThis.fetch = async () => new Response(JSON.stringify({ code: "not_publishing" }), { status: 409 });
  const whep = new WhepSession({ onStream() {}, onConnected() {}, onFailed() {} });
  await assert.rejects(whep.open("/whep/show"));
  whep.close();
  assert.deepEqual(peer.asked, ["video", "audio"]);
});

/** A peer connection whose offer is answered. */
class AnsweredPeer extends FakePeer {
  iceConnectionState = "checking";
  async setRemoteDescription() {}
  getReceivers = () => [];
}

/** @param {boolean} sound @param {(path: string) => Response} [answer] */
async function watching(sound, answer = () => new Response(null, { status: 204 })) {
  /** @type {string[]} */
  const asked = [];
  let failed = 0;
  globalThis.RTCPeerConnection = /** @type {any} */ (function () {
    return new AnsweredPeer();
  });
  globalThis.MediaStream = /** @type {any} */ (class {});
  globalThis.addEventListener = globalThis.removeEventListener = () => {};
  globalThis.fetch = async (path, { method, body }) => {
    asked.push(`${method} ${path}${path.endsWith("/sound") ? ` ${body}` : ""}`);
    if (!path.includes("session")) return new Response("v=0", { status: 201, headers: { location: "/whep/session/s" } });
    return answer(path);
  };
  const whep = new WhepSession({ onStream() {}, onConnected() {}, onFailed: () => (failed += 1) });
  const open = whep.open("/whep/show", sound);
  return { whep, open, asked, failures: () => failed };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a muted player is sent no sound until it is turned on, and none again when it is turned off", async () => {
  const { whep, open, asked } = await watching(false);
  await open;
  whep.hear(false);
  whep.hear(true);
  await turn();
  whep.hear(false);
  await turn();
  assert.deepEqual(asked, [
    "POST /whep/show?sound=off",
    'POST /whep/session/s/sound {"on":true}',
    'POST /whep/session/s/sound {"on":false}',
  ]);
});

test("sound that is turned on before the answer is asked for after it", async () => {
  const { whep, open, asked } = await watching(false);
  whep.hear(true);
  await open;
  await turn();
  assert.equal(asked[1], 'POST /whep/session/s/sound {"on":true}');
  const loud = await watching(true);
  await loud.open;
  await turn();
  assert.deepEqual(loud.asked, ["POST /whep/show"]);
});

test("where the sound cannot be asked for a new connection is made, which begins with it", async () => {
  const { whep, open, failures } = await watching(false, () => new Response(null, { status: 404 }));
  await open;
  whep.hear(true);
  await turn();
  assert.equal(failures(), 1);
});
