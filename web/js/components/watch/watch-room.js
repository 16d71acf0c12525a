/** Everything that the parts of the watch page share: the show, the chat, the picture, who is here, what is open. */
import { computed, effect, signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/watch.js";
import { api } from "../../lib/api.js";
import { ChatSocket } from "../../lib/chat-socket.js";
import { newId } from "../../lib/new-id.js";
import { styleSheet } from "../../lib/style-sheet.js";
import { loadMe, setMe, shownName } from "../../lib/session.js";
import { Chat } from "../../models/chat.js";
import { withPrices } from "../../models/flash.js";
import { Taps } from "../../models/hearts.js";
import { isSoldOut, lineupOf, pinnedProduct, sourceOf, withPin, withStatus, withStock } from "../../models/show.js";
import { announce } from "../announce.js";
import { Picture } from "./picture.js";

/** @typedef {"none" | "lineup" | "checkout" | "questions" | "chapters"} Sheet */

/** Few are ever told anything in passing, so what shows it is loaded then. @param {string} words */
const toast = async (words) => (await import("../toast-line.js")).toast(words);

/** A show that has ended is recorded to its end by then. */
const WRITTEN_MS = 2_000;

export class WatchRoom {
  #showId;
  chat = new Chat({ now: Date.now, newId });
  #socket;
  #taps = new Taps(500);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #tapTimer;
  /** @type {Set<(n: number, own: boolean, kind: string) => void>} */
  #heartListeners = new Set();
  #welcomes = 0;

  picture;
  /** @type {import("../../../vendor/signals-core.js").Signal<Api.Show | null>} */
  show = signal(/** @type {Api.Show | null} */ (null));
  /** Why the show could not be loaded. */
  problem = signal(/** @type {unknown} */ (null));
  /** The chat as it stands; replaced on every change. */
  talk = signal(this.chat.state);
  /** How the chat's connection stands. */
  line = signal(
    /** @type {import("../../lib/chat-socket.js").SocketStatus} */ ({
      phase: "connecting",
      attempt: 0,
      retry_at_ms: null,
      code: null,
    }),
  );
  /** The replay, which takes the place of the live picture and talk once the show is over. */
  replay = signal(/** @type {import("./replay-room.js").ReplayRoom | null} */ (null));
  /** The show was over when the page was opened: its replay is what people came for, and is on its way. */
  replayComes = signal(false);
  /** The lines of the river. */
  lines = computed(() => this.replay.value?.lines.value ?? this.talk.value.lines);
  questions = computed(() => this.replay.value?.questions.value ?? this.talk.value.questions);
  /** Products that were pinned before, as far as this page saw it. */
  shown = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  /** On a desk, what stands in the column beside the picture. */
  side = signal(/** @type {"chat" | "questions"} */ ("chat"));
  /** The question whose answer is in the picture now. */
  answering = signal(/** @type {string | null} */ (null));
  sheet = signal(/** @type {Sheet} */ ("none"));
  /** The product that the checkout sheet is about. */
  buying = signal(/** @type {Api.Product | null} */ (null));
  /** An order whose pieces are ours although the sheet was closed. */
  kept = signal(/** @type {Api.Order | null} */ (null));
  /** The person's places on waiting lists, once they are known or asked for. */
  waiting = signal(/** @type {import("./waiting-places.js").WaitingPlaces | null} */ (null));
  name = signal("");
  /** What is written and not sent yet. */
  draft = signal("");
  /** The message that is being answered. */
  replying = signal(/** @type {import("../../models/chat-lines.js").MessageLine | null} */ (null));
  /** Whom the names in the draft mean, as far as they were chosen from a list. @type {Map<string, string>} */
  meant = new Map();
  /** The message that a moderator is looking at. */
  judged = signal(/** @type {import("../../models/chat-lines.js").MessageLine | null} */ (null));
  /** The message that a viewer wants a moderator to look at. */
  reported = signal(/** @type {import("../../models/chat-lines.js").MessageLine | null} */ (null));
  /** The rules of the chat that were accepted here. */
  acceptedRules = signal("");
  /** When the measure began that was appealed against; an appeal is possible once. */
  appealed = signal(false);
  /** "Read new messages" for screen readers. */
  readAloud = signal(false);
  /** The server's time, once a second, for everything that counts down. */
  now = signal(Date.now());

  lineup = computed(() =>
    this.show.value ? lineupOf(this.show.value, this.shown.value) : { now: null, next: [], before: [] },
  );
  viewers = computed(() => this.talk.value.viewers ?? this.show.value?.viewers ?? 0);

  /** @param {string} showId */
  constructor(showId) {
    this.#showId = showId;
    this.acceptedRules.value = localStorage.getItem(`showfloor.rules.${showId}`) ?? "";
    const show = encodeURIComponent(showId);
    const urls = { whep: `/whep/${show}`, hls: `/hls/${show}/live.m3u8` };
    this.picture = new Picture(urls, () => this.chat.serverNow());
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.#socket = new ChatSocket({
      url: `${scheme}://${location.host}/chat`,
      room: showId,
      token: async () => (await api.post(`/shows/${encodeURIComponent(showId)}/chat-token`)).token,
      resume: () => this.chat.resume(),
      unsent: () => this.chat.unsent(),
      onFrame: (frame) => this.chat.receive(frame),
      onStatus: (status) => (this.line.value = status),
    });
    this.chat.subscribe((state, news) => {
      this.talk.value = state;
      for (const item of news) this.#heard(item);
    });
    // The picture is asked for before the show is known: most who come, come to a show that is on.
    effect(() => this.picture.follow(this.show.value ? sourceOf(this.show.value.status) : "live"));
  }

  /** Everything that can begin, begins at once; nothing waits for anything else. */
  start() {
    this.#clock();
    void this.#socket.open();
    void this.#whoIsHere();
    addEventListener("online", () => void this.#socket.open());
    return this.reload();
  }

  async #whoIsHere() {
    try {
      const me = await loadMe();
      this.name.value = shownName(me);
      if (!me.account && !me.guest) return;
      await this.#findKept();
      await (await this.places()).refresh();
    } catch {
      // Without an answer people can still watch; the name is asked for when they want to write.
    }
  }

  /** A hold survives a reload: what was put by in this show is found again. */
  async #findKept() {
    const { items } = await api.get("/orders");
    const kept = items.find((/** @type {Api.Order} */ order) => order.show_id === this.#showId && isOpen(order));
    if (kept) this.kept.value = kept;
  }

  /** The places on waiting lists; their code comes when they are first asked for. */
  async places() {
    const { WaitingPlaces } = await import("./waiting-places.js");
    return (this.waiting.value ??= new WaitingPlaces(this));
  }

  /** @param {Api.Product} product */
  async wait(product) {
    const [{ openWaiting }] = await Promise.all([import("./wait-dialog.js"), styleSheet("small-dialog.css")]);
    await openWaiting(this, product);
  }

  async reload() {
    try {
      const first = !this.show.value;
      /** @type {Api.Show} */
      const show = await api.get(`/shows/${encodeURIComponent(this.#showId)}`);
      const comes = show.replay_seconds || (show.status === "ended" && location.pathname.includes("/clip/"));
      if (first && comes) void this.openReplay();
      this.show.value = this.replay.peek()?.dressed(show) ?? show;
      this.problem.value = null;
    } catch (error) {
      if (!this.show.value) this.problem.value = error;
    }
  }

  /** The replay in place of the words that the show is over. */
  async openReplay() {
    this.replayComes.value = true;
    // Without a replay the page is what it is after every show.
    await import("./replay-room.js").then(({ openReplay }) => openReplay(this, this.#showId)).catch(() => {});
    this.replayComes.value = false;
  }

  /** Shows the product of the replay's moment. */
  dress() {
    this.#change((show) => this.replay.peek()?.dressed(show) ?? show);
  }

  /** The seller's words are shown as one's own to everybody in the room. @param {string} name */
  async takeName(name) {
    const me = await api.put("/me/name", { name });
    setMe(me);
    this.name.value = shownName(me);
    await this.#socket.open();
  }

  /** What this person may do in the chat has changed: its pass is asked for anew. */
  enterAnew() {
    void this.#socket.open();
  }

  /** What goes out with a message; those who answer nobody and name nobody need no more. @type {(text: string) => Parameters<Chat["say"]>[1]} */
  answer = () => undefined;

  /** @param {string} text @returns {boolean} whether there was something to say */
  say(text) {
    const said = this.#send(this.chat.say(text, this.answer(text)));
    if (said) {
      this.replying.value = null;
      this.meant.clear();
    }
    return said;
  }

  /** @param {string} key */
  sayAgain(key) {
    return this.#send(this.chat.again(key));
  }

  /** @param {object} frame  anything but a message @returns {boolean} whether it went out */
  moderate(frame) {
    return this.#socket.send(frame);
  }

  /** @param {string} words */
  appeal(words) {
    if (this.#socket.send(this.chat.request("appeal", { x: words }))) this.appealed.value = true;
  }

  acceptRules() {
    const rules = this.chat.modes()?.guidelines ?? "";
    if (!this.#socket.send(this.chat.request("accept", {}))) return;
    this.acceptedRules.value = rules;
    localStorage.setItem(`showfloor.rules.${this.#showId}`, rules);
  }

  /** @param {string} [kind] */
  react(kind = "heart") {
    this.#taps.tap(kind);
    for (const listener of this.#heartListeners) listener(1, true, kind);
    this.#flushTaps();
  }

  /** @param {(n: number, own: boolean, kind: string) => void} listener @returns {() => void} */
  onHearts(listener) {
    this.#heartListeners.add(listener);
    return () => this.#heartListeners.delete(listener);
  }

  /** How long a piece of this product is still held for this person; 0: not at all. @param {Api.Product} product */
  heldMs(product) {
    const kept = this.kept.value;
    if (!kept?.lines.some((line) => line.product_id === product.id)) return 0;
    return Math.max(0, (kept.hold_expires_ms ?? 0) - this.now.value);
  }

  /** Would buying this product put it into what is held already? @param {Api.Product} product */
  addsTo(product) {
    const kept = this.kept.value;
    const open = kept?.status === "held" && (kept.hold_expires_ms ?? 0) > this.now.value;
    return open && kept.seller_id === product.seller_id && !kept.lines.some((line) => line.product_id === product.id);
  }

  /** @param {Api.Product} product */
  buy(product) {
    this.buying.value = product;
    this.sheet.value = "checkout";
  }

  /** @param {object | null} frame */
  #send(frame) {
    const sent = this.#socket.send(frame);
    // Somebody wants to talk: that is worth trying before the backoff is over.
    if (frame && !sent && this.line.peek().phase === "waiting") void this.#socket.open();
    return frame !== null;
  }

  #flushTaps() {
    clearTimeout(this.#tapTimer);
    for (const frame of this.#taps.due(performance.now())) this.#socket.send(frame);
    const waitMs = this.#taps.waitMs(performance.now());
    if (waitMs !== null) this.#tapTimer = setTimeout(() => this.#flushTaps(), waitMs);
  }

  #clock() {
    this.now.value = this.chat.serverNow();
    setTimeout(() => this.#clock(), 1000 - (Date.now() % 1000));
  }

  /** @param {import("../../models/chat.js").ChatNews} news */
  #heard(news) {
    switch (news.type) {
      case "questions":
        return news.questions.forEach((question) => this.#answered(question, news.live));
      case "welcome":
        this.answering.value =
          [...this.talk.value.questions.values()].find(({ standing }) => standing === "answering")?.id ?? null;
        this.#welcomes += 1;
        // What changed while we were away is not all in the history.
        if (this.#welcomes > 1) void this.reload();
        return;
      case "gap":
        return void this.#socket.open();
      case "hearts": {
        for (const listener of this.#heartListeners) listener(news.n, false, "heart");
        return;
      }
      case "reactions":
        for (const listener of this.#heartListeners)
          for (const [kind, n] of Object.entries(news.n)) listener(n, false, kind);
        return;
      case "answered":
        return void toast(news.text);
      case "pin":
        return this.#pinned(news.data, news.live);
      case "stock":
        this.waiting.peek()?.heard(news.data.product_id);
        // A picture that is behind shows the stock of its own moment; what is sold is the server's to say.
        return this.picture.onFrame(this.picture.newsMs, () => this.#change((show) => withStock(show, news.data)));
      case "price":
        return this.picture.onFrame(this.picture.newsMs, () => this.#change((show) => ({ ...show, lineup: withPrices(show.lineup, news.data) })));
      case "show":
        this.#change((show) => withStatus(show, news.data));
        // The last of it is written by then, and the page can offer the replay.
        if (news.data?.status === "ended") setTimeout(() => void this.reload(), WRITTEN_MS);
        return;
      case "appeal":
        return void toast(news.accepted ? t("appeal.granted") : t("appeal.refused"));
      case "refused":
        if (!this.chat.state.lines.some((line) => line.key === news.id)) void this.#tellRefused(news.refusal);
        return;
      case "warned":
        void toast(t("chat.warned", { by: news.by, reason: news.reason }));
        return announce(t("chat.warned", { by: news.by, reason: news.reason }), "assertive");
      case "muted":
        this.appealed.value = false;
        return announce(t("announce.muted", { reason: this.chat.mutedNow()?.reason ?? "" }), "assertive");
    }
  }

  /** What was no message: a command, or an action on one. @param {import("../../models/chat-lines.js").Refusal} refusal */
  async #tellRefused(refusal) {
    const { refusalText } = await import("../chat/refusal-text.js");
    void toast(refusalText(refusal));
  }

  /** The ring comes with the frame on which the answer begins. @param {import("../../models/questions.js").Question} question @param {boolean} live */
  #answered({ id, x, standing, answer }, live) {
    if (standing !== "answering") {
      if (this.answering.value === id) this.answering.value = null;
      return;
    }
    if (!live) return;
    this.picture.onFrame(answer?.capture_ms ?? null, () => {
      this.answering.value = id;
      announce(t("announce.answering", { question: x }));
    });
  }

  /** @param {import("../../models/show.js").PinNews} pin @param {boolean} live */
  #pinned(pin, live) {
    const before = this.show.value && pinnedProduct(this.show.value);
    const leaving = [before?.id, pin?.product.id].filter((id) => id !== undefined);
    this.shown.value = new Set([...this.shown.value, ...leaving]);
    if (!live) return;
    this.picture.onFrame(pin?.capture_ms ?? null, () => {
      this.#change((show) => withPin(show, pin));
      if (pin) announce(t("announce.pin", { title: pin.product.title }));
    });
  }

  /** @param {(show: Api.Show) => Api.Show} change */
  #change(change) {
    const show = this.show.value;
    if (!show) return;
    const before = pinnedProduct(show);
    this.show.value = change(show);
    const after = pinnedProduct(this.show.value);
    if (after && before?.id === after.id && !isSoldOut(before) && isSoldOut(after))
      announce(t("announce.soldOut", { title: after.title }));
    const buying = this.buying.value;
    if (buying) this.buying.value = this.show.value.lineup.find((product) => product.id === buying.id) ?? buying;
  }
}

/** @param {Api.Order} order */
const isOpen = ({ status }) => status === "held" || status === "paying";
