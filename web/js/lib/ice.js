/** ICE as WHIP and WHEP carry it over HTTP: servers named by Link headers, and a restart by PATCH (RFC 9725, sections 4.3 and 4.6). */

const RESTART_MS = 4_000;
const SILENCE_MS = 1_200;
const FRAGMENT = "application/trickle-ice-sdpfrag";
const LINK = /<([^>]*)>((?:\s*;\s*[\w-]+="[^"]*")*)/g;
const PARAMETER = /([\w-]+)="([^"]*)"/g;

/** The server knows no such session any more, or will not restart its ICE: only a new offer helps. */
export class RestartRefused extends Error {}

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

/** The part of an offer that a restart is asked with: the first section's credentials. @param {string} sdp */
export function fragmentOf(sdp) {
  const wanted = ["m=", "a=mid:", "a=ice-ufrag:", "a=ice-pwd:"];
  const lines = sdp.split(/\r?\n/);
  const found = wanted.map((start) => lines.find((line) => line.startsWith(start)));
  return found.map((line) => (line ? `${line}\r\n` : "")).join("");
}

/**
 * The answer of before with the server's new side of ICE, which all sections share.
 * @param {string} answer @param {string} fragment
 */
export function withFragment(answer, fragment) {
  return ["a=ice-ufrag:", "a=ice-pwd:"]
    .reduce(
      (sdp, start) => {
        const fresh = fragment.split(/\r?\n/).find((line) => line.startsWith(start));
        return fresh ? sdp.replace(new RegExp(`^${start}.*$`, "gm"), fresh) : sdp;
      },
      answer.replaceAll("\r\n", "\n"),
    )
    .replaceAll("\n", "\r\n");
}

/**
 * Finds new paths for a connection that lost its own; encryption and media go on as they are.
 * @param {RTCPeerConnection} peer @param {string} session  its URL @param {typeof fetch} request
 * @throws {RestartRefused} when the server said no; other errors mean that it could not be reached
 */
export async function restartIce(peer, session, request) {
  const answer = peer.currentRemoteDescription?.sdp ?? "";
  peer.restartIce();
  await peer.setLocalDescription();
  const reply = await request(session, {
    method: "PATCH",
    headers: { "content-type": FRAGMENT, "if-match": '"*"' },
    body: fragmentOf(peer.localDescription?.sdp ?? ""),
    credentials: "same-origin",
    signal: AbortSignal.timeout(RESTART_MS),
  });
  if (reply.status !== 200) throw new RestartRefused(`ICE restart: ${reply.status}`);
  await peer.setRemoteDescription({ type: "answer", sdp: withFragment(answer, await reply.text()) });
}

/**
 * Whether nothing at all arrives for a while: on a path that works, reports come every second. Browsers themselves say
 * `disconnected` only after five seconds or more.
 * @param {RTCPeerConnection} peer
 */
export async function isSilent(peer) {
  const before = await octetsReceived(peer);
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
  return before === (await octetsReceived(peer));
}

/** @param {RTCPeerConnection} peer */
async function octetsReceived(peer) {
  let octets = 0;
  for (const row of /** @type {Iterable<{type: string, bytesReceived?: number}>} */ (
    /** @type {unknown} */ ((await peer.getStats()).values())
  )) {
    if (row.type === "candidate-pair") octets += row.bytesReceived ?? 0;
  }
  return octets;
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
