/** Style sheets of components that few need at once; they come with the component's code. */

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/**
 * Adds a style sheet to the page, once; resolves when it applies.
 * @param {string} path under /static/css/
 * @returns {Promise<void>}
 */
export function styleSheet(path) {
  const known = asked.get(path);
  if (known) return known;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/static/css/${path}` });
  const applied = new Promise((done) => {
    // Without its style a component is plain, but works: better than not at all.
    link.onload = link.onerror = () => done(undefined);
  });
  asked.set(path, applied);
  document.head.append(link);
  return applied;
}
