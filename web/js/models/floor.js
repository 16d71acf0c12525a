/** The floor of the home page: which shows are on, which come, which were. */

/** @typedef {{ live: Api.ShowCard[], upcoming: Api.ShowCard[], past: Api.ShowCard[] }} Floor */

/** @param {Api.ShowStatus} status */
export const isOnAir = (status) => status === "live" || status === "interrupted";

/**
 * Live shows by their viewers, upcoming ones by their start, past ones with the newest first.
 * @param {readonly Api.ShowCard[]} shows
 * @returns {Floor}
 */
export function floorOf(shows) {
  return {
    live: shows.filter((show) => isOnAir(show.status)).sort((a, b) => b.viewers - a.viewers),
    upcoming: shows.filter((show) => show.status === "scheduled").sort((a, b) => a.starts_ms - b.starts_ms),
    past: shows.filter((show) => show.status === "ended").sort((a, b) => endOf(b) - endOf(a)),
  };
}

/** @param {Api.ShowCard} show */
const endOf = (show) => show.ended_ms ?? show.started_ms ?? show.starts_ms;

/** The product that a show holds up to the camera. @param {Api.Show | undefined} show  @returns {Api.Product | null} */
export const productOnShow = (show) => show?.lineup.find((product) => product.id === show.pinned?.product_id) ?? null;
