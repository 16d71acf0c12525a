/** A seller's products in a list: which filter they fall under, and what a search finds. */
import { holdsWords } from "./product-search.js";
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
  return products.filter((product) => under(product, filter) && holdsWords(product, search)).reverse();
}

/** How many products each filter holds. @param {readonly Api.Product[]} products */
export function counts(products) {
  return /** @type {Record<Filter, number>} */ (
    Object.fromEntries(FILTERS.map((name) => [name, products.filter((product) => under(product, name)).length]))
  );
}
