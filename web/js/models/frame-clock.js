/** Tells when a shown frame was captured, by the server's clock, from its RTP time (GET /whep/session/{id}/clock). */

const WRAP = 2 ** 32;

export class FrameClock {
  #told;
  #skewMs;

  /**
   * @param {{ server_ms: number, rtp_timestamp: number, clock_rate: number }} told
   * @param {number} askedMs     by the page's clock (performance.now)
   * @param {number} answeredMs  the server's `server_ms` lies halfway, as far as anybody can tell
   */
  constructor(told, askedMs, answeredMs) {
    this.#told = told;
    this.#skewMs = told.server_ms - (askedMs + answeredMs) / 2;
  }

  /** @param {number} rtpTimestamp  32 bits, near the one that was told @returns {number} epoch milliseconds */
  captureMs(rtpTimestamp) {
    const { server_ms, rtp_timestamp, clock_rate } = this.#told;
    const steps = (((rtpTimestamp - rtp_timestamp + WRAP / 2) % WRAP) + WRAP) % WRAP;
    return server_ms + ((steps - WRAP / 2) * 1000) / clock_rate;
  }

  /** The server's time at a moment of the page's clock. @param {number} pageMs */
  serverMs(pageMs) {
    return pageMs + this.#skewMs;
  }
}
