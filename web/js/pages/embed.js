/** A show inside another site's page: picture and pinned product; what needs trust opens in a tab of its own. */
import { html, nothing } from "../../vendor/lit.js";
import { effect } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { behind, liveBadge, viewerCount } from "../components/live-badge.js";
import { priceTag } from "../components/price-tag.js";
import "../components/watch/video-stage.js";
import { WatchRoom } from "../components/watch/watch-room.js";
import { t } from "../i18n/embed.js";
import { idAfter, showUrl } from "../lib/address.js";
import { hostOrigin, tellHost } from "../lib/embedding.js";
import { time, weekday } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { priceNow } from "../models/flash.js";

const HOST = hostOrigin(new URLSearchParams(location.search).get("host"), location.ancestorOrigins);

class EmbedPage extends LightElement {
  #room = new WatchRoom(idAfter("/embed/"));
  #told = { status: "", pinned: "" };

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#room.start();
    effect(() => this.#tell(this.#room.show.value));
    this.#room.chat.subscribe((_, news) => {
      for (const item of news)
        if (item.type === "sold" && item.live)
          tellHost(HOST, "purchased", { product_id: item.data.product_id, title: item.data.title, quantity: item.data.quantity });
    });
    addEventListener("message", this.#hear);
  }

  /** @param {Api.Show | null} show */
  #tell(show) {
    if (!show) return;
    if (!this.#told.status) tellHost(HOST, "ready", { show: show.id, title: show.title, status: show.status });
    const status = show.status;
    if (status !== this.#told.status && status !== "scheduled") tellHost(HOST, status, { show: show.id });
    const pinned = show.pinned?.product_id ?? "";
    if (pinned !== this.#told.pinned) {
      const product = show.lineup.find((each) => each.id === pinned);
      tellHost(HOST, "pinned", { product_id: pinned || null, title: product?.title ?? null });
    }
    this.#told = { status, pinned };
  }

  #hear = (/** @type {MessageEvent} */ event) => {
    if (event.source !== parent || event.origin !== HOST || event.data?.showfloor !== 1) return;
    if (event.data.type !== "sound") return;
    if (event.data.on) this.#room.picture.unmute();
    else this.#room.picture.mute();
  };

  render() {
    const room = this.#room;
    const show = room.show.value;
    if (room.problem.value) return html`<main class="embed" id="content"><h1 class="t4 nothing">${t("embed.missing")}</h1></main>`;
    return html`<main class="embed is-${show?.status ?? "loading"}" id="content">
      <video-stage .room=${room}></video-stage>
      ${show ? this.#top(show) : nothing}
      <div class="bottom">${show ? this.#words(show) : nothing} ${show ? this.#product(show) : nothing}</div>
    </main>`;
  }

  /** @param {Api.Show} show */
  #top(show) {
    const { delay, state } = this.#room.picture;
    const seconds = delay.value;
    const on = show.status === "live";
    return html`<header class="row">
      <a class="seller glass" href=${showUrl(show.id)} target="_blank" rel="noopener">
        <span class="avatar" aria-hidden="true">${[...show.seller.name][0]}</span>
        <span class="who"><b class="t2 clip">${show.seller.name}</b><h1 class="t1 clip">${show.title}</h1></span>
        ${icon("external-link", "sm")}<span class="sr">${t("embed.newTab")}</span>
      </a>
      <span class="push"></span>
      ${on && state.value.phase === "playing" ? liveBadge("live", seconds === null ? nothing : behind(seconds * 1000)) : nothing}
      ${on ? viewerCount(this.#room.viewers.value, this.#room.talk.value.degraded) : nothing}
    </header>`;
  }

  /** @param {Api.Show} show */
  #words(show) {
    const { picture } = this.#room;
    if (show.status === "scheduled")
      return html`<p class="t4">${t("embed.soon", { date: weekday(show.starts_ms), time: time(show.starts_ms) })}</p>`;
    if (show.status === "ended") return html`<p class="t4">${t("embed.over")}</p>`;
    if (!picture.muted.value || picture.state.value.phase !== "playing") return nothing;
    return html`<button class="sound glass" @click=${() => picture.unmute()}>${icon("volume-x")}<span>${t("embed.sound")}</span></button>`;
  }

  /** @param {Api.Show} show */
  #product(show) {
    const product = this.#room.lineup.value.now;
    const href = showUrl(show.id);
    if (!product)
      return html`<a class="btn primary wide" href=${href} target="_blank" rel="noopener">${t("embed.open")}${icon("external-link", "sm")}</a>`;
    const { minor, was } = priceNow(product, this.#room.now.value);
    const image = product.images[0];
    return html`<a class="piece" href=${href} target="_blank" rel="noopener">
      ${image ? html`<img class="pic" src=${image.url} alt="" width=${image.width} height=${image.height} />` : nothing}
      <span class="grow what"><b class="clip">${product.title}</b>${priceTag({ minor, currency: product.currency, was })}</span>
      <span class="btn primary small">${t("embed.buy")}${icon("external-link", "xs")}</span><span class="sr">${t("embed.newTab")}</span>
    </a>`;
  }
}
customElements.define("embed-page", EmbedPage);
