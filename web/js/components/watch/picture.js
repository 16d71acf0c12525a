/** Keeps the picture coming: drives WHEP sessions as the player model decides and watches the frames. */
import { signal } from "../../../vendor/signals-core.js";
import { WhepRefused, WhepSession } from "../../lib/whep.js";
import { PinCue } from "../../models/pin-cue.js";
import { DelayMeter, idlePlayer, nextPlayer } from "../../models/player.js";

const TICK_MS = 250;
/** A picture that stands still for so many ticks may have lost its path. */
const STILL_TICKS = 2;

/** While an instant start catches up, RTP times are those of sending; afterwards they are those of the capture. */
const CAUGHT_UP_MS = 1_300;
/** Clocks drift apart by a few milliseconds in this time. */
const CLOCK_MS = 30_000;
const LONGEST_FRAME_MS = 66;

export class Picture {
  state = signal(idlePlayer());
  /** Seconds behind live; null: not known, and then not shown. */
  delay = signal(/** @type {number | null} */ (null));
  muted = signal(true);
  /** The browser would not even play without sound (low power mode): a tap is needed. */
  blocked = signal(false);
  /** The picture is wider than high: it is shown whole instead of cropped to a phone. */
  wide = signal(false);

  #url;
  #meter = new DelayMeter();
  /** @type {HTMLVideoElement | null} */
  #video = null;
  /** @type {WhepSession | null} */
  #session = null;
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
  /** @type {RTCIceServer[]} */
  #iceServers = [];

  /** @param {string} url  the WHEP endpoint */
  constructor(url) {
    this.#url = url;
    setInterval(() => this.#tick(), TICK_MS);
    addEventListener("online", () => this.#apply({ type: "online" }));
    addEventListener("pagehide", () => this.#session?.close());
    addEventListener("pageshow", (event) => event.persisted && this.#apply({ type: "failed", code: "page_restored" }));
    document.addEventListener("visibilitychange", () => document.hidden || this.#apply({ type: "woke" }));
  }

  /** @param {HTMLVideoElement} video  where the picture goes */
  attach(video) {
    this.#video = video;
    video.addEventListener("resize", () => (this.wide.value = video.videoWidth > video.videoHeight * 1.1));
    video.addEventListener("volumechange", () => (this.muted.value = video.muted));
    this.#measure();
  }

  /**
   * Runs what belongs to a frame when that frame is seen.
   * @param {number | null} captureMs  when it was captured, by the server's clock @param {() => void} run
   */
  onFrame(captureMs, run) {
    const awaitable = this.#clock !== null && this.state.peek().phase === "playing" && !document.hidden;
    this.#cue.add(run, captureMs, performance.now(), awaitable);
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
    if (after.turn !== before.turn) void this.#open();
    else if (after.phase === "off") this.#close();
    this.state.value = after;
  }

  #close() {
    this.#session?.close();
    this.#session = null;
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
    const clock = (await session?.frameClock()) ?? null;
    if (session !== this.#session) return;
    this.#clock = clock;
    if (!clock) this.#clockDueMs = performance.now() + CAUGHT_UP_MS;
  }

  async #open() {
    this.#close();
    const handlers = {
      onStream: (/** @type {MediaStream} */ stream) => session === this.#session && this.#show(stream),
      onConnected: () => session === this.#session && this.#apply({ type: "connected" }),
      onFailed: () => session === this.#session && this.#apply({ type: "failed", code: "connection_lost" }),
    };
    const session = new WhepSession(handlers, this.#iceServers);
    this.#session = session;
    try {
      await session.open(this.#url);
      this.#iceServers = session.iceServers;
    } catch (error) {
      if (session !== this.#session) return;
      session.close();
      const again =
        error instanceof WhepRefused && (error.status === 409 || error.status === 429 || error.status === 503);
      this.#apply(
        again ? { type: "refused", code: error.code, retryMs: error.retryMs } : { type: "failed", code: codeOf(error) },
      );
    }
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
    if (this.#stillTicks === STILL_TICKS && this.state.peek().phase === "playing") void this.#session?.suspect();
    this.#apply({ type: came ? "frame" : "tick" });
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
  #seen(nowMs, { rtpTimestamp, expectedDisplayTime }) {
    const clock = this.#clock;
    if (!clock || rtpTimestamp === undefined) return;
    const captureMs = clock.captureMs(rtpTimestamp);
    const intervalMs = Math.min(Math.max(0, captureMs - this.#capturedMs), LONGEST_FRAME_MS);
    this.#capturedMs = captureMs;
    // Of two frames, the nearer one is that of a pin.
    this.#cue.frame(captureMs + intervalMs / 2, nowMs);
    if (this.#meter.add(clock.serverMs(expectedDisplayTime) - captureMs, nowMs)) this.delay.value = this.#meter.seconds;
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof WhepRefused ? error.code : error instanceof Error ? error.name : "unknown");
