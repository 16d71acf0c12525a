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
/**
 * A page to come back to after sign-in; only our own addresses are accepted. The browser's own parser decides: it drops
 * tabs and line breaks, takes a backslash for a slash and folds dots, so that no pattern sees what it will make of a text.
 * @param {string | null} asked  @param {string} [origin]
 */
export function safeReturn(asked, origin = location.origin) {
  const home = `${origin}/`;
  if (!asked || !URL.canParse(asked, home)) return home;
  const { href } = new URL(asked, home);
  return href.startsWith(home) ? href : home;
}
