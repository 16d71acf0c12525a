/** Destinations: how one stands, and what cannot be right of what is typed. */

export const MOST = 4;

/** @typedef {"off" | "ready" | "waiting" | "connecting" | "live" | "retrying" | "unfit"} Standing */

/** Ready is switched on while no show is on air. @param {Pick<Api.Destination, "enabled" | "state">} one @returns {Standing} */
export function standing({ enabled, state }) {
  if (!enabled) return "off";
  return state ?? "ready";
}

/** @type {Record<Standing, "" | "ok" | "warn" | "bad">} */
export const TONES = { off: "", ready: "", waiting: "", connecting: "warn", live: "ok", retrying: "warn", unfit: "bad" };

/** What the server would refuse; it may know better. @param {{ name: string, url: string, key: string }} typed */
export function faults({ name, url, key }) {
  /** @type {("name" | "url" | "key")[]} */
  const found = [];
  if (!name.trim()) found.push("name");
  if (!/^rtmps?:\/\/[^\s/@#]+\/[^\s#]+$/.test(url.trim())) found.push("url");
  if (!/^[!#-~]{1,400}$/.test(key.trim())) found.push("key");
  return found;
}
