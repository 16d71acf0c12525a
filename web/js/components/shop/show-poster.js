/** A show as a poster: picture, what it is doing, title, seller; the first live one also says what is held up. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { showUrl } from "../../lib/address.js";
import { moment, tagMoney, weekday } from "../../lib/format.js";
import { thumbUrl } from "../../lib/picture-sizes.js";
import { isOnAir, productOnShow } from "../../models/floor.js";
import { beam } from "../empty-state.js";
import { icon } from "../icon.js";
import { liveBadge, viewerCount } from "../live-badge.js";

/** @param {Api.ShowCard} show */
const picture = (show) =>
  show.poster_url
    ? html`<img src=${show.poster_url} alt="" width="720" height="1280" />`
    : html`<span class="bare">${beam}</span>`;

/** @param {Api.ShowCard} show */
function doing(show) {
  if (show.status === "live") return [liveBadge("live"), viewerCount(show.viewers)];
  if (show.status === "interrupted") return liveBadge("interrupted");
  if (show.status === "scheduled")
    return html`<span class="pill glass num">${icon("clock", "xs")}${moment(show.starts_ms)}</span>`;
  return html`<span class="pill glass num">${weekday(show.started_ms ?? show.starts_ms)}</span>`;
}

/** @param {Api.Product} product */
const nowShowing = (product) =>
  html`<span class="now-row">
    ${product.images[0] ? html`<img class="pic" src=${thumbUrl(product.images[0])} alt="" width="44" height="52" />` : nothing}
    <span class="grow"
      ><span class="t2 clip">${t("home.nowShowing")}</span><b class="med clip">${product.title}</b></span
    >
    <b class="num">${tagMoney(product.price_minor, product.currency)}</b>
  </span>`;

/**
 * @param {Api.ShowCard} show
 * @param {{ feature?: boolean, details?: Api.Show | undefined, level?: 2 | 3 }} [options]
 */
export function showPoster(show, { feature = false, details } = {}) {
  const held = feature && isOnAir(show.status) ? productOnShow(details) : null;
  return html`<a class="poster ${feature ? "feature" : ""}" href=${showUrl(show.id)}>
    ${picture(show)}
    <span class="tl">${doing(show)}</span>
    <span class="in">
      <b class=${feature ? "t5" : "t4 clip2"}>${show.title}</b>
      <span class=${feature ? "" : "t2 clip"}>${show.seller.name}</span>
      ${held ? nowShowing(held) : nothing}
    </span>
  </a>`;
}
