/** Makes a session of LL-HLS ready while WebRTC is doubted, so that falling back costs little. */

/** @typedef {import("./hls-session.js").HlsSession} HlsSession */

export class HlsSpare {
  #make;
  /** @type {Promise<HlsSession> | null} */
  #coming = null;

  /** @param {() => Promise<HlsSession>} make  loads what it needs */
  constructor(make) {
    this.#make = make;
  }

  /** Of no effect while there is one. */
  prepare() {
    this.#coming ??= this.#make();
    // Told by `take`.
    this.#coming.catch(() => {});
  }

  /** The one that was made ready, or a new one. @returns {Promise<HlsSession>} */
  take() {
    const coming = this.#coming ?? this.#make();
    this.#coming = null;
    return coming;
  }

  /** It is not needed after all. */
  forget() {
    this.#coming?.then((session) => session.close()).catch(() => {});
    this.#coming = null;
  }
}
