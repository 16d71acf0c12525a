"""Ends that really decode: libwebrtc and aiortc as viewers and publishers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from fractions import Fraction

import av
import numpy as np
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack

from bench.rig.decoding_viewer import DecodingViewer
from bench.rig.light_peer import LightPeer
from bench.rig.picture_source import FRAMES_PER_SECOND, EncodedFrame, PictureSource, encode
from tests.media.conftest import Stage, eventually

GOP_FRAMES = 20 * FRAMES_PER_SECOND  # nobody in a test lives to see the second keyframe


@pytest.fixture(scope="module")
def pictures() -> list[EncodedFrame]:
    return encode(4 * FRAMES_PER_SECOND, GOP_FRAMES, width=320, height=180)


@contextlib.asynccontextmanager
async def filming(peer: LightPeer, pictures: list[EncodedFrame]) -> AsyncIterator[PictureSource]:
    """Send pictures meanwhile."""
    source = PictureSource(peer, pictures)
    sending = asyncio.create_task(source.run())
    try:
        yield source
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


@contextlib.contextmanager
def decoding() -> Iterator[DecodingViewer]:
    viewer = DecodingViewer()
    try:
        yield viewer
    finally:
        viewer.close()


async def answer(stage: Stage, offer: str) -> str:
    return (await stage.service.add_viewer("show", offer)).sdp


async def test_a_viewer_in_the_middle_of_a_gop_sees_the_picture_at_once(
    stage: Stage, pictures: list[EncodedFrame]
) -> None:
    async with filming(await stage.publisher(), pictures) as source:
        # An encoder is asked for one keyframe, to learn whether it hears; the viewer must cause no other.
        await eventually(lambda: source.sent > FRAMES_PER_SECOND and stage.service.totals().plis_up == 1)
        with decoding() as viewer:
            assert await viewer.join(lambda offer: answer(stage, offer)) < 5.0
            assert await viewer.next_picture() == (320, 180)
            assert source.sent < GOP_FRAMES
    assert stage.service.totals().plis_up == 1
    health = stage.service.health("show")
    assert health is not None
    assert health.video is not None
    assert (health.video.codec, health.video.width, health.video.height) == ("VP8", 320, 180)


async def test_the_picture_goes_on_after_a_take_over(stage: Stage, pictures: list[EncodedFrame]) -> None:
    larger = encode(2 * FRAMES_PER_SECOND, GOP_FRAMES, width=480, height=270)
    async with filming(await stage.publisher(), pictures):
        await stage.live()
        with decoding() as viewer:
            await viewer.join(lambda offer: answer(stage, offer))
            async with filming(await stage.publisher(), larger), asyncio.timeout(10):
                while await viewer.next_picture() != (480, 270):
                    pass


class MovingSquare(VideoStreamTrack):
    """A small synthetic camera."""

    async def recv(self) -> av.VideoFrame:
        pts, time_base = await self.next_timestamp()
        canvas = np.full((120, 160, 3), 90, np.uint8)
        canvas[40:80, pts // 3000 % 120 : pts // 3000 % 120 + 40] = 250
        frame = av.VideoFrame.from_ndarray(canvas, "rgb24")
        frame.pts, frame.time_base = pts, Fraction(time_base)
        return frame


@contextlib.asynccontextmanager
async def connection() -> AsyncIterator[RTCPeerConnection]:
    opened = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        yield opened
    finally:
        await opened.close()


async def test_aiortc_publishes_and_another_aiortc_sees_it(stage: Stage) -> None:
    async with connection() as sender, connection() as receiver:
        sender.addTrack(MovingSquare())
        await sender.setLocalDescription()
        published = await stage.service.add_publisher("show", sender.localDescription.sdp)
        await sender.setRemoteDescription(RTCSessionDescription(published.sdp, "answer"))
        await stage.live()
        receiver.addTransceiver("video", "recvonly")
        await receiver.setLocalDescription()
        watched = await answer(stage, receiver.localDescription.sdp)
        await receiver.setRemoteDescription(RTCSessionDescription(watched, "answer"))
        async with asyncio.timeout(15):
            frame = await receiver.getReceivers()[0].track.recv()
        assert isinstance(frame, av.VideoFrame)
        assert (frame.width, frame.height) == (160, 120)
