"""A real VP8 picture that repeats, with keyframes exactly where they are wanted and never on request."""

import asyncio
import struct
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from bench.rig.light_peer import LightPeer

FRAMES_PER_SECOND = 30
_FRAGMENT_BYTES = 1100
_CLOCK_RATE = 90_000
_BRIGHT = 190
_BLURRED = 3


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One frame as its encoder packs it; `number` is its place in the order of showing (H264)."""

    is_keyframe: bool
    data: bytes
    number: int = 0


def encode(frames: int, keyframe_every: int, *, width: int = 640, height: int = 360) -> list[EncodedFrame]:
    """Encode a moving picture of about 1 Mbit/s."""
    context = av.CodecContext.create("libvpx", "w")
    if not isinstance(context, av.VideoCodecContext):
        raise TypeError("libvpx encodes video")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FRAMES_PER_SECOND), Fraction(FRAMES_PER_SECOND)
    context.thread_count = 1  # its threads wait by spinning, which on a busy machine takes for ever
    context.bit_rate, context.gop_size = 1_000_000, keyframe_every
    context.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "auto-alt-ref": "0"}
    packets = []
    for number, picture in enumerate(_pictures(frames, width, height)):
        picture.pts = number
        forced = (
            av.video.frame.PictureType.I if number % keyframe_every == 0 else av.video.frame.PictureType.NONE
        )
        picture.pict_type = forced
        packets += context.encode(picture)
    packets += context.encode(None)
    return [EncodedFrame(packet.is_keyframe, bytes(packet)) for packet in packets]


def encode_h264(
    frames: int, keyframe_every: int, *, profile: str = "baseline", b_frames: int = 0
) -> list[EncodedFrame]:
    """Encode a moving picture as OBS does: in decoding order, Annex B, keyframes with SPS and PPS."""
    context = av.CodecContext.create("libx264", "w")
    if not isinstance(context, av.VideoCodecContext):
        raise TypeError("libx264 encodes video")
    context.width, context.height, context.pix_fmt = 640, 360, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FRAMES_PER_SECOND), Fraction(FRAMES_PER_SECOND)
    context.bit_rate, context.gop_size, context.max_b_frames = 1_000_000, keyframe_every, b_frames
    context.options = {
        "preset": "ultrafast",
        "profile": profile,
        "x264-params": f"scenecut=0:keyint={keyframe_every}:bframes={b_frames}:cabac={int(profile == 'high')}"
        f":8x8dct={int(profile == 'high')}:b-adapt=0:sliced-threads=0",
    }
    packets = []
    for number, picture in enumerate(_pictures(frames, 640, 360)):
        picture.pts = number
        packets += context.encode(picture)
    packets += context.encode(None)
    return [EncodedFrame(packet.is_keyframe, bytes(packet), packet.pts or 0) for packet in packets]


def h264_payloads(data: bytes) -> list[bytes]:
    """Cut an access unit (Annex B) into RTP payloads (RFC 6184): single units, or fragments of large ones."""
    payloads: list[bytes] = []
    for unit in filter(None, (piece.rstrip(b"\0") for piece in data.split(b"\0\0\1"))):
        if len(unit) <= _FRAGMENT_BYTES:
            payloads.append(unit)
            continue
        indicator, kind = unit[0] & 0xE0 | 28, unit[0] & 0x1F
        for at in range(1, len(unit), _FRAGMENT_BYTES):
            ends = at + _FRAGMENT_BYTES >= len(unit)
            flags = (0x80 if at == 1 else 0) | (0x40 if ends else 0)
            payloads.append(bytes([indicator, flags | kind]) + unit[at : at + _FRAGMENT_BYTES])
    return payloads


def _pictures(frames: int, width: int, height: int) -> Iterator[av.VideoFrame]:
    noise = np.random.default_rng(1).integers(60, 190, (height + 64, width + 64), np.uint8)
    for number in range(frames):
        offset = number % 60
        grey = noise[offset : offset + height, offset // 2 : offset // 2 + width] // 4 + 96
        x = block_place(number, width)
        grey[height // 3 : height // 3 + 80, x : x + 80] = 240
        yield av.VideoFrame.from_ndarray(np.dstack([grey] * 3), "rgb24").reformat(format="yuv420p")


def block_place(number: int, width: int) -> int:
    """Where the bright block begins that tells pictures apart; at a width of 640, 80 in a row differ."""
    return number * 7 % (width - 80)


class PictureSource:
    """Sends encoded frames round and round over a light peer; feedback is ignored."""

    def __init__(self, peer: LightPeer, frames: list[EncodedFrame]) -> None:
        self._peer = peer
        self._frames = frames
        self._sequence = 0
        self._moments: deque[tuple[int, float]] = deque(maxlen=64)
        self.sent = 0

    async def run(self) -> None:
        """Send at the frame rate until cancelled."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        while True:
            self.send_frame()
            await asyncio.sleep(max(0.0, start + self.sent / FRAMES_PER_SECOND - loop.time()))

    def send_frame(self) -> None:
        """Send the next frame (RFC 7741)."""
        data = self._frames[self.sent % len(self._frames)].data
        for at in range(0, len(data), _FRAGMENT_BYTES):
            begins = 0x10 if at == 0 else 0
            descriptor = struct.pack("!BBH", 0x80 | begins, 0x80, 0x8000 | self.sent & 0x7FFF)
            self._peer.send_rtp(
                sequence=self._sequence,
                timestamp=self.sent * _CLOCK_RATE // FRAMES_PER_SECOND,
                payload=descriptor + data[at : at + _FRAGMENT_BYTES],
                marker=at + _FRAGMENT_BYTES >= len(data),
            )
            self._sequence += 1
        self._moments.append((self.sent % len(self._frames), time.monotonic()))
        self.sent += 1

    def age(self, row: bytes, now: float) -> float | None:
        """How long ago a picture was sent, by a row of its pixels; None if that is more than two seconds."""
        left = next((x for x in range(len(row) - 40) if min(row[x : x + 40]) > _BRIGHT), None)
        if left is None:
            return None
        found = [at for number, at in self._moments if abs(block_place(number, len(row)) - left) <= _BLURRED]
        return now - found[-1] if found else None
