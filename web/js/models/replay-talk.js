/** The talk of a replay: which part of it is here, which has to be fetched, and what was said up to a moment. */
import { withSale } from "./chat-lines.js";

/** @typedef {import("./chat-lines.js").Line} Line */
/**
 * @typedef {{ t: "chat", o: number, at_seconds: number, from: { name: string, role: import("./chat-lines.js").Role, buyer: boolean }, x: string }
 *   | { t: "sold", o: number, at_seconds: number, title: string, quantity: number }} TalkItem
 */
/** @typedef {{ from_seconds: number } | { after: number }} TalkQuery */

/** So much of what was said before a moment is fetched with it. */
const BACK_SECONDS = 90;
/** The next page is asked for when what is here ends so soon. */
const AHEAD_SECONDS = 30;
/** A jump further than this past what is here begins anew instead of fetching all between. */
const FAR_SECONDS = 120;
const KEPT = 2000;

export class ReplayTalk {
  /** @type {TalkItem[]} */
  #items = [];
  #from = Infinity;
  #until = -Infinity;
  /** Where to go on; null: the end is here. @type {number | null} */
  #next = null;
  /** A fetch that is under way, or was overtaken by another. */
  #turn = 0;
  #busy = false;

  /** What has to be fetched now; null: nothing. @param {number} seconds  where the replay is @returns {{ query: TalkQuery, turn: number } | null} */
  due(seconds) {
    const before = seconds < this.#from;
    const far = this.#next !== null && seconds > this.#until + FAR_SECONDS;
    if (before || far) {
      this.#items = [];
      this.#from = Math.max(0, seconds - BACK_SECONDS);
      this.#until = this.#from;
      this.#next = null;
      return this.#ask({ from_seconds: this.#from });
    }
    if (this.#busy || this.#next === null || this.#until - seconds > AHEAD_SECONDS) return null;
    return this.#ask({ after: this.#next });
  }

  /** @param {TalkQuery} query */
  #ask(query) {
    this.#busy = true;
    this.#turn += 1;
    return { query, turn: this.#turn };
  }

  /** @param {number} turn @param {{ items: TalkItem[], next: number | null }} page */
  take(turn, { items, next }) {
    if (turn !== this.#turn) return;
    this.#busy = false;
    this.#items = [...this.#items, ...items];
    this.#next = next;
    this.#until = items.at(-1)?.at_seconds ?? this.#until;
    const spare = this.#items.length - KEPT;
    if (spare <= 0) return;
    this.#items = this.#items.slice(spare);
    this.#from = this.#items[0]?.at_seconds ?? this.#from;
  }

  /** It could not be fetched: it is asked for again. @param {number} turn */
  failed(turn) {
    if (turn !== this.#turn) return;
    this.#busy = false;
    if (this.#items.length === 0) this.#from = Infinity;
  }

  /** What was said and sold up to a moment, the last of it. @param {number} seconds @param {number} most @returns {Line[]} */
  linesAt(seconds, most) {
    const said = this.#items.filter(({ at_seconds }) => at_seconds <= seconds).slice(-most);
    return said.reduce(withItem, /** @type {Line[]} */ ([]));
  }
}

/** @param {Line[]} lines @param {TalkItem} item @returns {Line[]} */
function withItem(lines, item) {
  const ts = item.at_seconds * 1000;
  if (item.t === "sold") return withSale(lines, { o: item.o, ts, d: { ...item, name: null } });
  const from = { ...item.from, id: "" };
  const line = { key: `o${item.o}`, off: item.o, ts, from, text: item.x, own: false, refusal: null, hidden: null };
  return [...lines, { ...line, kind: /** @type {const} */ ("message"), status: /** @type {const} */ ("sent") }];
}
