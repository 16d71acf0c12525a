/** Parts of the home page: what is on the table of one show, and the skeleton of the floor. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { productCard } from "./product-card.js";

const MOST_ON_TABLE = 6;

/** @param {Api.Show | undefined} show  @param {string} title */
export function tableOf(show, title) {
  if (!show?.lineup.length) return nothing;
  return html`<section class="table">
    <h2 class="t5">${title}</h2>
    <div class="pgrid">
      ${show.lineup.slice(0, MOST_ON_TABLE).map((product) => productCard(product, { onAir: product.id === show.pinned?.product_id }))}
    </div>
  </section>`;
}

/** The home page before the shows are here. */
export const floorSkeleton = () =>
  html`<h1 class="sr">${t("home.title")}</h1>
    <div class="lead n1" aria-busy="true" aria-label=${t("state.loading")}>
      <span class="poster feature sk"></span>
      <div class="strip"><span class="poster sk"></span><span class="poster sk"></span></div>
    </div>`;
