"""An encoder with B-frames, High profile and 8 s between keyframes: what its seller is told, and when."""

import asyncio
import time

from bench.rig.light_peer import LightPeer
from bench.rig.picture_source import FRAMES_PER_SECOND, EncodedFrame, encode_h264, h264_payloads
from server.shows.advice import advise
from tests.media.conftest import Stage

WARNED_WITHIN_SECONDS = 3.0
UNSAFE = {"b_frames", "profile_high", "keyframes_rare"}


async def send(peer: LightPeer, frames: list[EncodedFrame]) -> None:
    """Send frames at their rate, deaf to everything."""
    sequence, began = 0, time.monotonic()
    for place, frame in enumerate(frames):
        payloads = h264_payloads(frame.data)
        for payload in payloads:
            last = payload is payloads[-1]
            peer.send_rtp(sequence=sequence, timestamp=frame.number * 3000, payload=payload, marker=last)
            sequence += 1
        await asyncio.sleep(max(0.0, began + (place + 1) / FRAMES_PER_SECOND - time.monotonic()))


async def test_b_frames_high_profile_and_an_8_s_gop_are_told_within_3_s(stage: Stage) -> None:
    frames = encode_h264(4 * FRAMES_PER_SECOND, 8 * FRAMES_PER_SECOND, profile="high", b_frames=2)
    peer = await stage.publisher(codec="H264")
    sending = asyncio.create_task(send(peer, frames))
    try:
        async with asyncio.timeout(WARNED_WITHIN_SECONDS):
            told: set[str] = set()
            while not told >= UNSAFE:
                await asyncio.sleep(0.02)
                health = stage.service.health("show")
                told = {advice.code for advice in advise(health)} if health else set()
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
