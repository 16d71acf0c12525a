/** ICE over HTTP: what Link headers name, and how a restart is asked and taken. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { iceServers } from "../../web/js/lib/ice.js";
import { fragmentOf, RestartRefused, restartIce, withFragment } from "../../web/js/lib/ice-restart.js";

const ANSWER = [
  "v=0",
  "m=audio 9 X 111",
  "a=ice-ufrag:old",
  "a=ice-pwd:older",
  "m=video 9 X 96",
  "a=ice-ufrag:old",
  "",
];
const OFFER =
  "v=0\r\nm=audio 9 X 111\r\na=ice-ufrag:mine\r\na=ice-pwd:secret\r\na=mid:0\r\nm=video 9 X 96\r\na=mid:1\r\n";

test("servers are read from joined Link headers, with their credentials", () => {
  const links =
    '<stun:stun.example>; rel="ice-server", <turn:turn.example?transport=tcp>; rel="ice-server"; username="1:a"; ' +
    'credential="x+/="; credential-type="password", </sse>; rel="urn:ietf:params:whep:ext"; events="a,b"';
  assert.deepEqual(iceServers(links), [
    { urls: "stun:stun.example" },
    { urls: "turn:turn.example?transport=tcp", username: "1:a", credential: "x+/=" },
  ]);
  assert.deepEqual(iceServers(null), []);
});

test("a restart is asked with the first section's new credentials", () => {
  assert.equal(fragmentOf(OFFER), "m=audio 9 X 111\r\na=mid:0\r\na=ice-ufrag:mine\r\na=ice-pwd:secret\r\n");
});

test("the server's new credentials take the place of the old in every section", () => {
  const sdp = withFragment(ANSWER.join("\r\n"), "a=ice-lite\r\na=ice-ufrag:new\r\na=ice-pwd:newer\r\n");
  assert.equal(sdp, ANSWER.join("\r\n").replaceAll("ufrag:old", "ufrag:new").replace("older", "newer"));
});

/** @param {number} status */
function peerAnd(status) {
  const peer = {
    currentRemoteDescription: { sdp: ANSWER.join("\r\n") },
    restartIce: () => (peer.restarted = true),
    setLocalDescription: async () => (peer.localDescription = { sdp: OFFER }),
    setRemoteDescription: async (description) => (peer.taken = description),
  };
  const request = async (url, options) => {
    peer.asked = { url, ...options };
    return new Response(status === 200 ? "a=ice-ufrag:new\r\n" : "{}", { status });
  };
  return { peer, request };
}

test("a restart keeps the session and takes the new side", async () => {
  const { peer, request } = peerAnd(200);
  await restartIce(peer, "/whep/session/7", request);
  assert.equal(peer.restarted, true);
  assert.deepEqual([peer.asked.method, peer.asked.headers["if-match"]], ["PATCH", '"*"']);
  assert.match(peer.taken.sdp, /a=ice-ufrag:new/);
});

test("a session that is gone cannot be restarted", async () => {
  const { peer, request } = peerAnd(404);
  await assert.rejects(restartIce(peer, "/whep/session/7", request), RestartRefused);
  assert.equal(peer.taken, undefined);
});
