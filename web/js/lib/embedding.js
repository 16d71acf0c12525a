/** What a framed show and the page around it tell each other; nothing in it is secret, and both check who speaks. */

/** @typedef {"ready" | "live" | "interrupted" | "ended" | "pinned" | "purchased"} NewsName */

/**
 * The origin of the page around: what it says of itself, unless the browser knows better.
 * @param {string | null} said @param {ArrayLike<string> | undefined} ancestors  location.ancestorOrigins, which Firefox lacks
 */
export function hostOrigin(said, ancestors) {
  const known = ancestors?.[0];
  if (known) return known;
  return said && URL.canParse(said) && new URL(said).origin === said ? said : null;
}

/** @param {string | null} host  where the news may go @param {NewsName} type @param {Record<string, unknown>} [detail] */
export function tellHost(host, type, detail = {}) {
  if (host && parent !== window) parent.postMessage({ showfloor: 1, type, ...detail }, host);
}
