/** Keeps one chat connection open: says hello, comes back with jittered backoff, and tells how it stands (moves frames, decides nothing about chat). */

import { backoffMs } from "../models/backoff.js";

/**
 * @typedef {object} SocketStatus
 * @property {"connecting" | "open" | "waiting" | "refused" | "closed"} phase  waiting: will try again at `retry_at_ms`
 * @property {number} attempt  failed tries in a row
 * @property {number | null} retry_at_ms
 * @property {string | null} code  why the server refused us, if it said so
 */

/**
 * @typedef {object} ChatSocketOptions
 * @property {string} url  ws(s) address of /chat
 * @property {string} room
 * @property {() => Promise<string>} token  a fresh chat token; asked for on every connection
 * @property {() => { ep: string, off: number } | null} resume  where to go on
 * @property {(frame: any) => void} onFrame
 * @property {(status: SocketStatus) => void} [onStatus]
 * @property {() => Array<object>} [unsent]  frames to send again after each welcome
 * @property {(url: string) => WebSocket} [connect]
 * @property {() => number} [random]
 * @property {() => number} [now]
 */

/** A quiet line is pinged, and given up when nothing comes back: phones lose the network without a close. */
const PING_MS = 20_000;
const SILENCE_MS = 45_000;
/** The server answers hello within 5 s (docs/chat-protocol.md); a little more for the way. */
const WELCOME_MS = 8_000;
/** After these the same try again would end the same way: the room is closed, this page is not let in, or we have a defect. */
const FINAL_CODES = new Set([1000, 1002, 1003, 1007, 1009, 4003, 4009]);

export class ChatSocket {
  /** @type {SocketStatus} */
  status = { phase: "closed", attempt: 0, retry_at_ms: null, code: null };
  /** @type {WebSocket | null} */
  #socket = null;
  #options;
  /** Each connection has a number, so that a late answer of an old one is not taken for the new one's. */
  #round = 0;
  #welcomed = false;
  #heardMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #pulse;

  /** @param {ChatSocketOptions} options */
  constructor(options) {
    this.#options = {
      connect: (/** @type {string} */ url) => new WebSocket(url),
      random: Math.random,
      now: Date.now,
      onStatus: () => {},
      unsent: () => [],
      ...options,
    };
  }

  /** Connect, or connect anew at once (after a name was given, or when the network is back). */
  async open() {
    this.#drop();
    const round = this.#round;
    this.#tell({ phase: "connecting", retry_at_ms: null });
    let token;
    try {
      token = await this.#options.token();
    } catch (error) {
      if (round === this.#round) this.#later(null, codeOf(error));
      return;
    }
    if (round === this.#round) this.#connect(token);
  }

  /**
   * @param {object | null} frame
   * @returns {boolean} whether it went out; a chat message that did not is sent after the next welcome (`unsent`)
   */
  send(frame) {
    if (!frame || !this.#welcomed || this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Close for good. */
  close() {
    this.#drop();
    this.#tell({ phase: "closed", retry_at_ms: null });
  }

  /** @param {string} token */
  #connect(token) {
    const { connect, url, room, resume, now } = this.#options;
    const socket = connect(url);
    this.#socket = socket;
    this.#heardMs = now();
    this.#timer = setTimeout(() => this.#failed(socket, null), WELCOME_MS);
    socket.onopen = () => {
      const from = resume();
      socket.send(JSON.stringify({ t: "hello", v: 1, tok: token, room, ...(from && { resume: from }) }));
    };
    socket.onmessage = (event) => this.#received(socket, event.data);
    socket.onclose = (event) => this.#failed(socket, event.code);
    socket.onerror = () => {};
  }

  /** @param {WebSocket} socket @param {string} text */
  #received(socket, text) {
    if (socket !== this.#socket) return;
    this.#heardMs = this.#options.now();
    const frame = JSON.parse(text);
    if (frame.t === "welcome") this.#welcome();
    this.#options.onFrame(frame);
    if (frame.t === "welcome") for (const unsent of this.#options.unsent()) this.send(unsent);
    if (frame.t === "bye") this.#parted(frame.reconnect_ms);
    if (frame.t === "resync") void this.open();
  }

  #welcome() {
    clearTimeout(this.#timer);
    clearInterval(this.#pulse); // a welcome may come again
    this.#welcomed = true;
    this.#pulse = setInterval(() => this.#beat(), PING_MS);
    this.#tell({ phase: "open", attempt: 0, retry_at_ms: null, code: null });
  }

  /** @param {number | null} reconnectMs  null: do not come back */
  #parted(reconnectMs) {
    if (reconnectMs === null) this.close();
    else this.#later(reconnectMs, null);
  }

  #beat() {
    if (this.#options.now() - this.#heardMs > SILENCE_MS) return void this.open();
    this.send({ t: "ping" });
  }

  /** @param {WebSocket} socket @param {number | null} closeCode */
  #failed(socket, closeCode) {
    if (socket !== this.#socket) return;
    if (closeCode !== null && FINAL_CODES.has(closeCode)) {
      this.#drop();
      return this.#tell({ phase: "refused", retry_at_ms: null, code: String(closeCode) });
    }
    this.#later(null, closeCode === null ? null : String(closeCode));
  }

  /** @param {number | null} wishMs  the server's own wish @param {string | null} code */
  #later(wishMs, code) {
    const { random, now } = this.#options;
    const attempt = this.status.attempt + 1;
    // The server's wish is spread over half as much again: everybody got the same number.
    const waitMs = wishMs === null ? backoffMs(attempt, random) : Math.round(wishMs * (1 + random() / 2));
    this.#drop();
    this.#timer = setTimeout(() => void this.open(), waitMs);
    this.#tell({ phase: "waiting", attempt, retry_at_ms: now() + waitMs, code });
  }

  /** Leave the present connection without a word to ourselves. */
  #drop() {
    this.#round += 1;
    this.#welcomed = false;
    clearTimeout(this.#timer);
    clearInterval(this.#pulse);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** @param {Partial<SocketStatus>} change */
  #tell(change) {
    this.status = { ...this.status, ...change };
    this.#options.onStatus(this.status);
  }
}

/** @param {unknown} error @returns {string | null} */
function codeOf(error) {
  return error && typeof error === "object" && "code" in error ? String(error.code) : null;
}
