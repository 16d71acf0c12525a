/** Keeps the picture coming: drives sessions, WebRTC's or LL-HLS's, as the models decide, and watches the frames. */
import { signal } from "../../../vendor/signals-core.js";
import { chosenWay, rememberWay } from "../../lib/chosen-way.js";
import { HlsSpare } from "../../lib/hls-spare.js";
import { WhepRefused, WhepSession } from "../../lib/whep.js";
import { LATEST_MS, PinCue } from "../../models/pin-cue.js";
import { DelayMeter, idlePlayer, nextPlayer } from "../../models/player.js";
import { Way } from "../../models/way.js";

const TICK_MS = 250;
/** A picture that stands still for so many ticks may have lost its path. */
const STILL_TICKS = 2;
/** After so many it may be that the path carries none: the server is asked. */
const STOOD_TICKS = 4;

/** While an instant start catches up, RTP times are those of sending; afterwards they are those of the capture. */
const CAUGHT_UP_MS = 1_300;
/** Clocks drift apart by a few milliseconds in this time. */
const CLOCK_MS = 30_000;
const LONGEST_FRAME_MS = 66;
/** By HLS the picture is a second or two behind its news; a frame that is further away keeps nobody from the product. */
const LATEST_BY_HLS_MS = 8_000;

/** @typedef {import("../../lib/hls-session.js").HlsSession} HlsSession */

export class Picture {
  state = signal(idlePlayer());
  /** Seconds behind live; null: not known, and then not shown. */
  delay = signal(/** @type {number | null} */ (null));
  muted = signal(true);
  /** The browser would not even play without sound (low power mode): a tap is needed. */
  blocked = signal(false);
  /** The picture is wider than high: it is shown whole instead of cropped to a phone. */
  wide = signal(false);
  /** The way by which the picture comes, and what the viewer chose. */
  way = signal(/** @type {{ current: import("../../models/way.js").WayName, choice: import("../../models/way.js").WayChoice, closed: boolean }} */ ({
    current: "webrtc",
    choice: "auto",
    closed: false,
  }));

  #urls;
  #serverNow;
  #way;
  #probing = false;
  #meter = new DelayMeter();
  /** @type {HTMLVideoElement | null} */
  #video = null;
  /** @type {(video: HTMLVideoElement) => void} */
  #tellAttached = () => {};
  /** @type {Promise<HTMLVideoElement>} */
  #attached = new Promise((resolve) => (this.#tellAttached = resolve));
  /** @type {WhepSession | HlsSession | null} */
  #session = null;
  /** The session, where it is one of HLS. @type {HlsSession | null} */
  #hls = null;
  #spare = new HlsSpare(() => this.#newHls());
  /** Frames known at the last tick, and frames that the browser told us of one by one: no browser is sure to count both. */
  #frames = 0;
  #told = 0;
  #stillTicks = 0;
  #cue = new PinCue();
  /** @type {import("../../models/frame-clock.js").FrameClock | null} */
  #clock = null;
  #clockDueMs = Infinity;
  /** When the frame that was seen last was captured. */
  #capturedMs = 0;
  /** @type {Promise<import("./quality.js").Quality> | undefined} */
  #quality;
  /** @type {RTCIceServer[]} */
  #iceServers = [];

