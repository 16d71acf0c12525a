/** The seller's way on air: stage, publisher, and the health of the stream, looked at every two seconds. */
import { computed, signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { api } from "../../lib/api.js";
import { WhipPublisher } from "../../lib/whip.js";
import { assess, loudness, settle } from "../../models/studio-health.js";
import { FIRST_STAGE, nextStage, phaseOf, publishing } from "../../models/studio-stage.js";
import { readUpload } from "../../models/studio-upload.js";
import { toast } from "../toast-line.js";

const LOOK_MS = 2_000;
/** In the first seconds an encoder's wrong settings come to light, and a seller should know before the show fills. */
const EARLY_LOOK_MS = 500;
const EARLY_MS = 6_000;
const SILENCE_MS = 15_000;

/** @typedef {import("../../models/studio-health.js").HealthMemory} HealthMemory */
/** @typedef {import("../../models/studio-stage.js").Stage} Stage */

export class Broadcast {
  stage = signal(/** @type {Stage} */ (FIRST_STAGE));
  health = signal(/** @type {import("../../models/studio-health.js").Health | null} */ (null));
  viewers = signal(/** @type {number | null} */ (null));
  /** When this page came on air, to count the time until the show tells its own. */
  onAirSinceMs = signal(/** @type {number | null} */ (null));
  /** @type {WhipPublisher | null} */
  #publisher = null;
  /** @type {HealthMemory | null} */
  #memory = null;
  /** @type {import("../../models/studio-upload.js").UploadMark | null} */
  #mark = null;
  /** @type {number | null} */
  #silentSinceMs = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #looking = false;
  #lookedAtMs = 0;
  /** @type {number | null} */
  #liveSinceMs = null;

  /**
   * @param {object} parts
   * @param {import("./show-desk.js").ShowDesk} parts.desk
   * @param {import("./camera.js").Camera} parts.camera
   * @param {() => number} parts.serverNow
   */
  constructor({ desk, camera, serverNow }) {
    this.desk = desk;
    this.camera = camera;
    this.serverNow = serverNow;
    this.phase = computed(() => phaseOf(this.stage.value, desk.show.value.status));
    this.publishing = computed(() => publishing(this.stage.value));
    /** Somebody's picture reaches the viewers. */
    this.live = computed(() => ["on_air", "reconnecting", "outside", "outside_lost"].includes(this.phase.value));
  }

  /** Looks at the health while the page lives; cheap when nothing is on air. */
  watch() {
    this.#timer = setInterval(() => void this.#lookIfDue(), EARLY_LOOK_MS);
    addEventListener("pagehide", () => this.#publisher?.stop());
    addEventListener("beforeunload", (event) => {
      // Leaving takes the picture off the air; the browser asks once more.
      if (this.publishing.value) event.preventDefault();
    });
  }

  async openCamera() {
    this.#step({ kind: "ask" });
    const problem = await this.camera.open();
    this.#step(problem ? { kind: "refused", problem } : { kind: "camera" });
  }

  goLive() {
    const stream = this.camera.stream.value;
    if (!stream || this.stage.value.name !== "ready") return;
    this.#step({ kind: "go" });
    this.#memory = null;
    this.#publisher = new WhipPublisher({
      url: `/whip/${encodeURIComponent(this.desk.show.value.id)}`,
      stream,
      onState: (state) => this.#published(state),
      replaced: async () => (await this.#askServer())?.state === "live",
    });
    this.#publisher.start();
  }

  /** Sends from here what OBS or another device sends now; the server lets the newest publisher win. */
  async takeOver() {
    if (!this.camera.stream.value) await this.openCamera();
    this.goLive();
  }

  /**
   * Stops sending; the show itself goes on (interrupted) until it is ended.
   * @param {{ended?: boolean}} [how]
   */
  stop(how) {
    this.#publisher?.stop(how);
    this.#publisher = null;
    this.onAirSinceMs.value = null;
    this.#step({ kind: "stop" });
  }

  /** The show is over. */
  end() {
    this.stop({ ended: true });
    this.#step({ kind: "end" });
    this.camera.close();
    clearInterval(this.#timer);
  }

  /** @param {MediaStreamTrack | null} track */
  async send(track) {
    if (track) await this.#publisher?.replaceTrack(track);
  }

  /** @param {import("../../lib/whip.js").PublisherState} state */
  #published(state) {
    switch (state.state) {
      case "connected":
        this.onAirSinceMs.value ??= Date.now();
        this.#step({ kind: "connected" });
        break;
      case "lost":
        this.#mark = null;
        this.#step({ kind: "lost", attempt: state.attempt });
        break;
      case "failed":
        this.#publisher = null;
        this.onAirSinceMs.value = null;
        this.#step({ kind: "failed", problem: state.code });
        if (state.code === "taken_over") toast(t("go.failed.taken_over"));
        break;
    }
  }

  /** @param {import("../../models/studio-stage.js").StageEvent} event */
  #step(event) {
    this.stage.value = nextStage(this.stage.value, event);
  }

  async #lookIfDue() {
    const now = performance.now();
    if (!this.live.value) {
      this.health.value = null;
      this.#memory = null;
      this.#liveSinceMs = null;
      return;
    }
    this.#liveSinceMs ??= now;
    const early = now - this.#liveSinceMs < EARLY_MS;
    // Timers come a little early or late; half a step decides.
    if (this.#looking || (!early && now - this.#lookedAtMs < LOOK_MS - EARLY_LOOK_MS / 2)) return;
    this.#looking = true;
    this.#lookedAtMs = now;
    await this.#look();
    this.#looking = false;
  }

  async #look() {
    const [server, local] = await Promise.all([this.#askServer(), this.#askSender()]);
    if (server) this.viewers.value = server.viewers;
    const context = {
      nowMs: this.serverNow(),
      reconnecting: this.stage.value.name === "reconnecting",
      silent: this.#silentForLong(),
    };
    this.#memory = settle(this.#memory, assess(server, local, context));
    this.health.value = this.#memory.shown;
  }

  /** A seller who talks into the wrong microphone hears nothing of it; after a while the cockpit says so. */
  #silentForLong() {
    const { level, muted } = this.camera;
    const silent = level.value.measured && !muted.value.audio && loudness(level.value.heldDb) === "silent";
    this.#silentSinceMs = silent ? (this.#silentSinceMs ?? Date.now()) : null;
    return this.publishing.value && this.#silentSinceMs !== null && Date.now() - this.#silentSinceMs > SILENCE_MS;
  }

  /** @returns {Promise<Api.Health | null>} */
  async #askServer() {
    try {
      return await api.get(`${this.desk.path}/health`, { timeoutMs: LOOK_MS });
    } catch {
      // The publisher itself notices a broken network; one missed look says nothing.
      return null;
    }
  }

  async #askSender() {
    const report = await this.#publisher?.stats();
    if (!report) return null;
    const rows = /** @type {Iterable<{type: string}>} */ (/** @type {unknown} */ (report.values()));
    const { health, mark } = readUpload(rows, this.#mark, performance.now());
    this.#mark = mark;
    return health;
  }
}
