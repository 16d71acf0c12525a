/** The browser publisher: one offer at once, a way back, a goodbye. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { WhipPublisher } from "../../web/js/lib/whip.js";

/** What a peer connection does, as far as the publisher asks. */
class FakePeer extends EventTarget {
  static all = [];
  connectionState = "new";
  transceivers = [];
  closed = false;
  restarts = 0;
  transport = Object.assign(new EventTarget(), { state: "connected" });

  constructor() {
    super();
    FakePeer.all.push(this);
  }

  addTransceiver(track, options) {
    this.transceivers.push({ track, options, receiver: { track }, sender: { transport: this.transport } });
  }

  getTransceivers = () => this.transceivers;
  getSenders = () => this.transceivers.map(({ sender }) => sender);
  setLocalDescription = async () => (this.localDescription = { sdp: "offer" });
  setRemoteDescription = async (description) => (this.remote = this.currentRemoteDescription = description);
  received = 0;
  getStats = async () =>
    new Map([["pair", { type: "candidate-pair", bytesReceived: this.silent ? 1 : ++this.received }]]);
  restartIce = () => (this.restarts += 1);
  close = () => (this.closed = true);

  become(state) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

const STREAM = { getTracks: () => [{ kind: "audio" }, { kind: "video" }] };
const created = () =>
  new Response("answer", { status: 201, headers: { location: "/whip/session/7", "content-type": "application/sdp" } });
const refused = (status, code, headers = {}) => Response.json({ code, detail: "No." }, { status, headers });
const settled = () => new Promise((resolve) => setImmediate(resolve));

let asked;
let states;

const posts = () => asked.filter(({ method }) => method === "POST").length;
async function later(ms) {
  mock.timers.tick(ms);
  await settled();
}

/** @param {{gone?: boolean, down?: boolean, replaced?: boolean}} [server] */
function publish(replies, server = {}) {
  asked = [];
  states = [];
  const request = async (url, { method, body }) => {
    asked.push({ url: String(url), method, body });
    if (method === "POST") return replies.shift() ?? created();
    if (server.down) throw new TypeError("no network");
    if (method === "PATCH") return new Response("a=ice-ufrag:new", { status: server.gone ? 404 : 200 });
    return new Response(null, { status: server.gone ? 404 : 200 });
  };
  const replaced = async () => server.replaced === true;
  const options = { url: "/whip/kiln", stream: STREAM, request, replaced, random: () => 0 };
  const publisher = new WhipPublisher({ ...options, onState: (state) => states.push(state) });
  publisher.start();
  return publisher;
}

beforeEach(() => {
  FakePeer.all = [];
  globalThis.RTCPeerConnection = FakePeer;
  globalThis.location = { href: "https://shop.example/studio/kiln" };
  Object.assign(globalThis, { addEventListener() {}, removeEventListener() {} });
  mock.timers.enable({ apis: ["setTimeout"] });
});

afterEach(() => mock.timers.reset());

test("the offer goes out at once and the answer is taken", async () => {
  publish([]);
  await settled();
  assert.deepEqual(asked, [{ url: "/whip/kiln", method: "POST", body: "offer" }]);
  assert.deepEqual(FakePeer.all[0].remote, { type: "answer", sdp: "answer" });
  FakePeer.all[0].become("connected");
  assert.deepEqual(states, [{ state: "connecting", attempt: 0 }, { state: "connected" }]);
});

test("the picture is offered at three sizes, each with room for its own detail; the sound is not", () => {
  publish([]);
  const [audio, video] = FakePeer.all[0].transceivers;
  assert.equal(audio.options.sendEncodings, undefined);
  const layers = video.options.sendEncodings;
  assert.deepEqual(
    layers.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy]),
    [
      ["q", 4],
      ["h", 2],
      ["f", 1],
    ],
  );
  assert.ok(layers.every(({ maxBitrate }, n) => n === 0 || maxBitrate > 2 * layers[n - 1].maxBitrate));
  assert.equal(video.track.contentHint, "motion");
});

test("a browser without simulcast sends the one picture that it can", () => {
  const { addTransceiver } = FakePeer.prototype;
  FakePeer.prototype.addTransceiver = function (track, options) {
    if (options.sendEncodings?.length > 1) throw new TypeError("one encoding only");
    addTransceiver.call(this, track, options);
  };
  publish([]);
  FakePeer.prototype.addTransceiver = addTransceiver;
  const [, video] = FakePeer.all[0].transceivers;
  assert.deepEqual(video.options.sendEncodings, [{ maxBitrate: 2_500_000, maxFramerate: 30 }]);
});

