"""A viewer that really decodes: libwebrtc, by the `wrtc` package."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import webrtc

_FIRST_FRAME_SECONDS = 10.0

AskForAnswer = Callable[[str], Awaitable[str]]


class DecodingViewer:
    """Watches one stream's video."""

    def __init__(self) -> None:
        self._connection = webrtc.RTCPeerConnection()
        receiving = webrtc.RTCRtpTransceiverInit(direction="recvonly")
        track = self._connection.add_transceiver("video", receiving).receiver.track
        processing = webrtc.MediaStreamTrackProcessorInit(track=track)
        self._pictures = webrtc.MediaStreamTrackProcessor(processing).readable.get_reader()

    async def join(self, ask: AskForAnswer) -> float:
        """Negotiate and wait for the first picture; returns the seconds from the answer to it."""
        await self._connection.set_local_description(await self._connection.create_offer())
        while self._connection.ice_gathering_state != "complete":  # noqa: ASYNC110  libwebrtc's own thread
            await asyncio.sleep(0.01)
        offer = self._connection.local_description
        if offer is None:
            raise RuntimeError("libwebrtc made no offer")
        answer = await ask(offer.sdp)
        begun = time.monotonic()
        await self._connection.set_remote_description(webrtc.RTCSessionDescription(type="answer", sdp=answer))
        async with asyncio.timeout(_FIRST_FRAME_SECONDS):
            await self.next_picture()
        return time.monotonic() - begun

    async def next_picture(self) -> tuple[int, int]:
        """Wait for a decoded picture; returns its size."""
        picture = await self._next()
        size = (picture.coded_width, picture.coded_height)
        picture.close()
        return size

    async def next_row(self, place: float) -> bytes:
        """Wait for a decoded picture; returns the brightness along one row (0: the top, 1: the foot)."""
        picture = await self._next()
        data = bytearray(picture.allocation_size())
        luma = (await picture.copy_to(data))[0]
        start = luma.offset + int(place * (picture.coded_height - 1)) * luma.stride
        row = bytes(data[start : start + picture.coded_width])
        picture.close()
        return row

    async def _next(self) -> webrtc.VideoFrame:
        picture = (await self._pictures.read()).value
        if not isinstance(picture, webrtc.VideoFrame):
            raise EOFError("the track has ended")  # noqa: TRY004  a None is the end
        return picture

    async def received(self) -> dict[str, float]:
        """What libwebrtc says of the picture: frames, freezes, requests, losses (W3C webrtc-stats)."""
        report = await self._connection.get_stats()
        for row in report.values():
            if isinstance(row, webrtc.RTCInboundRtpStreamStats) and row.kind == "video":
                return {
                    "frames_decoded": row.frames_decoded or 0,
                    "frames_dropped": row.frames_dropped or 0,
                    "freezes": row.freeze_count or 0,
                    "frozen_seconds": row.total_freezes_duration or 0.0,
                    "keyframe_requests": (row.pli_count or 0) + (row.fir_count or 0),
                    "height": row.frame_height or 0,
                    "packets_lost": row.packets_lost or 0,
                    "nacks": row.nack_count or 0,
                }
        return {}

    def close(self) -> None:
        """Leave."""
        self._connection.close()
