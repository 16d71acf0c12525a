/** The seller's camera and microphone: asking for them, choosing others, muting, and how loud it is. */
import { signal } from "../../../vendor/signals-core.js";
import { cameraProblem } from "../../models/studio-stage.js";
import { Meter, SILENCE_DB } from "./meter.js";

const VIDEO = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const STALE_MS = 500;
const MIRROR_KEY = "showfloor.studio.mirror";

/** @typedef {"video" | "audio"} Kind */
/** @typedef {import("../../models/studio-stage.js").CameraProblem} CameraProblem */

export class Camera {
  /** What is shown and sent; null until the person allowed it. */
  stream = signal(/** @type {MediaStream | null} */ (null));
  devices = signal(/** @type {MediaDeviceInfo[]} */ ([]));
  chosen = signal(/** @type {Record<Kind, string>} */ ({ video: "", audio: "" }));
  muted = signal(/** @type {Record<Kind, boolean>} */ ({ video: false, audio: false }));
  /** Loudness now, and the loudest of the last moments, in dBFS; not measured before the first gesture on the page. */
  level = signal({ db: SILENCE_DB, heldDb: SILENCE_DB, measured: false });
  mirrored = signal(remembered(MIRROR_KEY) !== "no");
  /** A device that went away while it was in use. */
  vanished = signal(/** @type {Kind | null} */ (null));
  facing = /** @type {"user" | "environment"} */ ("user");
  #meter = new Meter((level) => (this.level.value = level));

  /** When the frame of the preview was captured, by the page's clock; null where the browser does not tell. */
  #seenMs = /** @type {number | null} */ (null);
  /** @type {WeakSet<HTMLVideoElement>} */
  #previews = new WeakSet();

  constructor() {
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#list());
  }

  /** Follows what a preview shows, so that a tap on Pin is known to mean that frame. @param {HTMLVideoElement} video */
  follow(video) {
    if (this.#previews.has(video)) return;
    this.#previews.add(video);
    const next = () =>
      video.requestVideoFrameCallback?.((_now, { captureTime }) => {
        this.#seenMs = captureTime ?? null;
        next();
      });
    next();
  }

  /** How long ago the frame of the preview was captured; a preview that stands still tells nothing. */
  pictureAgeMs() {
    const age = this.#seenMs === null ? 0 : performance.now() - this.#seenMs;
    return age >= 0 && age < STALE_MS ? age : 0;
  }

  /**
   * Asks for both; a computer without a microphone (or the other way round) still gives what it has.
   * @returns {Promise<CameraProblem | null>}  Null when there is a picture.
   */
  async open() {
    if (!navigator.mediaDevices?.getUserMedia) return "insecure";
    try {
      this.#use(await this.#ask());
      await this.#list();
      return null;
    } catch (error) {
      return cameraProblem(error instanceof DOMException || error instanceof Error ? error.name : "");
    }
  }

  /** True when the browser has been told "always allow", so that asking opens no prompt. */
  async allowed() {
    try {
      const query = (/** @type {string} */ name) =>
        navigator.permissions.query({ name: /** @type {PermissionName} */ (name) });
      const answers = await Promise.all([query("camera"), query("microphone")]);
      return answers.every((answer) => answer.state === "granted");
    } catch {
      return false;
    }
  }

  /**
   * Takes another device and gives its track, so that the publisher can send it instead.
   * @param {Kind} kind
   * @param {string} deviceId
   */
  async choose(kind, deviceId) {
    this.chosen.value = { ...this.chosen.value, [kind]: deviceId };
    return this.#exchange(kind, { deviceId: { exact: deviceId } });
  }

  /** The other camera of a phone. */
  async flip() {
    this.facing = this.facing === "user" ? "environment" : "user";
    this.chosen.value = { ...this.chosen.value, video: "" };
    return this.#exchange("video", { facingMode: this.facing });
  }

  /** @param {Kind} kind */
  toggle(kind) {
    this.muted.value = { ...this.muted.value, [kind]: !this.muted.value[kind] };
    this.#applyMutes();
  }

  toggleMirror() {
    this.mirrored.value = !this.mirrored.value;
    remember(MIRROR_KEY, this.mirrored.value ? "yes" : "no");
  }

  close() {
    this.#meter.stop();
    for (const track of this.stream.value?.getTracks() ?? []) track.stop();
    this.stream.value = null;
  }

  /** @returns {Promise<MediaStream>} */
  async #ask() {
    const { video, audio } = this.chosen.value;
    const wanted = {
      video: { ...VIDEO, ...(video ? { deviceId: { exact: video } } : { facingMode: this.facing }) },
      audio: { ...AUDIO, ...(audio && { deviceId: { exact: audio } }) },
    };
    try {
      return await navigator.mediaDevices.getUserMedia(wanted);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotFoundError") throw error;
      return navigator.mediaDevices.getUserMedia({ video: wanted.video });
    }
  }

  /**
   * @param {Kind} kind
   * @param {MediaTrackConstraints} which
   * @returns {Promise<MediaStreamTrack | null>}
   */
  async #exchange(kind, which) {
    const old = this.stream.value;
    // Phones have one camera pipe: the old track must end before the other camera opens.
    for (const track of old?.getTracks().filter((each) => each.kind === kind) ?? []) track.stop();
    const base = kind === "video" ? VIDEO : AUDIO;
    const fresh = await navigator.mediaDevices.getUserMedia({ [kind]: { ...base, ...which } });
    const kept = old?.getTracks().filter((each) => each.kind !== kind) ?? [];
    const track = fresh.getTracks()[0] ?? null;
    this.#use(new MediaStream(track ? [...kept, track] : kept));
    return track;
  }

  /** @param {MediaStream} stream */
  #use(stream) {
    this.vanished.value = null;
    for (const track of stream.getTracks()) {
      track.onended = () => (this.vanished.value = /** @type {Kind} */ (track.kind));
    }
    this.stream.value = stream;
    this.#applyMutes();
    this.#meter.listen(stream);
    const id = (/** @type {Kind} */ kind) =>
      stream
        .getTracks()
        .find((track) => track.kind === kind)
        ?.getSettings().deviceId ?? "";
    this.chosen.value = { video: id("video"), audio: id("audio") };
  }

  #applyMutes() {
    for (const track of this.stream.value?.getTracks() ?? []) {
      track.enabled = !this.muted.value[/** @type {Kind} */ (track.kind)];
    }
  }

  async #list() {
    const all = await navigator.mediaDevices.enumerateDevices();
    this.devices.value = all.filter((device) => device.kind !== "audiooutput" && device.deviceId);
  }
}

/** @param {string} key */
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // Storage may be blocked; the default holds.
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be blocked; then the choice lasts for this page.
  }
}
