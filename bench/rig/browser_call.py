"""What a picture costs two browsers by their own account, and a call between them without a server."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Self

from playwright.async_api import Page

_RATE_BPS = 2_500_000
# Notes the page's connections, the newest last.
WATCH_PEERS = """
window.peers = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) { super(...given); window.peers.push(this); }
};
"""
_ROWS = """async () => {
    const rows = [...(await window.peers.at(-1).getStats()).values()];
    const videos = rows.filter((row) => row.kind === "video" && /^(in|out)bound-rtp$/.test(row.type));
    const best = videos.sort((a, b) => (b.frameHeight ?? 0) - (a.frameHeight ?? 0))[0];
    return { ...best, codec: rows.find((row) => row.id === best.codecId)?.mimeType ?? "" };
}"""
_OFFER = """async ({ codec, rate }) => {
    const peer = new RTCPeerConnection();
    const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks();
    const sending = { direction: "sendonly", sendEncodings: [{ maxBitrate: rate }] };
    const transceiver = peer.addTransceiver(track, sending);
    const known = RTCRtpSender.getCapabilities("video").codecs;
    const wanted = [codec, "video/rtx"];
    transceiver.setCodecPreferences(known.filter(({ mimeType }) => wanted.includes(mimeType)));
    await peer.setLocalDescription();
    while (peer.iceGatheringState !== "complete") await new Promise((resolve) => setTimeout(resolve, 10));
    return peer.localDescription.sdp.replace(/(a=fmtp:\\d+ )(?!apt)/g, "$1x-google-start-bitrate=2500;");
}"""
_ANSWER = """async (sdp) => {
    const stage = document.createElement("video-stage");
    const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true });
    stage.append(video);
    document.body.append(stage);
    const peer = new RTCPeerConnection();
    peer.ontrack = ({ track }) => (video.srcObject = new MediaStream([track]));
    await peer.setRemoteDescription({ type: "offer", sdp });
    await peer.setLocalDescription();
    while (peer.iceGatheringState !== "complete") await new Promise((resolve) => setTimeout(resolve, 10));
    return peer.localDescription.sdp;
}"""
_TAKE = "(sdp) => window.peers.at(-1).setRemoteDescription({ type: 'answer', sdp })"


@dataclass(frozen=True, slots=True)
class Spent:
    """Sums of the two ends (W3C webrtc-stats), seconds and counts; of the best layer if there are several."""

    codec: str
    encode: float
    encoded: float
    send_delay: float
    sent: float
    buffer: float
    emitted: float
    decode: float
    decoded: float

    def since(self, before: Self) -> "Spent":
        """What came between two looks."""
        names = [field.name for field in dataclasses.fields(self) if field.name != "codec"]
        return Spent(self.codec, **{name: getattr(self, name) - getattr(before, name) for name in names})

    def figures(self, prefix: str) -> dict[str, float]:
        """Averages in milliseconds a frame; `send_delay` is of a packet, before it leaves the browser."""
        return {
            f"{prefix}encode_ms": _each(self.encode, self.encoded),
            f"{prefix}send_delay_ms": _each(self.send_delay, self.sent),
            f"{prefix}jitter_buffer_ms": _each(self.buffer, self.emitted),
            f"{prefix}decode_ms": _each(self.decode, self.decoded),
        }


async def spent(seller: Page, viewer: Page) -> Spent:
    """Look at the newest connection of both."""
    out: dict[str, Any] = await seller.evaluate(_ROWS)
    came: dict[str, Any] = await viewer.evaluate(_ROWS)
    return Spent(
        codec=str(came["codec"]),
        encode=out["totalEncodeTime"],
        encoded=out["framesEncoded"],
        send_delay=out["totalPacketSendDelay"],
        sent=out["packetsSent"],
        buffer=came["jitterBufferDelay"],
        emitted=came["jitterBufferEmittedCount"],
        decode=came["totalDecodeTime"],
        decoded=came["framesDecoded"],
    )


async def call_directly(url: str, seller: Page, viewer: Page, *, codec: str) -> None:
    """Leave the show, and send the camera's picture straight from one page to the other."""
    for page in (seller, viewer):
        await page.goto(f"{url}/healthz")
    offer = await seller.evaluate(_OFFER, {"codec": codec, "rate": _RATE_BPS})
    await seller.evaluate(_TAKE, await viewer.evaluate(_ANSWER, offer))
    is_whole = "() => document.querySelector('video').videoHeight === 720"
    await viewer.wait_for_function(is_whole, timeout=60_000)


def _each(seconds: float, count: float) -> float:
    return round(1000 * seconds / count, 1) if count else 0.0
