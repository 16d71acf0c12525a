/** One WHEP connection: the offer goes out at once, the tracks come in, the session is deleted when it ends. */

/** The server answers from memory; a phone on a bad network still deserves some seconds. */
const ANSWER_MS = 8_000;

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
 * @property {() => void} onFailed  ICE or DTLS has given up
 */

/** A viewer's connection to one show. */
export class WhepSession {
  #peer;
  /** @type {string | null} */
  #location = null;
  #closed = false;
  #handlers;

  /** @param {WhepHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  }

  /**
   * Offer and answer. Candidates are not waited for: the server is ICE-lite and learns our address from the first check.
   * @param {string} url
   * @throws {WhepRefused} when the server said no; other errors mean that it could not be reached
   */
  async open(url) {
    const peer = this.#peer;
    const stream = new MediaStream();
    peer.ontrack = ({ track }) => {
      stream.addTrack(track);
      this.#handlers.onStream(stream);
    };
    peer.onconnectionstatechange = () => this.#state();
    peer.addTransceiver("audio", { direction: "recvonly" });
    peer.addTransceiver("video", { direction: "recvonly" });
    await peer.setLocalDescription();
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/sdp" },
      body: peer.localDescription?.sdp ?? "",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) throw await refusal(response);
    this.#location = response.headers.get("location");
    const sdp = await response.text();
    if (this.#closed) return this.#delete();
    await peer.setRemoteDescription({ type: "answer", sdp });
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#peer.onconnectionstatechange = null;
    this.#peer.close();
    this.#delete();
  }

  #state() {
    const { connectionState } = this.#peer;
    if (connectionState === "connected") this.#handlers.onConnected();
    if (connectionState === "failed" || connectionState === "closed") this.#handlers.onFailed();
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