  /**
   * @param {{ whep: string, hls: string }} urls  the WHEP endpoint, the multivariant playlist
   * @param {() => number} serverNow  the server's time
   */
  constructor(urls, serverNow) {
    this.#urls = urls;
    this.#serverNow = serverNow;
    const able = { webrtc: "RTCPeerConnection" in window, hls: "MediaSource" in window || "ManagedMediaSource" in window };
    this.#way = new Way(able, chosenWay());
    this.#tellWay();
    setInterval(() => this.#tick(), TICK_MS);
    addEventListener("online", () => this.#apply({ type: "online" }));
    addEventListener("pagehide", () => this.#session?.close());
    addEventListener("pageshow", (event) => event.persisted && this.#apply({ type: "failed", code: "page_restored" }));
    document.addEventListener("visibilitychange", () => document.hidden || this.#apply({ type: "woke" }));
  }

  /** The session's URL, where it is one of WHEP that the server has answered. */
  get sessionUrl() {
    return this.#session instanceof WhepSession ? this.#session.url : null;
  }

  /** What asks for the size that is shown, fetched when it is first of use. @returns {Promise<import("./quality.js").Quality>} */
  quality() {
    this.#quality ??= Promise.all([import("./quality.js"), this.#attached]).then(([{ Quality }, video]) => new Quality(this, video));
    return this.#quality;
  }

  /** @param {boolean} on  whether the server sends sound alone, since the path carries no more */
  paused(on) {
    this.#apply({ type: "paused", on });
  }

  /** Where the picture goes, once it is there. */
  get element() {
    return this.#attached;
  }

  /** @param {HTMLVideoElement} video  where the picture goes */
  attach(video) {
    this.#video = video;
    this.#tellAttached(video);
    video.addEventListener("resize", () => (this.wide.value = video.videoWidth > video.videoHeight * 1.1));
    video.addEventListener("volumechange", () => {
      this.muted.value = video.muted;
      if (this.#session instanceof WhepSession) this.#session.hear(!video.muted);
    });
    this.#measure();
  }

  /**
   * Runs what belongs to a frame when that frame is seen.
   * @param {number | null} captureMs  when it was captured, by the server's clock @param {() => void} run
   */
  onFrame(captureMs, run) {
    const dated = this.#clock !== null || this.#hls !== null;
    const awaitable = dated && this.state.peek().phase === "playing" && !document.hidden;
    this.#cue.add(run, captureMs, performance.now(), awaitable, this.#hls ? LATEST_BY_HLS_MS : LATEST_MS);
  }

  /** When the frame was captured that news of this moment belong to; null where the picture is as new as they are. */
  get newsMs() {
    return this.#hls ? this.#serverNow() : null;
  }

  /** @param {import("../../models/way.js").WayChoice} choice  what the viewer wants */
  choose(choice) {
    rememberWay(choice);
    const changed = this.#way.choose(choice);
    this.#tellWay();
    if (changed) this.#apply({ type: "reopen" });
  }

  /** @param {"off" | "live" | "interrupted"} source  what the show says */
  follow(source) {
    // Another publisher may come, with another clock.
    if (source !== "live") this.#forgetClock();
    this.#apply({ type: "source", source });
  }

  /** One tap for sound; also what starts a picture that the browser held back. */
  async unmute() {
    if (!this.#video) return;
    this.#video.muted = false;
    await this.#play();
  }

  mute() {
    if (this.#video) this.#video.muted = true;
  }

  async floatOut() {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await this.#video?.requestPictureInPicture();
  }

  get canFloat() {
    return Boolean(document.pictureInPictureEnabled);
  }

  /** @param {import("../../models/player.js").PlayerEvent} event */
  #apply(event) {
    const before = this.state.peek();
    const after = nextPlayer(before, event, performance.now(), Math.random);
    if (after === before) return;
    if (after.turn !== before.turn) void this.#open(after.turn);
    else if (after.phase === "off") {
      this.#close();
      this.#spare.forget();
    }
    this.state.value = after;
  }

  #close() {
    this.#session?.close();
    this.#session = this.#hls = null;
    this.#forgetClock();
  }

  #forgetClock() {
    this.#clock = null;
    this.#clockDueMs = performance.now() + CAUGHT_UP_MS;
    this.#meter.reset();
    this.delay.value = null;
  }

  async #askClock() {
    this.#clockDueMs = performance.now() + CLOCK_MS;
    const session = this.#session;
    if (!(session instanceof WhepSession)) return;
    const clock = await session.frameClock();
    if (session !== this.#session) return;
    this.#clock = clock;
    if (!clock) this.#clockDueMs = performance.now() + CAUGHT_UP_MS;
  }

  /** @param {number} turn */
  async #open(turn) {
    this.#close();
    try {
      await (this.#way.current === "hls" ? this.#openHls(turn) : this.#openWhep());
    } catch (error) {
      if (turn !== this.state.peek().turn) return;
      this.#close();
      this.#refused(error);
    }
  }

  async #openWhep() {
    const handlers = this.#handlers(() => session);
    const session = new WhepSession(
      { ...handlers, onStream: (stream) => session === this.#session && this.#show(stream) },
      this.#iceServers,
    );
    this.#session = session;
    await session.open(this.#urls.whep, !this.muted.peek());
    this.#iceServers = session.iceServers;
  }

  /** @param {number} turn  of no use once there is another */
  async #openHls(turn) {
    const session = await this.#spare.take();
    if (turn !== this.state.peek().turn) return session.close();
    this.#session = this.#hls = session;
    await session.open();
    if (session === this.#session) void this.#play();
  }

  async #newHls() {
    const [{ HlsSession }, video] = await Promise.all([import("../../lib/hls-session.js"), this.#attached]);
    /** @type {HlsSession} */
    const session = new HlsSession(this.#urls.hls, video, this.#handlers(() => session));
    return session;
  }

  /** @param {() => unknown} session  whose news these are: of one that was replaced they are of no interest */
  #handlers(session) {
    return {
      onStream: () => {},
      onConnected: () => session() === this.#session && this.#apply({ type: "connected" }),
      onFailed: () => session() === this.#session && this.#failed("connection_lost"),
    };
  }

  /** @param {string} code */
  #failed(code) {
    if (this.#way.failed(performance.now())) this.#reopen();
    else this.#apply({ type: "failed", code });
  }

  /** @param {unknown} error */
  #refused(error) {
    const { code = null, status = 0, retryMs = 0 } = /** @type {{ code?: string, status?: number, retryMs?: number }} */ (error);
    if (code === null || !(error instanceof Error) || error instanceof DOMException) return this.#failed(codeOf(error));
    if (this.#way.refused(code, performance.now())) return this.#reopen();
    this.#tellWay();
    const again = status === 409 || status === 429 || status === 503;
    if (again) this.#apply({ type: "refused", code, retryMs });
    else this.#failed(code);
  }

  #reopen() {
    this.#tellWay();
    this.#apply({ type: "reopen" });
  }

  #tellWay() {
    this.way.value = { current: this.#way.current, choice: this.#way.choice, closed: this.#way.isClosed };
  }

  /** WebRTC may get through by now: if it shows a picture, it takes over. */
  async #probe() {
    this.#probing = true;
    this.#way.probing(performance.now());
    /** @type {WhepSession | null} */
    let own = null;
    const { probeWhep } = await import("../../lib/whep-probe.js");
    const found = await probeWhep(this.#urls.whep, !this.muted.peek(), this.#handlers(() => own));
    this.#probing = false;
    if (!found) return;
    own = found.session;
    if (this.#way.current !== "hls" || this.state.peek().phase === "off") return own.close();
    this.#close();
    this.#way.back();
    this.#session = own;
    own.hear(!this.muted.peek()); // It may have changed while this one was tried.
    this.#tellWay();
    this.#show(found.stream);
  }

  /** @param {MediaStream} stream */
  #show(stream) {
    const video = this.#video;
    if (!video) return;
    if (video.srcObject !== stream) video.srcObject = stream;
    void this.#play();
  }

  async #play() {
    try {
      await this.#video?.play();
      this.blocked.value = false;
    } catch (error) {
      // A new stream interrupts the old play(); only a refusal is news.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#refusedToPlay();
    }
  }

  /** Sound may be refused where silence is not. */
  #refusedToPlay() {
    const video = this.#video;
    if (!video) return;
    if (video.muted) {
      this.blocked.value = true;
    } else {
      video.muted = true;
      void this.#play();
    }
  }

  #tick() {
    this.#cue.tick(performance.now());
    if (document.hidden || this.state.peek().phase === "off") return;
    const frames = this.#told + (this.#video?.getVideoPlaybackQuality?.().totalVideoFrames ?? 0);
    const came = frames !== this.#frames;
    this.#frames = frames;
    if (this.state.peek().phase === "playing" && performance.now() >= this.#clockDueMs) void this.#askClock();
    this.#stillTicks = came ? 0 : this.#stillTicks + 1;
    if (this.#stillTicks === STILL_TICKS && this.state.peek().phase === "playing") void this.#suspect();
    if (this.#stillTicks === STOOD_TICKS && this.state.peek().connected) void this.quality().then((quality) => quality.stood());
    this.#apply({ type: came ? "frame" : "tick" });
    this.#watchWay();
  }

  /** @returns {Promise<void>} */
  async #suspect() {
    const session = this.#session;
    if ((await session?.suspect()) && session === this.#session) this.#way.silent(performance.now());
  }

  #watchWay() {
    const now = performance.now();
    const { phase, sinceMs, source, connected } = this.state.peek();
    const trying = this.#session instanceof WhepSession ? this.#session.trying : null;
    if (phase === "playing" && this.#stillTicks === 0) {
      this.#way.came();
      this.#spare.forget();
    }
    const first = phase === "connecting" || (phase === "lost" && !connected);
    if (source === "live" && this.#way.doubts(now, trying)) this.#spare.prepare();
    if (this.#way.tick(now, first && source === "live" ? sinceMs : null, trying)) this.#reopen();
    else if (!this.#probing && phase === "playing" && this.#way.probeDue(now)) void this.#probe();
  }

  #measure() {
    this.#video?.requestVideoFrameCallback?.((nowMs, frame) => {
      this.#told += 1;
      this.#seen(nowMs, frame);
      if (this.state.peek().phase !== "playing") this.#apply({ type: "frame" });
      this.#measure();
    });
  }

  /** @param {number} nowMs @param {VideoFrameCallbackMetadata} frame */
  #seen(nowMs, { rtpTimestamp, mediaTime, expectedDisplayTime }) {
    const { captureMs, serverMs } = this.#dates(rtpTimestamp, mediaTime, expectedDisplayTime);
    if (captureMs === null) return;
    const intervalMs = Math.min(Math.max(0, captureMs - this.#capturedMs), LONGEST_FRAME_MS);
    this.#capturedMs = captureMs;
    // Of two frames, the nearer one is that of a pin.
    this.#cue.frame(captureMs + intervalMs / 2, nowMs);
    if (this.#meter.add(serverMs - captureMs, nowMs)) this.delay.value = this.#meter.seconds;
  }

  /**
   * When a frame was captured and when it is seen, both by the server's clock.
   * @param {number | undefined} rtpTimestamp @param {number} mediaTime @param {number} displayedMs  by the page's clock
   */
  #dates(rtpTimestamp, mediaTime, displayedMs) {
    if (this.#hls) return { captureMs: this.#hls.captureMs(mediaTime), serverMs: this.#serverNow() };
    const clock = this.#clock;
    if (!clock || rtpTimestamp === undefined) return { captureMs: null, serverMs: 0 };
    return { captureMs: clock.captureMs(rtpTimestamp), serverMs: clock.serverMs(displayedMs) };
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof WhepRefused ? error.code : error instanceof Error ? error.name : "unknown");
