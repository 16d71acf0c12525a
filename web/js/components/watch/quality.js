/** Asks for the size of the picture that the page shows, and finds out when the path carries none. */
import { computed, effect, signal } from "../../../vendor/signals-core.js";
import { askForLayer, LayerNews } from "../../lib/whep-layers.js";
import { chosenQuality, rememberQuality } from "../../lib/chosen-quality.js";
import { isSame, neededPixels, wishFor } from "../../models/quality.js";

/** Somebody who looks at another page for a moment wants a sharp picture back. */
const HIDDEN_MS = 2_000;

/** @typedef {import("../../models/quality.js").Layers} Layers */

export class Quality {
  layers = signal(/** @type {Layers | null} */ (null));
  choice = signal(chosenQuality());

  #picture;
  #video;
  /** The session that was asked, and for what. @type {string | null} */
  #session = null;
  /** @type {import("../../models/quality.js").Wish} */
  #asked = {};
  #largest = 0;
  #onScreen = true;
  #hiddenSince = Infinity;
  /** The window in which the picture floats, if it does. @type {PictureInPictureWindow | null} */
  #floating = null;
  /** @type {LayerNews | null} */
  #news = null;

  /** @param {import("./picture.js").Picture} picture @param {HTMLVideoElement} video */
  constructor(picture, video) {
    this.#picture = picture;
    this.#video = video;
    const look = () => this.#look();
    new ResizeObserver(look).observe(video);
    new IntersectionObserver(([entry]) => {
      this.#onScreen = entry?.isIntersecting ?? true;
      look();
    }).observe(video);
    video.addEventListener("resize", look);
    video.addEventListener("leavepictureinpicture", look);
    video.addEventListener("enterpictureinpicture", (event) => {
      this.#floating = /** @type {PictureInPictureEvent} */ (event).pictureInPictureWindow;
      this.#floating.addEventListener("resize", look);
      look();
    });
    document.addEventListener("visibilitychange", look);
    const turn = computed(() => (picture.state.value.connected ? picture.state.value.turn : 0));
    const playing = computed(() => picture.state.value.phase === "playing");
    effect(() => void (turn.value && look()));
    effect(() => void (playing.value && !this.layers.peek()?.paused && this.rest()));
  }

  /** @param {import("../../models/quality.js").QualityChoice} choice  what the viewer wants */
  choose(choice) {
    rememberQuality(choice);
    this.choice.value = choice;
    this.#look();
  }

  /** Fetches what there is, as when the menu opens. */
  async refresh() {
    const session = this.#picture.sessionUrl;
    if (!session) return;
    this.#take(session, await askForLayer(session, this.#asked));
  }

  /** The picture stands still: perhaps the path carries none, and the server sends sound alone. */
  async stood() {
    await this.refresh();
    const session = this.#picture.sessionUrl;
    if (!session || this.#news || !this.layers.peek()?.paused) return;
    this.#news = new LayerNews(
      session,
      (layers) => this.#take(session, layers),
      () => {
        this.#news = null;
        this.#picture.paused(false);
      },
    );
  }

  /** Listens no more. */
  rest() {
    this.#news?.close();
    this.#news = null;
  }

  /** @param {string} session @param {Layers | null} layers */
  #take(session, layers) {
    if (!layers || session !== this.#picture.sessionUrl) return;
    this.layers.value = layers;
    this.#picture.paused(layers.paused);
    this.#look();
  }

  /** Asks anew where another size suits. */
  #look() {
    const session = this.#picture.sessionUrl;
    if (!session) return;
    if (session !== this.#session) {
      this.#session = session;
      this.#asked = {};
      this.layers.value = null;
      this.rest();
    }
    const { videoWidth: width, videoHeight: height } = this.#video;
    this.#largest = Math.max(this.#largest, Math.min(width, height));
    const wish = wishFor({
      shown: this.#isShown(),
      needed: neededPixels(this.#box(), { width, height }),
      largest: this.#largest,
      choice: this.choice.peek(),
      layers: this.layers.peek(),
    });
    // A choice from before is a size: which layer that is only the server can tell.
    if (this.choice.peek() !== "auto" && !this.layers.peek()) void this.refresh();
    if (isSame(wish, this.#asked)) return;
    const before = this.#asked;
    this.#asked = wish;
    void askForLayer(session, wish).then((layers) => {
      // What the server did not hear is asked again as soon as something changes.
      if (!layers && this.#asked === wish) this.#asked = before;
      this.#take(session, layers);
    });
  }

  #isShown() {
    if (document.pictureInPictureElement === this.#video) return true;
    if (!document.hidden && this.#onScreen) {
      this.#hiddenSince = Infinity;
      return true;
    }
    if (this.#hiddenSince === Infinity) {
      this.#hiddenSince = performance.now();
      setTimeout(() => this.#look(), HIDDEN_MS + 50);
    }
    return performance.now() - this.#hiddenSince < HIDDEN_MS;
  }

  /** Where the picture is seen, in CSS pixels. */
  #box() {
    const ratio = devicePixelRatio;
    if (document.pictureInPictureElement === this.#video) {
      const { width = 0, height = 0 } = this.#floating ?? {};
      return { width, height, ratio, cover: false };
    }
    const { width, height } = this.#video.getBoundingClientRect();
    return { width, height, ratio, cover: getComputedStyle(this.#video).objectFit === "cover" };
  }
}
