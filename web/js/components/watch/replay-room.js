/** The replay of a show as the parts of the watch page share it: where it stands, what was said and shown up to there. */
import { computed, signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/watch.js";
import { t as replayWord } from "../../i18n/replay.js";
import { showUrl } from "../../lib/address.js";
import { api, ApiError } from "../../lib/api.js";
import { playOnDemand } from "../../lib/on-demand-video.js";
import { styleSheet } from "../../lib/style-sheet.js";
import { questionsFrom } from "../../models/questions.js";
import { chapterAt, chapterStep, clipIn, momentOf, namedChapters, nextCaptions } from "../../models/replay.js";
import { ReplayTalk } from "../../models/replay-talk.js";
import { announce } from "../announce.js";
import { toast } from "../toast-line.js";

/** As many lines as the river draws. */
const LINES = 120;
/** Prices and stock are today's: they are asked for again this often while the replay plays. */
const REFRESH_MS = 60_000;
const RATES = [1, 1.25, 1.5, 2];

/** @param {import("./watch-room.js").WatchRoom} room @param {string} showId */
export async function openReplay(room, showId) {
  const show = `/shows/${encodeURIComponent(showId)}`;
  const clip = clipIn(location.pathname);
  const path = clip ? `${show}/clips/${clip}` : `${show}/replay`;
  let replay;
  try {
    [replay] = await Promise.all([api.get(path), import("./replay-stage.js"), styleSheet("watch/replay.css")]);
  } catch (error) {
    if (!clip || !(error instanceof ApiError) || error.status !== 404) throw error;
    // Its seller took it away: what it was cut out of is the next best thing.
    history.replaceState(null, "", showUrl(showId));
    toast(replayWord("replay.clipGone"));
    return openReplay(room, showId);
  }
  const opened = new ReplayRoom(room, path, replay);
  room.replay.value = opened;
  await opened.open(await room.picture.element);
}

/** One replay, from the moment its page is open. */
export class ReplayRoom {
  /** Where the replay stands, seconds. */
  at = signal(0);
  playing = signal(false);
  /** It wants to play and has nothing to show. */
  waiting = signal(false);
  ended = signal(false);
  /** There is a picture to see instead of the poster. */
  seen = signal(false);
  /** Somebody has pressed play. */
  begun = signal(false);
  failed = signal(false);
  rate = signal(1);
  /** The language of the captions that are shown. */
  language = signal(/** @type {string | null} */ (null));
  /** What is said now, in that language. */
  caption = signal("");
  muted = signal(false);
  /** What was said up to here. */
  lines = signal(/** @type {import("../../models/chat-lines.js").Line[]} */ ([]));
  /** What was asked, each with its place in the replay. */
  questions = signal(/** @type {import("../../models/questions.js").Questions} */ (new Map()));
  chapter = computed(() => chapterAt(this.replay.chapters, this.at.value));

  #room;
  #path;
  #talk = new ReplayTalk();
  /** @type {HTMLVideoElement | null} */
  #video = null;
  /** @type {import("../../lib/on-demand-video.js").OnDemandVideo | null} */
  #player = null;
  #refreshedMs = performance.now();
  /** The product whose card is shown. @type {string | null | undefined} */
  #shown;

  /** @param {import("./watch-room.js").WatchRoom} room @param {string} path  of the replay in the API @param {import("../../models/replay.js").Replay} replay */
  constructor(room, path, replay) {
    this.#room = room;
    this.#path = path;
    this.replay = replay;
    this.chapters = namedChapters(replay.chapters);
    this.captions = replay.captions ?? [];
    this.isClip = replay.title !== undefined;
    this.begin = momentOf(location.search, replay.seconds) ?? 0;
    this.at.value = this.begin;
    this.#moved();
  }

  /** @param {HTMLVideoElement} video  the stage's, which nothing else plays in any more */
  async open(video) {
    this.#video = video;
    // A recording waits for the tap that may also turn its sound on.
    video.autoplay = video.muted = false;
    this.#room.dress();
    const on = (/** @type {string} */ type, /** @type {() => void} */ run) => video.addEventListener(type, run);
    on("timeupdate", () => this.#reached(video.currentTime));
    on("seeking", () => this.#reached(video.currentTime));
    on("play", () => ((this.playing.value = true), (this.ended.value = false)));
    on("pause", () => (this.playing.value = false));
    on("ended", () => (this.ended.value = true));
    on("waiting", () => (this.waiting.value = true));
    on("playing", () => (this.waiting.value = false));
    on("canplay", () => (this.waiting.value = false));
    on("loadeddata", () => (this.seen.value = true));
    on("volumechange", () => (this.muted.value = video.muted));
    on("click", () => this.toggle());
    for (const language of this.captions) this.#addTrack(video, language);
    if (!this.isClip) void this.#askQuestions();
    await this.load();
  }

  async load() {
    const video = this.#video;
    if (!video) return;
    this.failed.value = false;
    this.#player?.close();
    const failed = () => (this.failed.value = true);
    try {
      this.#player = await playOnDemand(video, this.replay.url, this.at.peek(), failed);
    } catch {
      return failed(); // The player itself did not come.
    }
    video.playbackRate = this.rate.peek();
  }

  play() {
    this.begun.value = true;
    if (this.ended.peek()) this.seek(0);
    // A browser may refuse for a moment; the button is still there.
    void this.#video?.play().catch(() => {});
  }

  toggle() {
    if (this.playing.peek()) this.#video?.pause();
    else this.play();
  }

  /** @param {number} seconds */
  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), Math.max(0, this.replay.seconds - 0.1));
    if (this.#video) this.#video.currentTime = to;
    this.ended.value = false;
    this.#reached(to);
  }

  /** Jumps there and plays. @param {number} seconds */
  playFrom(seconds) {
    this.seek(seconds);
    this.play();
  }

  /** @param {1 | -1} direction */
  toChapter(direction) {
    this.seek(chapterStep(this.replay.chapters, this.at.peek(), direction, this.replay.seconds));
  }

  nextRate() {
    const rate = RATES[(RATES.indexOf(this.rate.peek()) + 1) % RATES.length] ?? 1;
    this.rate.value = rate;
    if (this.#video) this.#video.playbackRate = rate;
  }

  nextLanguage() {
    this.language.value = nextCaptions(this.captions, this.language.peek());
    this.caption.value = "";
    // Hidden, not disabled: the page draws what a track says where nothing lies over it.
    for (const track of this.#video?.textTracks ?? []) track.mode = track.language === this.language.peek() ? "hidden" : "disabled";
  }

  /** @param {HTMLVideoElement} video @param {string} language */
  #addTrack(video, language) {
    const src = this.replay.url.replace("replay.m3u8", `captions/${language}.vtt`);
    const element = Object.assign(document.createElement("track"), { kind: "captions", srclang: language, src });
    video.append(element);
    element.track.mode = "disabled";
    element.track.addEventListener("cuechange", () => {
      if (element.track.language !== this.language.peek()) return;
      const cues = [...(element.track.activeCues ?? [])];
      this.caption.value = cues.map((cue) => /** @type {VTTCue} */ (cue).text).join("\n");
    });
  }

  toggleSound() {
    if (this.#video) this.#video.muted = !this.#video.muted;
  }

  /** The show with the pin of the replay's moment instead of its last one. @param {Api.Show} show @returns {Api.Show} */
  dressed(show) {
    const product_id = this.chapter.peek()?.product_id ?? null;
    return { ...show, pinned: product_id ? { product_id, pinned_ms: 0, capture_ms: null } : null };
  }

  /** @param {number} seconds */
  #reached(seconds) {
    if (!this.#video || (this.#video.readyState === 0 && seconds === 0)) return;
    this.at.value = seconds;
    this.#moved();
  }

  #moved() {
    const seconds = this.at.peek();
    this.#showProduct();
    if (!this.isClip) this.#tell(seconds);
    if (this.playing.peek() && performance.now() - this.#refreshedMs > REFRESH_MS) {
      this.#refreshedMs = performance.now();
      void this.#room.reload();
    }
  }

  /** @param {number} seconds */
  #tell(seconds) {
    const lines = this.#talk.linesAt(seconds, LINES);
    if (lines.length !== this.lines.peek().length || lines.at(-1)?.key !== this.lines.peek().at(-1)?.key) this.lines.value = lines;
    const due = this.#talk.due(seconds);
    if (due) void this.#fetchTalk(due);
  }

  #showProduct() {
    const chapter = this.chapter.peek();
    const productId = chapter?.product_id ?? null;
    if (productId === this.#shown) return;
    this.#shown = productId;
    this.#room.dress();
    if (chapter?.title && this.begun.peek()) announce(t("announce.pin", { title: chapter.title }));
  }

  /** @param {{ query: import("../../models/replay-talk.js").TalkQuery, turn: number }} due */
  async #fetchTalk({ query, turn }) {
    const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    try {
      this.#talk.take(turn, await api.get(`${this.#path}/talk?${asked}`));
    } catch {
      // The picture is what people came for; the talk is tried again as it goes on.
      this.#talk.failed(turn);
      return;
    }
    this.#moved();
  }

  async #askQuestions() {
    try {
      const { items } = await api.get(`${this.#path}/questions`);
      this.questions.value = questionsFrom(items.map(asInTheShow));
    } catch {
      // Without it the column of questions is empty, and the rest is as good as before.
    }
  }
}

/** @param {any} question  as the API lists it */
const asInTheShow = ({ id, asker, x, product_id, votes, at_seconds, answered_by, answer, answered_seconds }) => ({
  id,
  asker: { person_id: "", name: asker },
  x,
  ts: at_seconds * 1000,
  product_id,
  n: votes,
  standing: answered_by ? "answered" : "open",
  answer: answered_by ? { by: answered_by, ts: (answered_seconds ?? 0) * 1000, x: answer, at_seconds: answered_seconds } : null,
});
