/** What a person sees of a chat room, worked out from the frames of docs/chat-protocol.md (no DOM, no socket). */

import {
  isPurged,
  ownLine, sendFrame,
  withAck,
  withChange,
  withHidden,
  withMessage,
  withPurged,
  withRestored,
  withShadowed,
  withSale,
  refusalOf,
} from "./chat-lines.js";
import { emptyState } from "./chat-state.js";
import { pollsFrom, withCounts, withPoll } from "./polls.js";
import { questionsFrom, withAsked, withChanged, withVotes } from "./questions.js";

/** @typedef {import("./chat-lines.js").Line} Line */
/** @typedef {import("./chat-lines.js").MessageLine} MessageLine */
/** @typedef {import("./chat-lines.js").Muted} Muted */
/** @typedef {import("./chat-lines.js").You} You */
/** @typedef {import("./chat-lines.js").Refusal} Refusal */
/** @typedef {import("./chat-state.js").ChatState} ChatState */
/** @typedef {import("./chat-state.js").ChatNews} ChatNews */

const KEEP_AUDIT = 200;

/**
 * A chat room as one client sees it. Feed it every frame (`receive`), draw `state`, send what `say`, `mute` ... return.
 *
 * ```js
 * const chat = new Chat({ now: Date.now, newId });
 * const socket = new ChatSocket({ ..., resume: () => chat.resume(), onFrame: (frame) => chat.receive(frame) });
 * chat.subscribe((state, news) => draw(state));
 * socket.send(chat.say("hello"));
 * ```
 */
export class Chat {
  /** @type {ChatState} */
  state = emptyState();
  /** @type {Set<(state: ChatState, news: readonly ChatNews[]) => void>} */
  #listeners = new Set();
  /** Ids of those whom an own message names. @type {Map<string, readonly string[]>} */
  #meant = new Map();
  /** Messages from before the lines that are answered in them. @type {Map<number, { x: string, from: { id: string } }>} */
  #quoted = new Map();
  #now;
  #newId;
  #keep;

  /** @param {{ now: () => number, newId: () => string, keep?: number }} options  `keep`: lines held in memory */
  constructor({ now, newId, keep = 200 }) {
    this.#now = now;
    this.#newId = newId;
    this.#keep = keep;
  }

  /**
   * @param {(state: ChatState, news: readonly ChatNews[]) => void} listener  called once for each frame that changed something
   * @returns {() => void} stops listening
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The server's clock, in epoch milliseconds: times on the wire are compared with this one. */
  serverNow() {
    return this.#now() + this.state.skew_ms;
  }

  /** The ban or else the mute that still holds, or null. @returns {(Muted & { banned: boolean }) | null} */
  mutedNow() {
    const holds = (/** @type {Muted | null | undefined} */ measure) =>
      measure && (measure.until_ms === null || measure.until_ms > this.serverNow()) ? measure : null;
    const banned = holds(this.state.you?.banned);
    const measure = banned ?? holds(this.state.you?.muted);
    return measure && { ...measure, banned: banned !== null };
  }

  /** What keeps viewers from writing now: the room's modes. @returns {import("./chat-state.js").Modes | null} */
  modes() {
    return this.state.snapshot.modes ?? null;
  }

  /** May this person mute and delete here? */
  moderates() {
    const role = this.state.you?.role;
    return role === "moderator" || role === "host";
  }

  /** Where to go on after a broken connection; null: from the start. */
  resume() {
    const { ep, off } = this.state;
    return ep === null ? null : { ep, off };
  }

