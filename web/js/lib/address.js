/** The part of the page's own address that names a thing: the same HTML serves every show, product and order. */

/** "kiln-14" from /s/kiln-14. @param {string} prefix such as "/s/"  @param {string} [path] */
export function idAfter(prefix, path = location.pathname) {
  if (!path.startsWith(prefix)) return "";
  return decodeURIComponent(path.slice(prefix.length).replace(/\/.*$/, ""));
}

/** @param {string} show */
export const showUrl = (show) => `/s/${encodeURIComponent(show)}`;
/** @param {string} product  @param {string | null} [variant] */
export const productUrl = (product, variant = null) =>
  `/p/${encodeURIComponent(product)}${variant ? `?variant=${encodeURIComponent(variant)}` : ""}`;
/** @param {string} order */
export const orderUrl = (order) => `/o/${encodeURIComponent(order)}`;
/** @param {string} seller */
export const sellerUrl = (seller) => `/seller/${encodeURIComponent(seller)}`;
/** A page to come back to after sign-in; only our own addresses are accepted. @param {string | null} asked */
export const safeReturn = (asked) => (asked && /^\/(?![/\\])/.test(asked) ? asked : "/");
