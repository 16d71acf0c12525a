/** A price on its swing tag; orange, with the old price struck through, when it is lower than it was. */
import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { tagMoney } from "../lib/format.js";

/**
 * @param {object} price
 * @param {number} price.minor
 * @param {string} price.currency
 * @param {number | null} [price.was] the price before, in minor units
 * @param {boolean} [price.big]
 */
export function priceTag({ minor, currency, was = null, big = false }) {
  const lowered = was !== null && was > minor;
  const tag = html`<span class="price ${lowered ? "sale" : ""} ${big ? "big" : ""}">
    <span class="sr">${t("price.now", { price: "" })}</span>${tagMoney(minor, currency)}</span
  >`;
  if (!lowered) return tag;
  return html`${tag}<s class="was"
      ><span class="sr">${t("price.was", { price: "" })}</span>${tagMoney(was, currency)}</s
    >`;
}

/** The struck-through price alone, for rows that have no room for a tag. @param {number | null} was @param {string} currency */
export const oldPrice = (was, currency) =>
  was === null ? nothing : html`<s class="was">${tagMoney(was, currency)}</s>`;