  /** Messages that were never acknowledged, to be sent again under the same ids (the server takes each id once). */
  unsent() {
    return this.state.lines
      .filter((line) => line.kind === "message" && line.own && line.status === "sending" && line.off === null)
      .map((line) => sendFrame(line.key, /** @type {MessageLine} */ (line).text, /** @type {MessageLine} */ (line).re, this.#meant.get(line.key)));
  }

  /**
   * Write a message: it is in the river at once, marked as being sent. A command of the staff is no message.
   * @param {string} text
   * @param {{ re?: import("./chat-lines.js").Quoted | null, at?: readonly string[] }} [more]  what it answers, and ids of those it names
   * @returns {{ t: "chat.send", id: string, x: string } | null} the frame to send; null when there is nothing to say
   */
  say(text, { re = null, at = [] } = {}) {
    const x = text.trim();
    const you = this.state.you;
    if (!x || !you) return null;
    const id = this.#newId();
    if (this.moderates() && /^\/(?!\/)/u.test(x)) return sendFrame(id, x, re);
    if (at.length) this.#meant.set(id, at);
    this.#lines([...this.state.lines, ownLine(id, x, you, this.serverNow(), re)]);
    this.#tell([]);
    return sendFrame(id, x, re, at);
  }

  /** The words of a message that is answered; "" when they are gone, or too old. @param {number} off */
  quotedText(off) {
    const line = this.state.lines.find((other) => other.off === off);
    return line?.kind === "message" ? line.text : (this.#quoted.get(off)?.x ?? "");
  }

  /** May the links of this person be tapped? @param {import("./chat-lines.js").Chatter} from */
  mayTap(from) {
    return from.role !== "viewer" || this.modes()?.viewer_links === true;
  }

  /**
   * Try a refused message again.
   * @param {string} key
   */
  again(key) {
    const line = this.#message(key);
    if (!line || line.status !== "refused") return null;
    this.#lines(withChange(this.state.lines, key, { status: "sending", refusal: null }));
    this.#tell([]);
    return sendFrame(key, line.text, line.re, this.#meant.get(key));
  }

  /**
   * Take a refused message out of the river, to be written again.
   * @param {string} key
   * @returns {string} its text
   */
  withdraw(key) {
    const line = this.#message(key);
    if (!line || line.status !== "refused") return "";
    this.#meant.delete(key);
    this.#lines(this.state.lines.filter((other) => other !== line));
    this.#tell([]);
    return line.text;
  }

  /** Be for one option; shown at once. @param {string} poll @param {number} option */
  choose(poll, option) {
    this.#set({ chosen: new Map(this.state.chosen).set(poll, option) });
    this.#tell([]);
    return this.request("poll.vote", { poll, option });
  }

  /** Ask what somebody else asks; shown at once. @param {string} q @param {boolean} on */
  vote(q, on) {
    const voted = new Set(this.state.voted);
    if (on) voted.add(q);
    else voted.delete(q);
    this.#set({ voted });
    this.#tell([]);
    return { t: "qa.vote", id: this.#newId(), q, on };
  }

  /** Any other frame that is answered by its id. @param {string} kind @param {object} fields */
  request(kind, fields) {
    return { t: kind, id: this.#newId(), ...fields };
  }

  /**
   * Take one frame from the server: an object, or an array (an ordered batch). Unknown kinds are passed over, as the protocol asks.
   * @param {any} frame
   */
  receive(frame) {
    const news = Array.isArray(frame) ? this.#batch(frame, true) : this.#control(frame);
    if (news) this.#tell(news);
  }

  /** @param {any[]} events @param {boolean} live  false: history @returns {ChatNews[]} */
  #batch(events, live) {
    /** @type {ChatNews[]} */
    const news = [];
    for (const event of events) {
      if (typeof event.o === "number") {
        if (event.o <= this.state.off) continue;
        if (live && event.o > this.state.off + 1) {
          news.push({ type: "gap" });
          break;
        }
        this.#set({ off: event.o });
      }
      const told = this.#event(event, live);
      if (told) news.push(told);
    }
    return news;
  }

  /** @param {any} event @param {boolean} live @returns {ChatNews | void} */
  #event(event, live) {
    const { lines, snapshot, audit, questions, voted, you } = this.state;
    switch (event.t) {
      case "chat":
        return this.#lines(withMessage(lines, event, event.from.id === this.state.you?.id));
      case "hidden":
        this.#lines(withHidden(lines, event.off, { by: event.by, reason: event.reason }));
        return this.#forget((off) => off === event.off);
      case "purged":
        this.#lines(withPurged(lines, event));
        return this.#forget((off, writer) => isPurged(event, off, writer));
      case "notice":
        this.#set({ snapshot: { ...snapshot, notice: event.d } });
        return { type: "notice", data: event.d, live };
      case "restored":
        return this.#lines(withRestored(lines, event.messages, this.state.you?.id));
      case "shadowed":
        return this.#lines(withShadowed(lines, event, event.from.id === this.state.you?.id));
      case "mod.shadowed":
        return this.#lines(withShadowed(lines, event.message, event.message.from.id === this.state.you?.id));
      case "sold":
        this.#lines(withSale(lines, event));
        return { type: "sold", data: event.d, live };
      case "modes":
        this.#set({ snapshot: { ...snapshot, modes: event.d } });
        return { type: "modes" };
      case "stock":
        this.#set({ snapshot: { ...snapshot, [`stock:${event.d.variant_id}`]: event.d } });
        return { type: "stock", data: event.d, live };
      case "price":
        this.#set({ snapshot: { ...snapshot, [`price:${event.d.product_id}`]: event.d } });
        return { type: "price", data: event.d, live };
      case "pin":
      case "show":
        this.#set({ snapshot: { ...snapshot, [event.t]: event.d } });
        return { type: event.t, data: event.d, live };
      case "qa.asked":
        if (event.q.asker.person_id === you?.id) this.#set({ voted: new Set(voted).add(event.q.id) });
        return this.#set({ questions: withAsked(questions, event.q) });
      case "qa.changed":
        this.#set({ questions: withChanged(questions, event.qs) });
        return { type: "questions", questions: event.qs, live };
      case "qa.votes":
        return this.#set({ questions: withVotes(questions, event.n) });
      case "poll.opened":
      case "poll.closed":
        this.#set({ polls: withPoll(this.state.polls, event.poll) });
        return { type: "poll", data: event.poll, live };
      case "poll.votes":
        return this.#set({ polls: withCounts(this.state.polls, event.n) });
      case "viewers":
        return this.#set({ viewers: event.n });
      case "hearts":
        return { type: "hearts", n: event.n };
      case "reactions":
        return { type: "reactions", n: event.n };
      case "mod.done":
        this.#set({
          audit: [event.entry, ...audit.filter((entry) => entry.id !== event.entry.id)].slice(0, KEEP_AUDIT),
        });
        return { type: "moderated", entry: event.entry };
    }
  }

  /** @param {any} frame @returns {ChatNews[] | null} */
  #control(frame) {
    switch (frame?.t) {
      case "welcome":
        return this.#welcome(frame);
      case "ack":
        this.#lines(withAck(this.state.lines, frame.id, frame.off ?? null));
        this.#meant.delete(frame.id);
        return frame.text ? [{ type: "answered", text: frame.text }] : [];
      case "held":
        this.#lines(withChange(this.state.lines, frame.id, { status: "held" }));
        return [];
      case "nack":
        return this.#refuse(frame);
      case "banned":
        this.#measure({ banned: { until_ms: frame.until_ms ?? null, reason: frame.reason } });
        return [{ type: "muted" }];
      case "unbanned":
        this.#measure({ banned: null });
        return [{ type: "unmuted" }];
      case "appeal":
        return [{ type: "appeal", accepted: frame.state === "accepted", reason: frame.reason }];
      case "warned":
        return [{ type: "warned", reason: frame.reason, by: frame.by }];
      case "muted": {
        const muted = { until_ms: frame.until_ms ?? null, reason: frame.reason };
        this.#measure({ muted });
        this.#set({ verdict: { ...muted, by: frame.by } });
        return [{ type: "muted" }];
      }
      case "unmuted":
        this.#measure({ muted: null });
        this.#set({ verdict: null });
        return [{ type: "unmuted" }];
      case "pong":
        this.#set({ skew_ms: frame.server_ms - this.#now() });
        return null;
      case "resync":
        this.#set({ ep: null, off: 0 });
        return [{ type: "resync" }];
      case "bye":
        return [{ type: "bye", reconnect_ms: frame.reconnect_ms }];
      default:
        return null;
    }
  }

  /** What was removed is neither quoted nor pinned any more. @param {(off: number, writer: string) => boolean} goes @returns {ChatNews | void} */
  #forget(goes) {
    for (const [off, { from }] of this.#quoted) if (goes(off, from.id)) this.#quoted.delete(off);
    const { notice } = this.state.snapshot;
    if (typeof notice?.off !== "number" || !goes(notice.off, notice.author.person_id)) return;
    this.#set({ snapshot: { ...this.state.snapshot, notice: null } });
    return { type: "notice", data: null, live: true };
  }

  /** @param {any} frame @returns {ChatNews[]} */
  #welcome(frame) {
    const continues = frame.resumed === true && frame.ep === this.state.ep;
    const waiting = this.state.lines.filter((line) => line.kind === "message" && line.own && line.off === null);
    if (!continues) {
      // What was removed meanwhile was not heard of, and in another epoch the offsets are others'.
      this.#set({ lines: [], off: 0 });
      this.#quoted.clear();
    }
    for (const event of frame.quoted ?? []) this.#quoted.set(event.o, event);
    this.#set({
      welcomed: true,
      ep: frame.ep,
      you: frame.you,
      viewers: frame.viewers ?? null,
      snapshot: frame.snapshot ?? {},
      limits: { ...this.state.limits, ...frame.limits },
      skew_ms: frame.server_ms - this.#now(),
      degraded: frame.degraded === true,
    });
    const news = this.#batch(frame.history, false).filter((item) => item.type === "sold" || item.type === "pin");
    this.#set({ off: frame.off, snapshot: frame.snapshot ?? {} });
    // After the history: the snapshot is as new as its last event, and has what fell out of it.
    this.#set({ questions: questionsFrom(frame.snapshot?.questions), voted: new Set(frame.voted) });
    this.#set({ polls: pollsFrom(frame.snapshot?.polls), chosen: new Map(Object.entries(frame.chosen ?? {})) });
    if (!continues) this.#lines([...this.state.lines, ...waiting]);
    return [{ type: "welcome" }, ...news];
  }

  /** @param {any} frame @returns {ChatNews[]} */
  #refuse(frame) {
    const refusal = refusalOf(frame, this.serverNow());
    this.#lines(withChange(this.state.lines, frame.id, { status: "refused", refusal }));
    return [{ type: "refused", id: frame.id, refusal }];
  }

  /** @param {{ muted?: Muted | null, banned?: Muted | null }} change */
  #measure(change) {
    if (this.state.you) this.#set({ you: { ...this.state.you, ...change } });
  }

  /** @param {string} key @returns {MessageLine | undefined} */
  #message(key) {
    const line = this.state.lines.find((other) => other.key === key);
    return line?.kind === "message" ? line : undefined;
  }

  /** @param {readonly Line[]} lines */
  #lines(lines) {
    this.#set({ lines: lines.slice(-this.#keep) });
  }

  /** @param {Partial<ChatState>} change */
  #set(change) {
    this.state = { ...this.state, ...change };
  }

  /** @param {readonly ChatNews[]} news */
  #tell(news) {
    for (const listener of this.#listeners) listener(this.state, news);
  }
}
