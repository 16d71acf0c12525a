/** One show by LL-HLS: hls.js is loaded when it is first needed, the picture comes into the page's own video element. */

const ANSWER_MS = 8_000;
/** Joins land up to two parts behind the target; a little faster, they all come to the same place. */
const CATCH_UP_RATE = 1.25;

/** The server said no: `retryMs` is its own wish for when to ask again. */
export class HlsRefused extends Error {
  /** @param {string} code @param {number} status @param {number} retryMs */
  constructor(code, status, retryMs) {
    super(`HLS refused: ${code}`);
    this.code = code;
    this.status = status;
    this.retryMs = retryMs;
  }
}

/** A viewer's connection to one show; the twin of `WhepSession`. */
export class HlsSession {
  /** @type {import("../../vendor/hls.js").default | null} */
  #hls = null;
  #closed = false;
  #recovered = false;
  /** While it is only made ready, its news are kept for whoever opens it. */
  #opened = false;
  #parsed = false;
  #broken = false;
  /** @type {Promise<void>} */
  #ready;
  #handlers;
  #video;

  /**
   * Makes ready what a picture needs, up to the playlists, which are kept up to date; nothing is shown yet.
   * @param {string} url  the multivariant playlist @param {HTMLVideoElement} video
   * @param {{ onConnected: () => void, onFailed: () => void }} handlers
   */
  constructor(url, video, handlers) {
    this.#video = video;
    this.#handlers = handlers;
    this.#ready = this.#prepare(url);
    // Told by `open`.
    this.#ready.catch(() => {});
  }

  /**
   * Shows it.
   * @throws {HlsRefused} when the server said no; other errors mean that it could not be reached
   */
  async open() {
    await this.#ready;
    if (this.#broken) throw new Error("HLS broke while it was made ready");
    if (this.#closed || !this.#hls) return;
    this.#opened = true;
    this.#video.srcObject = null;
    this.#video.addEventListener("ended", this.#ended);
    this.#hls.attachMedia(this.#video);
    if (this.#parsed) this.#handlers.onConnected();
  }

  /** @param {string} url */
  async #prepare(url) {
    // The answer also makes the server begin to write, while the player's code is on its way.
    const [{ default: Hls }, entry] = await Promise.all([
      import("../../vendor/hls.js"),
      fetch(url, { credentials: "omit", signal: AbortSignal.timeout(ANSWER_MS) }),
    ]);
    if (!entry.ok) throw await refusal(entry);
    if (this.#closed) return;
    if (!Hls.isSupported()) throw new HlsRefused("hls_unavailable", 0, 0);
    const hls = new Hls({
      lowLatencyMode: true,
      maxLiveSyncPlaybackRate: CATCH_UP_RATE,
      backBufferLength: 20,
      enableWorker: false,
    });
    this.#hls = hls;
    hls.on(Hls.Events.MANIFEST_PARSED, () => {
      this.#parsed = true;
      if (this.#opened) this.#handlers.onConnected();
    });
    hls.on(Hls.Events.ERROR, (_event, error) => {
      if (!error.fatal || this.#closed) return;
      this.#broken = !this.#opened;
      if (this.#broken) return;
      // A decoder that tripped over one frame is helped once; a network that is gone is somebody else's to wait for.
      if (error.type !== Hls.ErrorTypes.MEDIA_ERROR || this.#recovered) return this.#handlers.onFailed();
      this.#recovered = true;
      hls.recoverMediaError();
    });
    hls.loadSource(url);
  }

  /** When the frame at a time of the video was captured; null while it is not known. @param {number} mediaTime */
  captureMs(mediaTime) {
    const date = this.#hls?.playingDate;
    return date ? date.getTime() + (mediaTime - this.#video.currentTime) * 1000 : null;
  }

  /** Nothing to do: hls.js looks after its requests itself. @returns {Promise<boolean>} */
  suspect() {
    return Promise.resolve(false);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#video.removeEventListener("ended", this.#ended);
    this.#hls?.destroy();
    this.#hls = null;
  }

  /** The server was restarted, or the codec has changed: the show goes on under another address. */
  #ended = () => this.#handlers.onFailed();
}

/** @param {Response} response @returns {Promise<HlsRefused>} */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get("retry-after") ?? "2");
  return new HlsRefused(problem.code ?? `http_${response.status}`, response.status, (seconds || 2) * 1000);
}
