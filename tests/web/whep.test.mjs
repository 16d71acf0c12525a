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
