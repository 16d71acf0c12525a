/** What the moderators' desk knows and does: the room's connection, what is chosen, and every action by name. */
import { computed, signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/desk.js";
import { api } from "../../lib/api.js";
import { ChatSocket } from "../../lib/chat-socket.js";
import { newId } from "../../lib/new-id.js";
import { Chat } from "../../models/chat.js";
import { answerTo } from "../../models/completing.js";
import { emptyDesk, groupedReports, personOf, undoable, withFrame } from "../../models/desk.js";
import { refusalText } from "../chat/refusal-text.js";
import { toast } from "../toast-line.js";

/** @typedef {import("../../models/desk.js").Case} Case */
/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */
/** @typedef {"waiting" | "chat" | "person"} Pane */
/** @typedef {"held" | "report" | "appeal"} Tab */
/** @typedef {"mute" | "ban" | "shadow" | "warn" | "note"} Question */
/** @typedef {import("../../models/desk.js").Person} Person */

export const PANES = /** @type {const} */ (["waiting", "chat", "person"]);
export const TABS = /** @type {const} */ (["held", "report", "appeal"]);
const SHORT_MUTE_S = 600;
const SLOW_S = 10;
const TEXTS_KEPT = 600;
const MINUTE_MS = 60_000;

export class Desk {
  chat = new Chat({ now: Date.now, newId, keep: 400 });
  #socket;
  /** Texts of messages that were removed since: only this page keeps them. @type {Map<number, string>} */
  #texts = new Map();
  talk = signal(this.chat.state);
  state = signal(emptyDesk());
  status = signal(/** @type {import("../../lib/chat-socket.js").SocketStatus["phase"]} */ ("connecting"));
  nowMs = signal(Date.now());
  pane = signal(/** @type {Pane} */ ("waiting"));
  tab = signal(/** @type {Tab} */ ("held"));
  chosenLine = signal(/** @type {string | null} */ (null));
  chosenCase = signal(/** @type {string | null} */ (null));
  hovered = signal(false);
  /** The message that is being answered. */
  replying = signal(/** @type {MessageLine | null} */ (null));
  /** Whom names in the line to write mean. @type {Map<string, string>} */
  meant = new Map();
  asking = signal(/** @type {{ what: Question, person: Person } | null} */ (null));
  /** Who was chosen last, by a message or a case. */
  person = signal(/** @type {Person | null} */ (null));

  /** The cases of the open tab, in the order in which they wait. */
  listed = computed(() => this.casesOf(this.tab.value));
  /** The message that keys act on. */
  line = computed(() => {
    const line = this.talk.value.lines.find((each) => each.key === this.chosenLine.value);
    return line?.kind === "message" ? line : null;
  });
  perMinute = computed(() => {
    const since = this.nowMs.value - MINUTE_MS;
    return this.talk.value.lines.filter((line) => line.kind === "message" && line.ts > since).length;
  });

  /** @param {Api.Show} show */
  constructor(show) {
    this.show = show;
    const path = `/shows/${encodeURIComponent(show.id)}`;
    this.path = path;
    this.chat.subscribe((state, news) => {
      this.#keepTexts(state.lines);
      this.talk.value = state;
      for (const item of news) {
        if (item.type === "refused") this.#refused(item.refusal);
        if (item.type === "answered") toast(item.text);
      }
    });
    this.#socket = new ChatSocket({
      url: `${location.origin.replace(/^http/, "ws")}/chat`,
      room: show.id,
      token: async () => (await api.post(`${path}/chat-token`)).token,
      resume: () => this.chat.resume(),
      unsent: () => this.chat.unsent(),
      onFrame: (frame) => this.#receive(frame),
      onStatus: (status) => (this.status.value = status.phase),
    });
  }

  open() {
    void this.#socket.open();
    setInterval(() => (this.nowMs.value = this.chat.serverNow()), 1000);
  }

  /** @param {any} frame */
  #receive(frame) {
    this.chat.receive(frame);
    let state = this.state.value;
    for (const item of Array.isArray(frame) ? frame : [frame]) state = withFrame(state, item);
    this.state.value = state;
  }

  /** @param {readonly import("../../models/chat-lines.js").Line[]} lines */
  #keepTexts(lines) {
    for (const line of lines)
      if (line.kind === "message" && line.off !== null && line.text) this.#texts.set(line.off, line.text);
    for (const off of this.#texts.keys()) {
      if (this.#texts.size <= TEXTS_KEPT) break;
      this.#texts.delete(off);
    }
  }

  /** A message's words, those that were removed included. @param {MessageLine} line */
  textOf(line) {
    return line.text || (line.off === null ? "" : (this.#texts.get(line.off) ?? ""));
  }

  /** @param {Tab} tab @returns {Case[]} */
  casesOf(tab) {
    const { cases } = this.state.value;
    if (tab === "report") return groupedReports(cases).map(({ report }) => report);
    return cases.filter((each) => each.kind === tab);
  }

  /** @param {Case | undefined} one */
  chooseCase(one) {
    this.pane.value = "waiting";
    this.chosenCase.value = one?.id ?? null;
    if (one) this.person.value = personOf(one);
  }

  /** @param {MessageLine | null} line */
  chooseLine(line) {
    this.pane.value = "chat";
    this.chosenLine.value = line?.key ?? null;
    if (line) this.person.value = { person_id: line.from.id, name: line.from.name };
  }

  /** The next (1) or previous (-1) thing of the pane where keys act. @param {1 | -1} step */
  move(step) {
    if (this.pane.value === "waiting") return this.#moveCase(step);
    const messages = this.talk.value.lines.filter((line) => line.kind === "message");
    const at = messages.findIndex((line) => line.key === this.chosenLine.value);
    const next = at < 0 ? messages.length - 1 : at + step;
    this.chooseLine(/** @type {MessageLine | undefined} */ (messages[next]) ?? null);
  }

  /** @param {1 | -1} step */
  #moveCase(step) {
    const cases = this.listed.value;
    const at = cases.findIndex((each) => each.id === this.chosenCase.value);
    const next = at < 0 ? 0 : Math.max(0, Math.min(cases.length - 1, at + step));
    this.chooseCase(cases[next]);
  }

  /** @param {1 | -1} step */
  movePane(step) {
    const at = PANES.indexOf(this.pane.value);
    this.pane.value = PANES[(at + step + PANES.length) % PANES.length] ?? "chat";
  }

  /** The case that a decision is about: the chosen one, or the first. */
  get case() {
    const cases = this.listed.value;
    return cases.find((each) => each.id === this.chosenCase.value) ?? cases[0];
  }

  /** @param {boolean} accept @param {Case} [one] */
  decide(accept, one = this.case) {
    if (!one) return;
    const at = this.listed.value.indexOf(one);
    if (!this.#act({ t: "mod.decide", case: one.id, accept })) return;
    const rest = this.listed.value.filter((each) => each.id !== one.id);
    this.chosenCase.value = (rest[Math.min(at, rest.length - 1)] ?? null)?.id ?? null;
  }

  hide(line = this.line.value) {
    if (!line || line.off === null) return;
    this.#say(this.#act({ t: "mod.delete", off: line.off }), t("done.hide", { name: line.from.name }));
  }

  /** @param {boolean} purge */
  muteShort(purge = false) {
    const person = this.person.value;
    if (!person) return;
    const sent = this.#act({ t: "mod.mute", person: person.person_id, seconds: SHORT_MUTE_S, purge });
    this.#say(sent, t(purge ? "done.mutePurge" : "done.mute", { name: person.name }));
  }

  purge() {
    const person = this.person.value;
    if (!person) return;
    this.#say(this.#act({ t: "mod.purge", person: person.person_id }), t("done.purge", { name: person.name }));
  }

  /** @param {Question} what */
  ask(what) {
    const person = this.person.value;
    if (person) this.asking.value = { what, person };
  }

  /** @param {Question} what @param {Person} person @param {{ seconds?: number | null, reason: string, purge?: boolean }} answer */
  answer(what, person, answer) {
    return this.#act({ t: `mod.${what}`, person: person.person_id, ...answer });
  }

  /** @param {string} [entry]  of the log; the newest action if left out */
  undo(entry = undoable(this.state.value.audit)?.id) {
    if (!entry) return toast(t("done.nothing"));
    this.#say(this.#act({ t: "mod.undo", entry }), t("done.undo"), false);
  }

  /** @param {Record<string, unknown>} set */
  change(set) {
    this.policyFault.value = "";
    return this.#act({ t: "mod.policy", set });
  }

  /** Why the last change of the policy was not taken, in the server's words; "" while there is nothing. */
  policyFault = signal("");

  /** @param {import("../../models/chat-lines.js").Refusal} refusal */
  #refused(refusal) {
    if (refusal.code === "policy_invalid") this.policyFault.value = refusal.text;
    toast(refusalText(refusal));
  }

  slow() {
    this.change({ slow_seconds: this.state.value.regime.policy.slow_seconds ? 0 : SLOW_S });
  }

  links() {
    this.change({ links: this.state.value.regime.policy.links === "drop" ? "allow" : "drop" });
  }

  /** How long panic goes on, or null. */
  panicLeft = computed(() => {
    const until = this.state.value.regime.panic_until_ms;
    return until !== null && until > this.nowMs.value ? until - this.nowMs.value : null;
  });

  panic() {
    this.#act(this.panicLeft.value === null ? { t: "mod.panic" } : { t: "mod.panic", seconds: 0 });
  }

  /** @param {string} text */
  say(text) {
    const sent = this.#socket.send(this.chat.say(text, answerTo(this.replying.value, this.meant, text)));
    if (sent) this.replying.value = null;
    if (sent) this.meant.clear();
    return sent;
  }

  /** @param {MessageLine} line */
  pin(line) {
    this.#say(this.#act({ t: "mod.pin", off: line.off }), t("done.pin"));
  }

  unpin() {
    this.#say(this.#act({ t: "mod.unpin" }), t("done.unpin"));
  }

  /** @param {object} frame @returns {boolean} whether it went out */
  #act(frame) {
    const sent = this.#socket.send({ id: newId(), ...frame });
    if (!sent) toast(t("desk.offline"));
    return sent;
  }

  /** @param {boolean} sent @param {string} words */
  #say(sent, words, canUndo = true) {
    if (sent) toast(words, canUndo ? () => this.undo() : undefined);
  }
}
