/** Publishes a camera by WHIP (RFC 9725): one offer, one answer, and a way back when the network breaks. */
import { inOrder } from "../models/codec-order.js";
import { backoffMs } from "../models/backoff.js";
import { iceServers, onNetworkChange } from "./ice.js";
import { RestartRefused, restartIce } from "./ice-restart.js";
import { isSilent } from "./silence.js";

/** How long a broken connection may heal by itself (a phone changing cells) before we start again. */
const HEAL_MS = 2_500;
const CONNECT_MS = 12_000;
const LEAVE_MS = 2_000;
/** When our session is gone, somebody who took over needs a moment before the server sees them. */
const GONE_MS = 2_500;
const RETRIED_STATUSES = new Set([408, 429, 500, 502, 503, 504]);
/** The best picture, when one is all that this browser can do. */
const SINGLE = { maxBitrate: 2_500_000, maxFramerate: 30 };
/**
 * The same picture at three sizes, the smallest first as browsers want it: each viewer is served the one that fits.
 * Together they take a third more of the seller's uplink than the best alone; when that is short, browsers leave out the best.
 * @type {RTCRtpEncodingParameters[]}
 */
const LAYERS = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 180_000, maxFramerate: 30 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 650_000, maxFramerate: 30 },
  { rid: "f", scaleResolutionDownBy: 1, ...SINGLE },
];

/**
 * @typedef {{state: "connecting", attempt: number} | {state: "connected"} | {state: "lost", attempt: number}
 *   | {state: "failed", code: string, detail: string} | {state: "stopped"}} PublisherState
 */
/** The server's refusal: `code` is stable, `message` is a sentence for people. */
class Refused extends Error {
  /**
   * @param {string} code
   * @param {string} detail
   * @param {boolean} final       True when asking again cannot help.
   * @param {number} retryMs
   */
  constructor(code, detail, final, retryMs) {
    super(detail);
    this.code = code;
    this.final = final;
    this.retryMs = retryMs;
  }
}

/** One publication of one stream; `start` once, `stop` once. */
export class WhipPublisher {
  /** @type {RTCPeerConnection | null} */
  #peer = null;
  /** @type {string | null} */
  #session = null;
  #attempt = 0;
  #stopped = false;
  /** Counts the connections, so that a late event of an old one is known as such. */
  #turn = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #restarting = false;
  /** The turn whose path is being watched. */
  #watched = -1;
  /** @type {RTCIceServer[]} */
  #iceServers = [];
  /** @type {(() => void) | undefined} */
  #forgetNetwork;

  /**
   * @param {object} options
   * @param {string} options.url                          The WHIP endpoint of the show.
   * @param {MediaStream} options.stream                  Its tracks can be exchanged later by `replaceTrack`.
   * @param {(state: PublisherState) => void} options.onState
   * @param {() => Promise<boolean>} [options.replaced]   Does somebody else send to this show now?
   * @param {typeof fetch} [options.request]
   * @param {() => number} [options.random]               0 to 1, spreads the retries.
   */
  constructor({
    url,
    stream,
    onState,
    replaced = async () => false,
    request = fetch.bind(globalThis),
    random = Math.random,
  }) {
    this.url = url;
    this.stream = stream;
    this.onState = onState;
    this.replaced = replaced;
    this.request = request;
    this.random = random;
  }

