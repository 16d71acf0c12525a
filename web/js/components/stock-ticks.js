/** Stock drawn one tick a piece, held ones in amber, beside words that say the same. */
import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { cssVars } from "../lib/css-vars.js";
import { MOST_TICKS, stockState } from "../models/stock.js";

/** @param {Api.Stock} stock */
export function stockWords(stock) {
  const { available, held } = stock;
  switch (stockState(stock)) {
    case "gone":
      return t("stock.gone");
    case "goneHeld":
      return t("stock.goneHeld", { n: held });
    case "single":
      return t("stock.single");
    case "last":
      return t("stock.last");
    default:
      return held ? t("stock.leftHeld", { left: available, held }) : t("stock.left", { n: available });
  }
}

/** The words for a small card: what can be bought, without what is on hold. @param {Api.Stock} stock */
export const stockShort = (stock) => stockWords(stock.available > 0 ? { ...stock, held: 0 } : stock);

/** @param {Api.Stock} stock */
export const ticks = ({ total, available, held }) =>
  total > MOST_TICKS || total === 0
    ? nothing
    : html`<span
        class="ticks"
        aria-hidden="true"
        ${cssVars({ "--n": total, "--left": available, "--held": held })}
      ></span>`;

/** @param {Api.Stock} stock */
export const stockTicks = (stock) =>
  html`<span class="stock row t2 muted num">${ticks(stock)}<span>${stockWords(stock)}</span></span>`;
