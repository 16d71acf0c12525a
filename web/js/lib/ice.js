/** ICE around a connection: servers named by Link headers (RFC 9725, section 4.6), and changes of the network. */

const LINK = /<([^>]*)>((?:\s*;\s*[\w-]+="[^"]*")*)/g;
const PARAMETER = /([\w-]+)="([^"]*)"/g;

/**
 * The ICE servers that an answer names.
 * @param {string | null} link  the Link headers, joined as `fetch` does
 * @returns {RTCIceServer[]}
 */
export function iceServers(link) {
  return [...(link ?? "").matchAll(LINK)].flatMap(([, urls = "", rest = ""]) => {
    const given = Object.fromEntries([...rest.matchAll(PARAMETER)].map(([, name, value]) => [name, value]));
    if (given.rel !== "ice-server") return [];
    return [given.username ? { urls, username: given.username, credential: given.credential } : { urls }];
  });
}

/**
 * Tells when the device may have changed its network. Browsers follow some changes by themselves; a restart is cheap.
 * @param {() => void} changed
 * @returns {() => void} stops telling
 */
export function onNetworkChange(changed) {
  const { connection } = /** @type {{ connection?: EventTarget & { type?: string } }} */ (
    /** @type {unknown} */ (navigator)
  );
  let type = connection?.type;
  // The event also comes when merely the estimated speed differs.
  const moved = () => {
    if (connection?.type !== type) changed();
    type = connection?.type;
  };
  addEventListener("online", changed);
  connection?.addEventListener("change", moved);
  return () => {
    removeEventListener("online", changed);
    connection?.removeEventListener("change", moved);
  };
}
