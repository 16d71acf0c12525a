"""WHIP and WHEP clients that are not ours: libwebrtc, the engine of Chromium, without a browser around it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import webrtc

WIDTH, HEIGHT = 320, 240
FRAMES_PER_S = 15
SDP = {"Content-Type": "application/sdp"}
STEP_SECONDS = 10.0


class RefusedError(Exception):
    """The server answered an offer with something other than 201."""

    def __init__(self, status: int, body: str, retry_after: str | None) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body
        self.retry_after = retry_after


class Peer:
    """One peer connection and the HTTP session behind it."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client
        self._session_url: str | None = None
        self.connection = webrtc.RTCPeerConnection()

    async def exchange(self, url: str, key: str | None = None) -> None:
        """Posts the offer and takes the answer (RFC 9725 section 4.2).

        Raises:
            RefusedError: The answer was not 201.
        """
        await self.connection.set_local_description(await self.connection.create_offer())
        headers = SDP | ({"Authorization": f"Bearer {key}"} if key else {})
        offer = self.connection.local_description
        assert offer is not None
        async with self._client.post(url, data=offer.sdp, headers=headers) as answer:
            body = await answer.text()
            if answer.status != 201:
                raise RefusedError(answer.status, body, answer.headers.get("Retry-After"))
            self._session_url = str(answer.url.join(answer.url.with_path(answer.headers["Location"])))
        await self.connection.set_remote_description(webrtc.RTCSessionDescription(type="answer", sdp=body))

    async def hang_up(self, key: str | None = None) -> int:
        """Deletes the session; returns the status."""
        assert self._session_url is not None
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with self._client.delete(self._session_url, headers=headers) as answer:
            return answer.status

    def vanish(self) -> None:
        """Closes the connection without telling the server, as a crash does."""
        self.connection.close()


class Encoder(Peer):
    """A WHIP publisher whose picture is one grey all over."""

    def __init__(self, client: aiohttp.ClientSession, luma: int) -> None:
        super().__init__(client)
        self._picture = bytes([luma]) * (WIDTH * HEIGHT) + bytes([128]) * (WIDTH * HEIGHT // 2)
        self._generator = webrtc.VideoTrackGenerator()
        self.connection.add_transceiver(
            self._generator.track, webrtc.RTCRtpTransceiverInit(direction="sendonly")
        )

    async def paint(self) -> None:
        """Writes frames until cancelled."""
        writer = self._generator.writable.get_writer()
        timestamp_us = 0
        while True:
            shape = webrtc.VideoFrameBufferInit(
                format="I420", coded_width=WIDTH, coded_height=HEIGHT, timestamp=timestamp_us
            )
            await writer.write(webrtc.VideoFrame(self._picture, shape))
            timestamp_us += 1_000_000 // FRAMES_PER_S
            await asyncio.sleep(1 / FRAMES_PER_S)


class Player(Peer):
    """A WHEP viewer that looks at the pixels it decodes."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        super().__init__(client)
        receive = webrtc.RTCRtpTransceiverInit(direction="recvonly")
        self.connection.add_transceiver("audio", receive)
        video = self.connection.add_transceiver("video", receive)
        processor = webrtc.MediaStreamTrackProcessor(
            webrtc.MediaStreamTrackProcessorInit(video.receiver.track)
        )
        self._reader = processor.readable.get_reader()

    async def luma(self) -> int:
        """The grey in the middle of the next decoded frame, 0 to 255."""
        result = await self._reader.read()
        frame = result.value
        assert isinstance(frame, webrtc.VideoFrame), "the track has ended"
        pixels = bytearray(frame.allocation_size())
        await frame.copy_to(pixels)
        width, height = frame.coded_width, frame.coded_height
        frame.close()
        return pixels[(height // 2) * width + width // 2]

    async def until_luma(self, luma: int, *, tolerance: int = 8) -> None:
        """Watches until a frame of this grey is decoded."""
        async with asyncio.timeout(STEP_SECONDS):
            while abs(await self.luma() - luma) > tolerance:
                pass


@contextlib.asynccontextmanager
async def publishing(client: aiohttp.ClientSession, url: str, key: str, luma: int) -> AsyncIterator[Encoder]:
    """An encoder that is on air until the block ends without a word, as a crash does."""
    encoder = Encoder(client, luma)
    painting = asyncio.create_task(encoder.paint())
    try:
        await encoder.exchange(url, key)
        yield encoder
    finally:
        painting.cancel()
        await asyncio.gather(painting, return_exceptions=True)
        encoder.vanish()


@contextlib.asynccontextmanager
async def watching(client: aiohttp.ClientSession, url: str) -> AsyncIterator[Player]:
    """A viewer of the show until the block ends."""
    player = Player(client)
    try:
        await player.exchange(url)
        yield player
    finally:
        player.vanish()
