/** What a product costs at a moment of the server's clock: its usual price, or its flash price and how long that lasts. */

/** @typedef {{ minor: number, was: number | null, flash: FlashLeft | null }} PriceNow */
/** @typedef {{ leftMs: number, share: number }} FlashLeft   How long it lasts still, and which share (0 to 1) of its time that is. */
/** @typedef {Pick<Api.Product, "price_minor" | "compare_at_minor"> & Partial<Pick<Api.Product, "flash" | "flash_minor">>} Priced */

/** @param {Api.Flash | null | undefined} flash @param {number} nowMs @returns {FlashLeft | null} */
export function flashLeft(flash, nowMs) {
  if (!flash || nowMs < flash.starts_ms || nowMs >= flash.ends_ms) return null;
  const leftMs = flash.ends_ms - nowMs;
  return { leftMs, share: leftMs / (flash.ends_ms - flash.starts_ms) };
}

/** The product's lowest price. @param {Priced} product @param {number} nowMs @returns {PriceNow} */
export const priceNow = (product, nowMs) => priced(product, product.flash, nowMs);

/** @param {Api.Product} product @param {Api.Variant} variant @param {number} nowMs @returns {PriceNow} */
export const variantPriceNow = (product, variant, nowMs) => priced(variant, product.flash, nowMs);

/**
 * @param {{ price_minor: number, compare_at_minor: number | null, flash_minor?: number | null }} goods
 * @param {Api.Flash | null | undefined} flash
 * @param {number} nowMs
 * @returns {PriceNow}
 */
function priced({ price_minor, compare_at_minor, flash_minor }, flash, nowMs) {
  const left = flash_minor ? flashLeft(flash, nowMs) : null;
  if (left && flash_minor) return { minor: flash_minor, was: price_minor, flash: left };
  const lowered = compare_at_minor !== null && compare_at_minor > price_minor;
  return { minor: price_minor, was: lowered ? compare_at_minor : null, flash: null };
}

/** @typedef {{ product_id: string, price_minor: number, compare_at_minor: number | null, flash: Api.Flash | null, flash_minor: number | null,
 *   variants: { id: string, price_minor: number, compare_at_minor: number | null, flash_minor: number | null }[] }} PriceNews */

/**
 * Products with the prices that news brought; other products and variants stay as they are.
 * @template {{ id: string, variants: { id: string }[] }} P
 * @param {readonly P[]} products @param {PriceNews} news @returns {P[]}
 */
export function withPrices(products, { product_id, variants, ...prices }) {
  return products.map((product) => {
    if (product.id !== product_id) return product;
    const known = product.variants.map((variant) => ({ ...variant, ...variants.find(({ id }) => id === variant.id) }));
    return { ...product, ...prices, variants: known };
  });
}
