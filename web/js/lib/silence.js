/** Finds out whether a connection's path has died, from what the browser says of its packets. */

const SILENCE_MS = 1_200;
const LOOK_MS = 200;

/**
 * Whether nothing at all arrives for a while: on a path that works, reports come every second. Browsers themselves say
 * `disconnected` only after five seconds or more.
 * @param {RTCPeerConnection} peer
 */
export async function isSilent(peer) {
  const before = await received(peer);
  // Part of the silence may be over already, where the browser says when the last packet came.
  await new Promise((resolve) => setTimeout(resolve, Math.max(LOOK_MS, SILENCE_MS - before.quietMs)));
  return before.octets === (await received(peer)).octets;
}

/** What came by all paths, and for how long nothing has. @param {RTCPeerConnection} peer */
async function received(peer) {
  let [octets, quietMs] = [0, Infinity];
  for (const row of /** @type {Iterable<{type: string, timestamp: number, bytesReceived?: number, lastPacketReceivedTimestamp?: number}>} */ (
    /** @type {unknown} */ ((await peer.getStats()).values())
  )) {
    if (row.type !== "candidate-pair" || !row.bytesReceived) continue;
    octets += row.bytesReceived;
    quietMs = Math.min(quietMs, row.timestamp - (row.lastPacketReceivedTimestamp ?? row.timestamp));
  }
  return { octets, quietMs: octets ? quietMs : 0 };
}
