/** Places on waiting lists: which one a product has, and what changed when they are read again. */

/**
 * The best place of a person for a product: their turn first, then the lowest number.
 * @param {readonly Api.Place[]} places @param {string} productId
 */
export function placeOf(places, productId) {
  const here = places.filter((place) => place.product_id === productId);
  return here.sort((a, b) => (a.place ?? 0) - (b.place ?? 0))[0] ?? null;
}

/** Turns that came since the places were read last. @param {readonly Api.Place[]} before @param {readonly Api.Place[]} after */
export const newTurns = (before, after) =>
  after.filter((place) => place.order_id && !before.some((known) => known.order_id === place.order_id));

/** @param {readonly Api.Place[]} places */
export const isWaiting = (places) => places.some((place) => place.place !== null);

/** What can be waited for of a product: its variants that are gone. @param {Api.Product} product */
export const goneVariants = (product) => product.variants.filter((variant) => variant.stock.available <= 0);
