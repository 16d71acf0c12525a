/** Finding products by words, as the server's own search does. */

const folded = (/** @type {string} */ text) => text.normalize("NFKC").toLocaleLowerCase();

/** Whether title, description, variants or SKUs hold every word of a search. @param {Api.Product} product @param {string} search */
export function holdsWords({ title, description, variants }, search) {
  const words = folded(search).split(/\s+/).filter(Boolean);
  if (!words.length) return true;
  const text = folded([title, description, ...variants.flatMap((variant) => [variant.title, variant.sku])].join("\n"));
  return words.every((word) => text.includes(word));
}
