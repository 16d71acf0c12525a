/** A seller's products in a list: which filter they fall under, and what a search finds. */
import { stockSum } from "./stock.js";

/** Filters over the list, in the order of the chips. */
export const FILTERS = /** @type {const} */ (["all", "active", "draft", "archived", "gone"]);
/** @typedef {typeof FILTERS[number]} Filter */

/** The stock of all variants together. @param {Api.Product} product */
export const stockOf = (product) => stockSum(product.variants.map((variant) => variant.stock));

/** @param {Api.Product} product  @param {Filter} filter */
function under(product, filter) {
  if (filter === "all") return product.status !== "archived";
  if (filter === "gone") return product.status === "active" && stockOf(product).available === 0;
  return product.status === filter;
}

/**
 * Products under a filter whose title, variants or SKUs hold every word of the search; the newest first.
 * @param {readonly Api.Product[]} products
 * @param {Filter} filter
 * @param {string} search
 */
export function listed(products, filter, search) {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return products
    .filter((product) => under(product, filter))
    .filter((product) => {
      const text = textOf(product);
      return words.every((word) => text.includes(word));
    })
    .reverse();
}

/** @param {Api.Product} product */
function textOf({ title, variants }) {
  return [title, ...variants.flatMap((variant) => [variant.title, variant.sku])].join("\n").toLocaleLowerCase();
}

/** How many products each filter holds. @param {readonly Api.Product[]} products */
export function counts(products) {
  return /** @type {Record<Filter, number>} */ (
    Object.fromEntries(FILTERS.map((name) => [name, products.filter((product) => under(product, name)).length]))
  );
}
