/** What a show is at this moment: its scene, its line-up, its stock, changed by the news that the chat brings. */

import { stockSum } from "./stock.js";

/** @typedef {"soon" | "live" | "interrupted" | "ended"} Scene */
/** @typedef {{ product_id: string, variant_id: string, total: number, available: number, held: number }} StockNews */
/** @typedef {{ product: Api.Product, pinned_ms: number, capture_ms: number | null } | null} PinNews */

/** @param {Api.ShowStatus} status @returns {Scene} */
export const sceneOf = (status) => (status === "scheduled" ? "soon" : status);

/** What the player should do about it. @param {Api.ShowStatus} status @returns {"off" | "live" | "interrupted"} */
export const sourceOf = (status) => (status === "live" || status === "interrupted" ? status : "off");

/** @param {Api.Show} show @param {{ status: Api.ShowStatus, next: Api.ShowCard | null }} news @returns {Api.Show} */
export const withStatus = (show, { status, next }) => ({ ...show, status, next: next ?? show.next });

/** A pin brings the product as it is now; one that was added during the show joins the line-up. @param {Api.Show} show @param {PinNews} pin @returns {Api.Show} */
export function withPin(show, pin) {
  if (!pin) return { ...show, pinned: null };
  const known = show.lineup.some((product) => product.id === pin.product.id);
  const lineup = known
    ? show.lineup.map((product) => (product.id === pin.product.id ? pin.product : product))
    : [...show.lineup, pin.product];
  return {
    ...show,
    lineup,
    pinned: { product_id: pin.product.id, pinned_ms: pin.pinned_ms, capture_ms: pin.capture_ms },
  };
}

/** @param {Api.Show} show @param {StockNews} news @returns {Api.Show} */
export function withStock(show, news) {
  return {
    ...show,
    lineup: show.lineup.map((product) => (product.id === news.product_id ? productWithStock(product, news) : product)),
  };
}

/** @param {Api.Product} product @param {StockNews} news @returns {Api.Product} */
export function productWithStock(product, { variant_id, total, available, held }) {
  const stock = { total, available, held, sold: Math.max(0, total - available - held) };
  return {
    ...product,
    variants: product.variants.map((variant) => (variant.id === variant_id ? { ...variant, stock } : variant)),
  };
}

/** @param {Api.Show} show @returns {Api.Product | null} */
export const pinnedProduct = (show) => show.lineup.find((product) => product.id === show.pinned?.product_id) ?? null;

/**
 * The line-up in three parts. `shown`: ids of products that were pinned before, as far as we saw it.
 * @param {Api.Show} show @param {ReadonlySet<string>} shown
 */
export function lineupOf(show, shown) {
  const now = pinnedProduct(show);
  const rest = show.lineup.filter((product) => product !== now);
  return {
    now,
    next: rest.filter((product) => !shown.has(product.id)),
    before: rest.filter((product) => shown.has(product.id)),
  };
}

/** The stock of all variants together. @param {Api.Product} product */
export const stockOf = (product) => stockSum(product.variants.map((variant) => variant.stock));

/** @param {Api.Product} product */
export const isSoldOut = (product) => stockOf(product).available <= 0;

/**
 * The time to the start in parts; all zero once it is due.
 * @param {number} ms
 */
export function countdown(ms) {
  const total = Math.max(0, Math.ceil(ms / 1000));
  return {
    days: Math.floor(total / 86_400),
    hours: Math.floor(total / 3600) % 24,
    minutes: Math.floor(total / 60) % 60,
    seconds: total % 60,
  };
}
