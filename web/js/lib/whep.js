/** One WHEP connection: the offer goes out at once, the tracks come in, the session is deleted when it ends. */
import { iceServers, onNetworkChange } from "./ice.js";

/** The server answers from memory; a phone on a bad network still deserves some seconds. */
const ANSWER_MS = 8_000;
/** New paths are found within a second or not at all. */
const RESTARTED_MS = 4_000;

/** The server said no: `retryMs` is its own wish for when to ask again (409 and 503 carry Retry-After). */
export class WhepRefused extends Error {
  /** @param {string} code @param {number} status @param {number} retryMs */
  constructor(code, status, retryMs) {
    super(`WHEP refused: ${code}`);
    this.code = code;
    this.status = status;
    this.retryMs = retryMs;
  }
}

/**
 * @typedef {object} WhepHandlers
 * @property {(stream: MediaStream) => void} onStream
 * @property {() => void} onConnected
 * @property {() => void} onFailed  ICE or DTLS has given up, or the server let us go
 */

/** A viewer's connection to one show. */
export class WhepSession {
  #peer;
  /** @type {string | null} */
  #location = null;
  #closed = false;
  #handlers;
  #restarting = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patience;
  #forgetNetwork;
  /** Whether the sound is wanted, and whether the server was told so. */
  #hears = true;
  #heard = true;
  /** @type {Promise<typeof import("./ice-restart.js")> | undefined} */
  #repair;
  /** @type {import("../models/way.js").Trying | null} */
  #trying = null;
  /** What the server named: of use to a restart, and to the next connection from its start. */
  iceServers;

  /** @param {WhepHandlers} handlers @param {RTCIceServer[]} [known]  ICE servers that an earlier answer named */
  constructor(handlers, known = []) {
    this.#handlers = handlers;
    this.iceServers = known;
    this.#peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: known });
    this.#forgetNetwork = onNetworkChange(() => void this.#restart());
  }

  /**
   * Offer and answer. Candidates are not waited for: the server is ICE-lite and learns our address from the first check.
   * @param {string} url @param {boolean} [sound]  whether it is to be sent from the start
   * @throws {WhepRefused} when the server said no; other errors mean that it could not be reached
   */
  async open(url, sound = true) {
    this.#hears = this.#heard = sound;
    const peer = this.#peer;
    const stream = new MediaStream();
    peer.ontrack = ({ track }) => {
      stream.addTrack(track);
      this.#handlers.onStream(stream);
    };
    peer.onconnectionstatechange = () => this.#state();
    // The first section carries the connection of all. A show without sound refuses the one of the sound, and Chromium
    // then fails to put the picture on a connection of its own ("Failed to setup RTCP mux").
    peer.addTransceiver("video", { direction: "recvonly" });
    peer.addTransceiver("audio", { direction: "recvonly" });
    await peer.setLocalDescription();
    const asked = performance.now();
    const response = await fetch(sound ? url : `${url}?sound=off`, {
      method: "POST",
      headers: { "content-type": "application/sdp" },
      body: peer.localDescription?.sdp ?? "",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) throw await refusal(response);
    this.#location = response.headers.get("location");
    const named = iceServers(response.headers.get("link"));
    const sdp = await response.text();
    if (this.#closed) return this.#delete();
    if (named.length) peer.setConfiguration({ ...peer.getConfiguration(), iceServers: (this.iceServers = named) });
    const answered = performance.now();
    await peer.setRemoteDescription({ type: "answer", sdp });
    this.#trying = { sinceMs: answered, answerMs: answered - asked };
    this.#watchForGoodbye();
    void this.#tellSound();
  }

  /** Asks for the sound, or for none: the server sends none to who is muted. @param {boolean} on */
  hear(on) {
    this.#hears = on;
    void this.#tellSound();
  }

  /** Whether the server has answered, but no check came through yet; null before the answer, and once one has. */
  get trying() {
    const { iceConnectionState } = this.#peer;
    return iceConnectionState === "new" || iceConnectionState === "checking" ? this.#trying : null;
  }

  /** Where the session's own resources are; null before the answer and after the end. */
  get url() {
    return this.#location;
  }

  /** How RTP times relate to the capture; null while the server does not know. @returns {Promise<import("../models/frame-clock.js").FrameClock | null>} */
  async frameClock() {
    if (!this.#location) return null;
    const asked = performance.now();
    try {
      const reply = await fetch(`${this.#location}/clock`, { signal: AbortSignal.timeout(ANSWER_MS) });
      const came = performance.now();
      const [told, { FrameClock }] = await Promise.all([reply.ok ? reply.json() : null, import("../models/frame-clock.js")]);
      return told && new FrameClock(told, asked, came);
    } catch {
      return null;
    }
  }

  /** The picture stands still: finds out whether the path died, and then looks for another. @returns {Promise<boolean>} whether it did */
  async suspect() {
    if (this.#peer.connectionState !== "connected") return false;
    const { isSilent } = await import("./silence.js");
    if (!(await isSilent(this.#peer))) return false;
    void this.#restart();
    return true;
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#forgetNetwork();
    clearTimeout(this.#patience);
    this.#peer.onconnectionstatechange = null;
    this.#peer.close();
    this.#delete();
  }

  #state() {
    const { connectionState } = this.#peer;
    if (connectionState === "connected") {
      clearTimeout(this.#patience);
      // Fetched before it is needed: then it may be too late.
      this.#repair ??= import("./ice-restart.js");
      this.#repair.catch(() => (this.#repair = undefined));
      this.#handlers.onConnected();
    }
    if (connectionState === "disconnected") void this.#restart();
    if (connectionState === "failed" || connectionState === "closed") this.#handlers.onFailed();
  }

  /** The path is gone or may be: find another one before giving the connection up. */
  async #restart() {
    const { connectionState } = this.#peer;
    if (!this.#location || this.#restarting || this.#closed || connectionState === "failed") return;
    this.#restarting = true;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      if (!this.#closed && this.#peer.connectionState !== "connected") this.#handlers.onFailed();
    }, RESTARTED_MS);
    try {
      const { restartIce } = await (this.#repair ?? import("./ice-restart.js"));
      await restartIce(this.#peer, this.#location, fetch);
    } catch (error) {
      // A server that cannot be reached may be back in a moment: the patience above decides.
      if (error instanceof Error && error.name === "RestartRefused" && !this.#closed) this.#handlers.onFailed();
    } finally {
      this.#restarting = false;
    }
  }

  /** The server's DTLS goodbye, as when it restarts, which the connection's own state does not tell in every browser. */
  #watchForGoodbye() {
    const transport = this.#peer.getReceivers()[0]?.transport;
    transport?.addEventListener("statechange", () => {
      if (transport.state === "closed" && !this.#closed) this.#handlers.onFailed();
    });
  }

  async #tellSound() {
    const on = this.#hears;
    if (!this.#location || this.#heard === on) return;
    this.#heard = on;
    const reply = await fetch(`${this.#location}/sound`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ on }),
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch(() => null);
    // A new connection begins with what is wanted.
    if (on && !reply?.ok && !this.#closed) this.#handlers.onFailed();
  }

  /** Leaves without waiting: `keepalive` lets the request outlive the page. */
  #delete() {
    const location = this.#location;
    this.#location = null;
    if (location) fetch(location, { method: "DELETE", keepalive: true }).catch(() => {});
  }
}

/** @param {Response} response @returns {Promise<WhepRefused>} */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get("retry-after") ?? "2");
  return new WhepRefused(
    problem.code ?? `http_${response.status}`,
    response.status,
    (Number.isFinite(seconds) ? seconds : 2) * 1000,
  );
}
