"""A viewer in real Chromium, for codecs that the light decoders lack: notes the gaps between its pictures."""

from collections.abc import Awaitable, Callable
from typing import Any, Self

from playwright.async_api import Browser, Page

_WATCH = """async (codec) => {
  const peer = (window.peer = new RTCPeerConnection());
  const video = document.createElement("video");
  Object.assign(video, { muted: true, autoplay: true, width: 320 });
  document.body.append(video);
  peer.ontrack = ({ track }) => (video.srcObject = new MediaStream([track]));
  const transceiver = peer.addTransceiver("video", { direction: "recvonly" });
  const known = RTCRtpReceiver.getCapabilities("video").codecs;
  const wanted = ({ mimeType }) => mimeType === `video/${codec}` || mimeType === "video/rtx";
  transceiver.setCodecPreferences(known.filter(wanted));
  window.gaps = [];
  let last = 0;
  const shown = (now, { presentedFrames }) => {
    if (last) window.gaps.push(now - last);
    last = now;
    window.pictures = presentedFrames;
    video.requestVideoFrameCallback(shown);
  };
  video.requestVideoFrameCallback(shown);
  await peer.setLocalDescription();
  await peer.setRemoteDescription({ type: "answer", sdp: await window.ask(peer.localDescription.sdp) });
}"""
_RECEIVED = """async () => {
  for (const row of (await window.peer.getStats()).values())
    if (row.type === "inbound-rtp" && row.kind === "video")
      return {
        frames_decoded: row.framesDecoded, frames_dropped: row.framesDropped, freezes: row.freezeCount,
        frozen_seconds: row.totalFreezesDuration, keyframe_requests: row.pliCount + row.firCount,
        height: row.frameHeight ?? 0, packets_lost: row.packetsLost, nacks: row.nackCount,
      };
  return {};
}"""


class ChromiumViewer:
    """Watches one stream's video in a page of its own."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @classmethod
    async def join(cls, browser: Browser, codec: str, ask: Callable[[str], Awaitable[str]]) -> Self:
        """Open a page and negotiate."""
        page = await browser.new_page()
        await page.expose_function("ask", ask)
        await page.evaluate(_WATCH, codec)
        return cls(page)

    async def received(self) -> dict[str, float]:
        """What Chromium says of the picture (W3C webrtc-stats)."""
        found: dict[str, float] = await self._page.evaluate(_RECEIVED)
        return found

    async def gaps_ms(self) -> list[float]:
        """Take the times between the pictures shown since the last call."""
        gaps: list[Any] = await self._page.evaluate("() => window.gaps.splice(0)")
        return [float(gap) for gap in gaps]

    async def close(self) -> None:
        """Leave."""
        await self._page.close()
