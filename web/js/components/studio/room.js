/** The studio's place in the chat room: the connection, what moderators do, and the log of what was done. */
import { computed, signal } from "../../../vendor/signals-core.js";
import { api } from "../../lib/api.js";
import { ChatSocket } from "../../lib/chat-socket.js";
import { Chat } from "../../models/chat.js";
import { activeMutes, withEntry } from "../../models/studio-moderation.js";

/** @typedef {import("../../models/chat.js").ChatNews} ChatNews */
/** @typedef {import("../../models/chat.js").Refusal} Refusal */

export class Room {
  chat = new Chat({ now: Date.now, newId: () => crypto.randomUUID(), keep: 300 });
  state = signal(this.chat.state);
  status = signal(/** @type {import("../../lib/chat-socket.js").SocketStatus["phase"]} */ ("connecting"));
  audit = signal(/** @type {import("../../models/studio-moderation.js").AuditEntry[]} */ ([]));
  /** What the server refused last, of a moderator's action. */
  refused = signal(/** @type {Refusal | null} */ (null));
  /** Ticks once a second, for the time that is left of a mute. */
  nowMs = signal(Date.now());
  #socket;

  /**
   * @param {string} showId
   * @param {(news: readonly ChatNews[]) => void} hear
   */
  constructor(showId, hear) {
    const path = `/shows/${encodeURIComponent(showId)}`;
    this.path = path;
    this.mutes = computed(() => activeMutes(this.audit.value, this.nowMs.value));
    this.chat.subscribe((state, news) => {
      this.state.value = state;
      this.#noteModeration(news);
      hear(news);
    });
    this.#socket = new ChatSocket({
      url: `${location.origin.replace(/^http/, "ws")}/chat`,
      room: showId,
      token: async () => (await api.post(`${path}/chat-token`)).token,
      resume: () => this.chat.resume(),
      onFrame: (frame) => this.chat.receive(frame),
      onStatus: (status) => (this.status.value = status.phase),
      unsent: () => this.chat.unsent(),
    });
  }

  open() {
    void this.#socket.open();
    void this.#loadAudit();
    setInterval(() => (this.nowMs.value = this.serverNow()), 1000);
  }

  serverNow() {
    return this.chat.serverNow();
  }

  /** @param {string} text @param {Parameters<Chat["say"]>[1]} more */
  say(text, more) {
    this.#socket.send(this.chat.say(text, more));
  }

  /** @param {string} key  Of a refused message. @returns {string} its text, to be written again */
  withdraw(key) {
    return this.chat.withdraw(key);
  }

  /** @param {string} person @param {number} seconds @param {string} reason */
  mute(person, seconds, reason) {
    return this.#act(this.chat.request("mod.mute", { person, seconds, reason }));
  }

  /** @param {string} person @param {string} reason */
  unmute(person, reason) {
    return this.#act(this.chat.request("mod.unmute", { person, reason }));
  }

  /** @param {number} off @param {string} reason */
  remove(off, reason) {
    return this.#act(this.chat.request("mod.delete", { off, reason }));
  }

  /** Anything about a question or a poll. @param {string} kind @param {object} fields @returns {boolean} whether it went out */
  about(kind, fields) {
    return this.#act(this.chat.request(kind, fields));
  }

  /** @param {object} frame @returns {boolean} whether it went out */
  #act(frame) {
    this.refused.value = null;
    return this.#socket.send(frame);
  }

  /** @param {readonly ChatNews[]} news */
  #noteModeration(news) {
    for (const item of news) {
      if (item.type === "moderated") this.audit.value = withEntry(this.audit.value, item.entry);
      if (item.type === "refused" && !this.#isMessage(item.id)) this.refused.value = item.refusal;
      if (item.type === "welcome") void this.#loadAudit();
    }
  }

  /** @param {string} id */
  #isMessage(id) {
    return this.state.value.lines.some((line) => line.key === id);
  }

  async #loadAudit() {
    try {
      this.audit.value = (await api.get(`${this.path}/audit`)).items;
    } catch {
      // Live entries still arrive by the chat; the next welcome tries again.
    }
  }
}
