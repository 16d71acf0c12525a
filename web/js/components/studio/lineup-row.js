/** One product of the line-up: grip, place, picture, stock, price, and the button that puts it on screen. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { tagMoney } from "../../lib/format.js";
import { thumbUrl } from "../../lib/picture-sizes.js";
import { priceNow } from "../../models/flash.js";
import { icon } from "../icon.js";
import { stockWords, ticks } from "../stock-ticks.js";

/** @typedef {import("../../models/studio-lineup.js").LineupRow} LineupRow */
/**
 * What a row may ask for.
 * @typedef {object} RowActions
 * @property {(event: PointerEvent, id: string) => void} grab
 * @property {(event: KeyboardEvent, id: string) => void} key
 * @property {(event: Event, id: string) => void} menu
 * @property {(id: string) => void} pin
 */

/**
 * @param {LineupRow} row
 * @param {{lifted: boolean, live: boolean, pinning: boolean, nowMs: number}} state
 * @param {RowActions} actions
 */
export function lineupRow(row, state, actions) {
  const { product, number } = row;
  const picture = product.images[0];
  const price = priceNow(product, state.nowMs);
  return html`<li
    class="lineup-row ${row.next && state.live ? "is-next" : ""} ${row.pinned ? "is-pinned" : ""} ${state.lifted ? "is-lifted" : ""}"
    data-id=${product.id}
  >
    <button
      class="grip"
      aria-label=${t("lineup.moveGrip", { name: product.title })}
      aria-pressed=${state.lifted ? "true" : "false"}
      @pointerdown=${(/** @type {PointerEvent} */ event) => actions.grab(event, product.id)}
      @keydown=${(/** @type {KeyboardEvent} */ event) => actions.key(event, product.id)}
    >
      ${icon("grip-vertical", "sm")}
    </button>
    <span class="place t2 faint num" aria-hidden="true">${number}</span>
    <img class="pic" src=${thumbUrl(picture)} alt="" width="44" height="52" loading="lazy" />
    <span class="lineup-name">
      <span class="med clip">${product.title}</span>
      <span class="t2 muted clip num"
        ><span class="phone-price ${price.flash ? "lowered" : ""}">${tagMoney(price.minor, product.currency)} · </span>${about(row)}</span
      >
    </span>
    <span class="lineup-ticks">${ticks(row.stock)}</span>
    <b class="lineup-price num ${price.flash ? "lowered" : ""}">${tagMoney(price.minor, product.currency)}</b>
    ${pinButton(row, state, actions)}
    <button
      class="icon-btn lineup-menu"
      aria-haspopup="menu"
      aria-label=${t("lineup.menu", { name: product.title })}
      @click=${(/** @type {Event} */ event) => actions.menu(event, product.id)}
    >
      ${icon("ellipsis", "sm")}
    </button>
  </li>`;
}

/** @param {LineupRow} row */
function about({ product, stock, shown, pinned }) {
  const waiting = product.variants.reduce((sum, variant) => sum + (variant.waiting ?? 0), 0);
  if (waiting) return `${stockWords(stock)}, ${t("lineup.waiting", { n: waiting })}`;
  return shown && !pinned ? `${stockWords(stock)}, ${t("lineup.shown")}` : stockWords(stock);
}

/**
 * The button is always in the same place and stays the same element, so that the focus is not lost by pressing it;
 * only the next product's carries the light, and only on air.
 * @param {LineupRow} row
 * @param {{live: boolean, pinning: boolean}} state
 * @param {RowActions} actions
 */
function pinButton(row, { live, pinning }, actions) {
  const { title, id } = row.product;
  const off = row.pinned || row.gone;
  const words = pinWords(row, live);
  const mark = pinning ? html`<span class="spin" aria-hidden="true"></span>` : icon("pin", "sm");
  return html`<button
    class="btn pin-btn ${row.next && live ? "primary" : ""}"
    aria-busy=${pinning ? "true" : "false"}
    aria-disabled=${off ? "true" : "false"}
    aria-label=${off ? `${words}: ${title}` : `${words}. ${t("lineup.pinName", { name: title })}`}
    @click=${() => (off ? undefined : actions.pin(id))}
  >
    ${off ? nothing : mark}<span>${words}</span>
  </button>`;
}

/**
 * @param {LineupRow} row
 * @param {boolean} live
 */
function pinWords(row, live) {
  if (row.pinned) return t("lineup.onScreen");
  if (row.gone) return t("stock.soldOut");
  if (row.shown) return t("lineup.again");
  return row.next && live ? t("lineup.pinNext") : t("lineup.pin");
}