test("stopping says goodbye to the session before the peer closes", async () => {
  const publisher = publish([]);
  await settled();
  publisher.stop();
  assert.equal(FakePeer.all[0].closed, false);
  await settled();
  assert.deepEqual(asked[1], { url: "https://shop.example/whip/session/7", method: "DELETE", body: undefined });
  assert.equal(FakePeer.all[0].closed, true);
  assert.equal(states.at(-1).state, "stopped");
});

test("after the end of the show nobody is told goodbye", async () => {
  const publisher = publish([]);
  await settled();
  publisher.stop({ ended: true });
  await settled();
  assert.equal(asked.length, 1);
  assert.equal(FakePeer.all[0].closed, true);
});

test("a failed connection comes back with a new offer", async () => {
  publish([]);
  await settled();
  FakePeer.all[0].become("failed");
  assert.deepEqual(states.at(-1), { state: "lost", attempt: 1 });
  await later(600);
  assert.deepEqual(
    asked.map(({ method }) => method),
    ["POST", "DELETE", "POST"],
  );
  FakePeer.all[1].become("connected");
  assert.deepEqual(states.at(-1), { state: "connected" });
});

test("a short break that heals by itself starts nothing anew", async () => {
  publish([]);
  await settled();
  FakePeer.all[0].become("disconnected");
  mock.timers.tick(2_000);
  FakePeer.all[0].become("connected");
  await later(20_000);
  assert.equal(posts(), 1);
});

test("a path that is lost is looked for anew within the same session", async () => {
  publish([]);
  await settled();
  FakePeer.all[0].become("disconnected");
  await settled();
  assert.deepEqual([FakePeer.all[0].restarts, asked.at(-1).method, asked.at(-1).url.at(-1)], [1, "PATCH", "7"]);
  FakePeer.all[0].become("connected");
  await later(20_000);
  assert.equal(posts(), 1);
});

test("a path on which nothing comes any more is given up before the browser says so", async () => {
  publish([]);
  await settled();
  FakePeer.all[0].become("connected");
  FakePeer.all[0].silent = true;
  for (const _ of [1, 2, 3]) await later(1_200);
  assert.ok(FakePeer.all[0].restarts >= 1);
  assert.equal(posts(), 1);
});

test("a session that cannot be restarted is started over at once", async () => {
  publish([], { gone: true });
  await settled();
  FakePeer.all[0].become("disconnected");
  await settled();
  assert.deepEqual(states.at(-1), { state: "lost", attempt: 1 });
});

test("a refusal that cannot change is final and told with its code", async () => {
  publish([refused(422, "codec_unsupported")]);
  await settled();
  assert.deepEqual(states.at(-1), { state: "failed", code: "codec_unsupported", detail: "No." });
  await later(60_000);
  assert.equal(asked.length, 1);
});

test("a busy server is asked again when it wished to be", async () => {
  publish([refused(503, "too_busy", { "retry-after": "5" })]);
  await settled();
  await later(4_900);
  assert.equal(asked.length, 1);
  await later(200);
  assert.equal(asked.length, 2);
});

test("a take-over by another device is not fought", async () => {
  publish([], { gone: true, replaced: true });
  await settled();
  FakePeer.all[0].become("connected");
  FakePeer.all[0].transport.state = "closed";
  FakePeer.all[0].transport.dispatchEvent(new Event("statechange"));
  await later(600);
  await later(2_500);
  assert.equal(states.at(-1).code, "taken_over");
  await later(60_000);
  assert.equal(posts(), 1);
});

test("a session that the server forgot, as after a restart, is made anew when nobody else sends", async () => {
  publish([], { gone: true, replaced: false });
  await settled();
  FakePeer.all[0].become("failed");
  await later(600);
  await later(2_500);
  assert.equal(posts(), 2);
});

test("while the server cannot be reached there is no new offer, and the old session is left first", async () => {
  const network = { down: true };
  publish([], network);
  await settled();
  FakePeer.all[0].become("failed");
  await later(600);
  assert.deepEqual([posts(), states.at(-1)], [1, { state: "lost", attempt: 2 }]);
  network.down = false;
  await later(2_000);
  assert.deepEqual([posts(), asked.at(-1).method], [2, "POST"]);
});

test("an answer that comes after stopping is left at once", async () => {
  const publisher = publish([]);
  publisher.stop();
  await settled();
  await settled();
  assert.deepEqual(
    asked.map(({ method }) => method),
    ["POST", "DELETE"],
  );
  assert.equal(FakePeer.all[0].remote, undefined);
});
