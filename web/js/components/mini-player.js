/** A show that goes on in a corner while its viewer looks around the shop: picture, sound, the way back. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { t } from "../i18n/mini.js";
import { showUrl } from "../lib/address.js";
import { api } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { setWatching, watching } from "../lib/watching.js";
import { sourceOf } from "../models/show.js";
import { icon } from "./icon.js";
import { Picture } from "./watch/picture.js";

/** How soon the end of a show is noticed here, where no chat tells of it. */
const LOOK_MS = 10_000;
/** The picture has the line to itself before a smaller one is asked for. */
const SETTLED_MS = 2_000;

class MiniPlayer extends LightElement {
  /** @type {import("../models/watching.js").Watching | null} */
  #watching = watching();
  #picture = signal(/** @type {Picture | null} */ (null));
  #status = signal(/** @type {Api.ShowStatus | null} */ (null));
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (this.#watching) void this.#look();
    this.#timer = setInterval(() => void (document.hidden || this.#look()), LOOK_MS);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#picture.peek()?.follow("off");
  }

  async #look() {
    if (!this.#watching) return;
    /** @type {Api.Show | null} */
    const show = await api.get(`/shows/${encodeURIComponent(this.#watching.id)}`).catch(() => null);
    if (!show) return; // The next look will tell.
    this.#status.value = show.status;
    if (sourceOf(show.status) === "off") return this.#over();
    const picture = this.#picture.peek() ?? (await this.#begin());
    picture.follow(sourceOf(show.status));
  }

  async #begin() {
    const show = encodeURIComponent(/** @type {import("../models/watching.js").Watching} */ (this.#watching).id);
    const picture = new Picture({ whep: `/whep/${show}`, hls: `/hls/${show}/live.m3u8` }, Date.now);
    this.#picture.value = picture;
    await this.updateComplete;
    const video = /** @type {HTMLVideoElement} */ (this.querySelector("video"));
    // Sound that was on goes on where the browser lets it; else the picture goes on without.
    video.muted = !this.#watching?.sound;
    picture.muted.value = video.muted;
    picture.attach(video);
    setTimeout(() => void picture.quality(), SETTLED_MS);
    return picture;
  }

  /** What is over is said, and not carried on to the next page. */
  #over() {
    clearInterval(this.#timer);
    this.#picture.peek()?.follow("off");
    setWatching(null);
  }

  render() {
    const [picture, show] = [this.#picture.value, this.#watching];
    if (!show || (!picture && this.#status.value === null)) return nothing;
    const over = this.#status.value !== null && sourceOf(this.#status.value) === "off";
    if (over && !picture) return nothing; // It ended before it was seen here.
    return html`<section class="mini" aria-label=${t("mini.label", { title: show.title })}>
      <video playsinline autoplay disableremoteplayback aria-hidden="true"></video>
      ${over ? html`<p class="mini-words t2" role="status">${t("mini.over")}</p>` : picture ? this.#words(picture) : nothing}
      <a class="mini-back" href=${showUrl(show.id)} aria-label=${t("mini.back", { title: show.title })}></a>
      <div class="mini-tools">
        ${picture && !over ? this.#sound(picture) : nothing}
        <button class="icon-btn glass" aria-label=${t("mini.close")} @click=${this.#close}>${icon("x", "sm")}</button>
      </div>
    </section>`;
  }

  /** @param {Picture} picture */
  #words(picture) {
    const { phase } = picture.state.value;
    if (picture.blocked.value) return html`<p class="mini-words t2">${t("mini.blocked")}</p>`;
    if (phase === "interrupted") return html`<p class="mini-words t2" role="status">${t("mini.interrupted")}</p>`;
    if (phase === "lost" || phase === "waiting") return html`<p class="mini-words"><span class="spin" role="status" aria-label=${t("mini.lost")}></span></p>`;
    return nothing;
  }

  /** @param {Picture} picture */
  #sound(picture) {
    const off = picture.muted.value || picture.blocked.value;
    const change = () => {
      if (off) void picture.unmute();
      else picture.mute();
      if (this.#watching) setWatching((this.#watching = { ...this.#watching, sound: off }));
    };
    return html`<button class="icon-btn glass" aria-label=${t(off ? "mini.unmute" : "mini.mute")} @click=${change}>
      ${icon(off ? "volume-x" : "volume-2", "sm")}
    </button>`;
  }

  #close = () => {
    setWatching(null);
    this.remove();
  };
}
customElements.define("mini-player", MiniPlayer);
