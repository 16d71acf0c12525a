/** An ICE restart as WHIP and WHEP carry it over HTTP: a PATCH with fragments of SDP (RFC 9725, section 4.3). */

const RESTART_MS = 4_000;
const FRAGMENT = "application/trickle-ice-sdpfrag";

/** The server knows no such session any more, or will not restart its ICE: only a new offer helps. */
export class RestartRefused extends Error {
  name = "RestartRefused";
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
