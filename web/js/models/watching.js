/** Which show goes on in a small player while its viewer looks around the shop: what is remembered from page to page of a tab. */

/** @typedef {{ id: string, title: string, seller: string, sound: boolean }} Watching */

/** Pages on which it would be in the way: the show itself, the studio, the server, where somebody signs in or is framed. */
const ELSEWHERE = /^\/(s|studio|server|embed|signin|signup|join|mail|offline)(\/|$)/;

/** Whether a page of the shop has room for it. @param {string} path */
export const mayPlayOn = (path) => !ELSEWHERE.test(path);

/**
 * What to remember when a show's page is left; null: nothing goes on.
 * @param {Api.Show | null} show @param {string} phase  of its picture @param {boolean} sound @param {boolean} dismissed  by the cross
 * @returns {Watching | null}
 */
export function watchingOf(show, phase, sound, dismissed) {
  const on = show?.status === "live" || show?.status === "interrupted";
  if (!show || !on || dismissed || !["playing", "paused", "lost"].includes(phase)) return null;
  return { id: show.id, title: show.title, seller: show.seller.name, sound };
}

/** What was remembered, if it can be read. @param {string | null} text @returns {Watching | null} */
export function readWatching(text) {
  try {
    const { id, title, seller, sound } = JSON.parse(text ?? "null") ?? {};
    return typeof id === "string" && id ? { id, title: String(title), seller: String(seller), sound: Boolean(sound) } : null;
  } catch {
    return null;
  }
}