  start() {
    this.#forgetNetwork = onNetworkChange(() => {
      if (this.#peer?.connectionState === "connected") void this.#restart();
    });
    void this.#connect();
  }

  /**
   * Leaves at once; the server is told, also while the page is being closed.
   * @param {{ended?: boolean}} [how]  `ended`: the show is over, so the server has let go of the session already.
   */
  stop({ ended = false } = {}) {
    if (this.#stopped) return;
    this.#stopped = true;
    if (ended) this.#session = null;
    this.#leaveAndClose();
    this.onState({ state: "stopped" });
  }

  /**
   * Exchanges the camera or the microphone without a new negotiation.
   * @param {MediaStreamTrack} track
   */
  async replaceTrack(track) {
    const sender = this.#peer?.getTransceivers().find((each) => each.receiver.track.kind === track.kind)?.sender;
    await sender?.replaceTrack(track);
  }

  /** @returns {Promise<RTCStatsReport | null>} */
  async stats() {
    return (await this.#peer?.getStats()) ?? null;
  }

  async #connect() {
    const turn = ++this.#turn;
    if (this.#attempt === 0) this.onState({ state: "connecting", attempt: 0 });
    else if (!(await this.#mayComeBack(turn))) return;
    const peer = this.#openPeer(turn);
    this.#later(CONNECT_MS, () => this.#again(0));
    try {
      await peer.setLocalDescription();
      // The offer goes out before candidates are gathered: the server is ICE-lite and learns ours from our checks.
      const answer = await this.#offer(peer.localDescription?.sdp ?? "", turn);
      if (turn === this.#turn && !this.#stopped) await peer.setRemoteDescription({ type: "answer", sdp: answer });
    } catch (error) {
      if (turn === this.#turn && !this.#stopped) this.#refused(error);
    }
  }

  /**
   * @param {number} turn
   * @returns {RTCPeerConnection}
   */
  #openPeer(turn) {
    const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: this.#iceServers });
    this.#peer = peer;
    peer.onconnectionstatechange = () => {
      if (turn === this.#turn && !this.#stopped) this.#moved(peer.connectionState);
    };
    for (const track of this.stream.getTracks()) {
      const video = track.kind === "video";
      // Hands with a jug move: when bits are short, fewer pixels hurt less than a slide show.
      if (video) track.contentHint = "motion";
      if (video) addVideo(peer, track, this.stream);
      else peer.addTransceiver(track, { direction: "sendonly", streams: [this.stream] });
    }
    this.#watchForGoodbye(peer, turn);
    return peer;
  }

  /**
   * The server's DTLS goodbye, which the connection's own state does not tell in every browser.
   * @param {RTCPeerConnection} peer
   * @param {number} turn
   */
  #watchForGoodbye(peer, turn) {
    const transport = peer.getSenders()[0]?.transport;
    transport?.addEventListener("statechange", () => {
      if (transport.state === "closed" && turn === this.#turn && !this.#stopped) this.#again(0);
    });
  }

  /**
   * Another device of the seller's may have taken over while we were away; two that both come back by themselves would
   * fight for the stream. So we leave our old session first: only when it is gone already, and somebody sends, we stay out.
   * @param {number} turn
   * @returns {Promise<boolean>}
   */
  async #mayComeBack(turn) {
    if (!this.#session) return true;
    const left = await this.#leave(this.#session);
    if (left === "gone") await new Promise((resolve) => setTimeout(resolve, GONE_MS));
    const taken = left === "gone" && (await this.replaced());
    if (turn !== this.#turn || this.#stopped) return false;
    if (left === "unreachable") this.#again(0);
    else this.#session = null;
    if (taken) this.#fail("taken_over", "");
    return left !== "unreachable" && !taken;
  }

  /**
   * @param {string} sdp
   * @param {number} turn
   * @returns {Promise<string>}
   */
  async #offer(sdp, turn) {
    const reply = await this.request(this.url, {
      method: "POST",
      headers: { "content-type": "application/sdp" },
      body: sdp,
      credentials: "same-origin",
      signal: AbortSignal.timeout(CONNECT_MS),
    });
    if (reply.status !== 201) throw await refusal(reply);
    const session = reply.headers.get("location");
    const address = session && new URL(session, new URL(this.url, location.href)).href;
    const late = turn !== this.#turn || this.#stopped;
    if (late && address) void this.#leave(address);
    if (!late) this.#settle(address, iceServers(reply.headers.get("link")));
    return reply.text();
  }

  /** @param {string | null} session @param {RTCIceServer[]} named  of use to a restart, and to the next connection */
  #settle(session, named) {
    this.#session = session;
    if (!named.length) return;
    this.#iceServers = named;
    this.#peer?.setConfiguration({ ...this.#peer.getConfiguration(), iceServers: named });
  }

  /** The server reports every second; when nothing comes any more, the path is dead before the browser says so. */
  async #watchPath() {
    const [peer, turn] = [this.#peer, this.#turn];
    if (!peer || this.#watched === turn) return;
    this.#watched = turn;
    while (turn === this.#turn && !this.#stopped) {
      const silent = await isSilent(peer);
      if (silent && turn === this.#turn && peer.connectionState === "connected") await this.#restart();
    }
  }

  /** The path is gone or may be: find another one before starting over. */
  async #restart() {
    const [peer, session, turn] = [this.#peer, this.#session, this.#turn];
    if (!peer || !session || this.#restarting) return;
    this.#restarting = true;
    const isOver = () => turn !== this.#turn || this.#stopped;
    try {
      await restartIce(peer, session, this.request);
      if (!isOver() && peer.connectionState !== "connected") this.#later(HEAL_MS, () => this.#again(0));
    } catch (error) {
      if (error instanceof RestartRefused && !isOver()) this.#again(0);
    } finally {
      this.#restarting = false;
    }
  }

  /** @param {RTCPeerConnectionState} state */
  #moved(state) {
    if (state === "connected") {
      clearTimeout(this.#timer);
      this.#attempt = 0;
      this.onState({ state: "connected" });
      void this.#watchPath();
    } else if (state === "disconnected") {
      this.#later(HEAL_MS, () => this.#again(0));
      void this.#restart();
    } else if (state === "failed") {
      this.#again(0);
    }
  }

  /** @param {unknown} error */
  #refused(error) {
    if (error instanceof Refused && error.final) this.#fail(error.code, error.message);
    else this.#again(error instanceof Refused ? error.retryMs : 0);
  }

  /**
   * @param {string} code
   * @param {string} detail
   */
  #fail(code, detail) {
    this.#stopped = true;
    this.#leaveAndClose();
    this.onState({ state: "failed", code, detail });
  }

  /** @param {number} leastMs  What the server asked us to wait. */
  #again(leastMs) {
    this.#release()?.close();
    this.#attempt += 1;
    this.onState({ state: "lost", attempt: this.#attempt });
    this.#later(Math.max(leastMs, backoffMs(this.#attempt, this.random, { capMs: 8_000 })), () => void this.#connect());
  }

  /**
   * @param {number} delayMs
   * @param {() => void} then
   */
  #later(delayMs, then) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#stopped) then();
    }, delayMs);
  }

  /** Forgets the present peer, whose late events then mean nothing. */
  #release() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const peer = this.#peer;
    if (peer) peer.onconnectionstatechange = null;
    this.#peer = null;
    return peer;
  }

  #leaveAndClose() {
    this.#forgetNetwork?.();
    const [peer, session] = [this.#release(), this.#session];
    this.#session = null;
    // The peer closes after the goodbye: its DTLS alert would end the session first, and the goodbye would miss it.
    if (session) void this.#leave(session).then(() => peer?.close());
    else peer?.close();
  }

  /**
   * @param {string} session
   * @returns {Promise<"left" | "gone" | "unreachable">}
   */
  async #leave(session) {
    try {
      const signal = AbortSignal.timeout(LEAVE_MS);
      const reply = await this.request(session, {
        method: "DELETE",
        keepalive: true,
        credentials: "same-origin",
        signal,
      });
      return reply.ok ? "left" : "gone";
    } catch {
      // Nothing is lost by it: the server lets a silent publisher go by itself.
      return "unreachable";
    }
  }
}

/**
 * Offers the picture in layers; browsers without simulcast refuse that, and send one.
 * @param {RTCPeerConnection} peer @param {MediaStreamTrack} track @param {MediaStream} stream
 */
function addVideo(peer, track, stream) {
  /** @type {RTCRtpTransceiverInit} */
  const sending = { direction: "sendonly", streams: [stream] };
  const codecs = globalThis.RTCRtpSender?.getCapabilities?.("video")?.codecs ?? [];
  let transceiver;
  try {
    transceiver = peer.addTransceiver(track, { ...sending, sendEncodings: LAYERS });
  } catch {
    transceiver = peer.addTransceiver(track, { ...sending, sendEncodings: [SINGLE] });
  }
  if (codecs.length) transceiver.setCodecPreferences?.(inOrder(codecs));
}

/**
 * @param {Response} reply  Not a 201.
 * @returns {Promise<Refused>}
 */
async function refusal(reply) {
  const problem = await reply.json().catch(() => ({}));
  const retryMs = Number(reply.headers.get("retry-after") ?? 0) * 1000 || 0;
  const final = !RETRIED_STATUSES.has(reply.status);
  return new Refused(problem.code ?? `http_${reply.status}`, problem.detail ?? "", final, retryMs);
}
