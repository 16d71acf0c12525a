/** The chapters of a replay, each with the picture of its moment: a list on a desk, a sheet on a phone. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/replay.js";
import { clock, tagMoney } from "../../lib/format.js";
import { priceNow } from "../../models/flash.js";
import { stockOf } from "../../models/show.js";
import { icon } from "../icon.js";
import { stockWords } from "../stock-ticks.js";
import { Drawer } from "./drawer.js";
import { WatchPart } from "./watch-part.js";

class ReplayChapters extends WatchPart {
  render() {
    const replay = this.room.replay.value;
    if (!replay) return nothing;
    const now = replay.chapter.value;
    return html`<h2 class="t4 only-desk">${t("replay.chapters")}</h2><ol>
      ${replay.chapters.map(
        (chapter) => html`<li>
          <button
            class="chapter"
            aria-current=${chapter === now ? "true" : "false"}
            aria-label=${t("replay.jump", { time: clock(chapter.at_seconds * 1000), title: chapter.title ?? "" })}
            @click=${() => this.#jump(chapter.at_seconds)}
          >
            <span class="still">${this.#picture(chapter)}<span class="pill num">${icon("play", "xs")}${clock(chapter.at_seconds * 1000)}</span></span>
            <b class="clip2 name">${chapter.title}</b>
            <span class="t2 muted clip num">${this.#today(chapter)}</span>
          </button>
        </li>`,
      )}
    </ol>`;
  }

  /** @param {import("../../models/replay.js").Chapter} chapter */
  #picture(chapter) {
    const image = this.#product(chapter)?.images[0];
    // Where the moment has no picture that can be shown, the product has one.
    const instead = (/** @type {Event} */ event) => {
      const img = /** @type {HTMLImageElement} */ (event.target);
      if (image && img.src !== new URL(image.url, location.href).href) img.src = image.url;
    };
    return html`<img class="pic" src=${chapter.still_url} alt="" width="72" height="72" loading="lazy" @error=${instead} />`;
  }

  /** @param {import("../../models/replay.js").Chapter} chapter */
  #product({ product_id }) {
    return this.room.show.value?.lineup.find(({ id }) => id === product_id) ?? null;
  }

  /** @param {import("../../models/replay.js").Chapter} chapter */
  #today(chapter) {
    const product = this.#product(chapter);
    if (!product) return nothing;
    return html`${tagMoney(priceNow(product, this.room.now.value).minor, product.currency)} · ${stockWords(stockOf(product))}`;
  }

  /** @param {number} seconds */
  #jump(seconds) {
    if (this.room.sheet.value === "chapters") this.room.sheet.value = "none";
    this.room.replay.peek()?.playFrom(seconds);
  }
}
customElements.define("replay-chapters", ReplayChapters);

class ChaptersDrawer extends Drawer {
  /** @override */
  get sheet() {
    return /** @type {const} */ ("chapters");
  }

  render() {
    return this.drawer("chapters", t("replay.chapters"), () => html`<div class="scroll" tabindex="-1"><replay-chapters .room=${this.room}></replay-chapters></div>`);
  }
}
customElements.define("chapters-drawer", ChaptersDrawer);
