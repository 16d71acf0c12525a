/** Choosing a variant of a product by its options: what is chosen, what can be, what is gone. */

/** @typedef {"chosen" | "free" | "gone" | "missing"} ValueState */

/** @param {Api.Variant} variant */
export const canBuy = (variant) => variant.stock.available > 0;

/**
 * The variant asked for; else the first that can be bought; else the first.
 * @param {Api.Product} product
 * @param {string | null} [variantId]
 * @returns {Api.Variant | undefined}
 */
export function startingVariant(product, variantId = null) {
  const { variants } = product;
  return variants.find((variant) => variant.id === variantId) ?? variants.find(canBuy) ?? variants[0];
}

/**
 * The variant after taking `value` for the option at `index`: the one that keeps the other options, else any with it that
 * can be bought, else any with it, else no change.
 * @param {Api.Product} product
 * @param {Api.Variant} chosen
 * @param {number} index
 * @param {string} value
 */
export function withOption(product, chosen, index, value) {
  const wanted = chosen.options.with(index, value);
  const having = product.variants.filter((variant) => variant.options[index] === value);
  return having.find((variant) => same(variant.options, wanted)) ?? having.find(canBuy) ?? having[0] ?? chosen;
}

/**
 * How one value of an option looks beside what is chosen.
 * @param {Api.Product} product
 * @param {Api.Variant} chosen
 * @param {number} index
 * @param {string} value
 * @returns {ValueState}
 */
export function valueState(product, chosen, index, value) {
  if (chosen.options[index] === value) return "chosen";
  const having = product.variants.filter((variant) => variant.options[index] === value);
  if (!having.length) return "missing";
  const exact = having.find((variant) => same(variant.options, chosen.options.with(index, value)));
  return (exact ? canBuy(exact) : having.some(canBuy)) ? "free" : "gone";
}

/** @param {readonly string[]} a  @param {readonly string[]} b */
const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/** The prices of a product go from its lowest; true when some variant costs more. @param {Api.Product} product */
export const hasPriceRange = (product) =>
  product.variants.some((variant) => variant.price_minor !== product.price_minor);
