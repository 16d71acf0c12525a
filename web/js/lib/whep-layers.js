/** The layers of a WHEP session: what to send is asked for by POST, what changes is told by server-sent events. */
import { layersOf } from "../models/quality.js";

const ANSWER_MS = 8_000;

/** @typedef {import("../models/quality.js").Layers} Layers */

/**
 * Asks for a size of the picture.
 * @param {string} session  its URL @param {import("../models/quality.js").Wish} wish
 * @returns {Promise<Layers | null>} what there is now; null where the server did not say
 */
export async function askForLayer(session, wish) {
  try {
    const reply = await fetch(`${session}/layer`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(wish),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return reply.ok ? layersOf(await reply.json()) : null;
  } catch {
    return null;
  }
}

/** Hears of a session's layers until it is closed. */
export class LayerNews {
  #closed = false;
  /** @type {EventSource | undefined} */
  #source;
  /** @type {string | null} */
  #subscription = null;

  /**
   * @param {string} session  its URL
   * @param {(layers: Layers) => void} onLayers
   * @param {() => void} onLost  nothing more will be told
   */
  constructor(session, onLayers, onLost) {
    void this.#open(session, onLayers, onLost);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#source?.close();
    if (this.#subscription) fetch(this.#subscription, { method: "DELETE", keepalive: true }).catch(() => {});
  }

  /** @param {string} session @param {(layers: Layers) => void} onLayers @param {() => void} onLost */
  async #open(session, onLayers, onLost) {
    try {
      const reply = await fetch(`${session}/events`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '["layers"]',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      this.#subscription = reply.ok ? reply.headers.get("location") : null;
    } catch {
      this.#subscription = null;
    }
    const lost = () => {
      if (this.#closed) return;
      this.close();
      onLost();
    };
    if (!this.#subscription) return lost();
    if (this.#closed) return void fetch(this.#subscription, { method: "DELETE", keepalive: true }).catch(() => {});
    this.#source = new EventSource(this.#subscription);
    this.#source.addEventListener("layers", ({ data }) => {
      const layers = layersOf(JSON.parse(data));
      if (layers) onLayers(layers);
    });
    // EventSource comes back by itself after a broken line, but not after a refusal: then the session is gone.
    this.#source.onerror = () => this.#source?.readyState === EventSource.CLOSED && lost();
  }
}
