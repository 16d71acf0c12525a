/** The picture that reaches the server from OBS or another device, watched as any viewer does. */
import { signal } from "../../../vendor/signals-core.js";
import { WhepSession } from "../../lib/whep.js";

const RETRY_MS = 2_000;

export class IncomingPicture {
  stream = signal(/** @type {MediaStream | null} */ (null));
  #closed = false;
  /** @type {WhepSession | null} */
  #session = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} showId */
  constructor(showId) {
    this.url = `/whep/${encodeURIComponent(showId)}`;
    void this.#open();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#session?.close();
  }

  async #open() {
    this.#session?.close();
    const session = new WhepSession({
      onStream: (stream) => (this.stream.value = stream),
      onConnected: () => {},
      onFailed: () => this.#again(),
    });
    this.#session = session;
    try {
      await session.open(this.url);
    } catch {
      this.#again();
    }
  }

  #again() {
    this.stream.value = null;
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#open(), RETRY_MS);
  }
}
