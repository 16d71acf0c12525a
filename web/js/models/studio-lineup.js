/** The line-up of a show as the cockpit draws it: order, what is on screen, what comes next, what is gone. */
import { stockSum } from "./stock.js";

/**
 * The part of a product that the line-up needs.
 * @typedef {Pick<Api.Product, "id" | "title" | "price_minor" | "compare_at_minor" | "currency" | "images"> & {variants: {id: string, stock: Api.Stock}[]}} LineupProduct
 */
/**
 * @template {LineupProduct} [P=Api.Product]
 * @typedef {object} LineupRow
 * @property {P} product
 * @property {number} number         Its place, counted from 1.
 * @property {Api.Stock} stock           All variants together.
 * @property {boolean} pinned        On the viewers' screens now.
 * @property {boolean} next          The one that the next Pin should show.
 * @property {boolean} shown         Was on screen earlier in this show.
 * @property {boolean} gone          Nothing left that could be sold.
 */

/**
 * Stock of a product: the sum over its variants.
 * @param {Pick<LineupProduct, "variants">} product
 * @returns {Api.Stock}
 */
export function stockOf(product) {
  return stockSum(product.variants.map((variant) => variant.stock));
}

/**
 * A copy of `items` with the one at `from` moved to `to`; places outside the list are clamped.
 * @template T
 * @param {readonly T[]} items
 * @param {number} from
 * @param {number} to
 * @returns {T[]}
 */
export function move(items, from, to) {
  const copy = [...items];
  if (from < 0 || from >= copy.length) return copy;
  const [moved] = copy.splice(from, 1);
  copy.splice(Math.max(0, Math.min(to, copy.length)), 0, /** @type {T} */ (moved));
  return copy;
}

/**
 * The product that the next Pin should show: the first one after the pinned product that can still be sold, else the
 * first such product of the whole line-up that was not shown yet.
 * @param {readonly LineupProduct[]} products
 * @param {string | null} pinnedId
 * @param {ReadonlySet<string>} shown
 * @returns {string | null}
 */
export function nextUp(products, pinnedId, shown) {
  const sellable = (/** @type {LineupProduct} */ product) =>
    product.id !== pinnedId && !shown.has(product.id) && stockOf(product).available > 0;
  const after = products.findIndex((product) => product.id === pinnedId) + 1;
  const next = products.slice(after).find(sellable) ?? products.find(sellable);
  return next?.id ?? null;
}

/**
 * Everything that the cockpit's list says about each product.
 * @template {LineupProduct} P
 * @param {readonly P[]} products
 * @param {string | null} pinnedId
 * @param {ReadonlySet<string>} shown   Ids of the products that were on screen before.
 * @returns {LineupRow<P>[]}
 */
export function lineupRows(products, pinnedId, shown) {
  const next = nextUp(products, pinnedId, shown);
  return products.map((product, index) => {
    const stock = stockOf(product);
    return {
      product,
      number: index + 1,
      stock,
      pinned: product.id === pinnedId,
      next: product.id === next,
      shown: shown.has(product.id),
      gone: stock.available <= 0,
    };
  });
}

/**
 * Products with the stock that a "stock" announcement brought; unknown products and variants change nothing.
 * @template {{id: string, variants: {id: string, stock: Api.Stock}[]}} P
 * @param {readonly P[]} products
 * @param {{product_id: string, variant_id: string, total: number, available: number, held: number, sold?: number}} news
 * @returns {P[]}
 */
export function applyStock(products, news) {
  return products.map((product) => {
    if (product.id !== news.product_id) return product;
    const variants = product.variants.map((variant) =>
      variant.id === news.variant_id ? { ...variant, stock: stockFromNews(news) } : variant,
    );
    return { ...product, variants };
  });
}

/**
 * @param {{total: number, available: number, held: number, sold?: number}} news
 * @returns {Api.Stock}
 */
function stockFromNews({ total, available, held, sold }) {
  return { total, available, held, sold: sold ?? Math.max(0, total - available - held) };
}
