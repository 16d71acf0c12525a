"""Encoders that make frames of planned sizes, and no pictures."""

import random
import struct
from dataclasses import dataclass

from media.keyframe_requests import KeyframeRequests
from media.track import Track

FRAMES_PER_SECOND = 30
_PACKET_OCTETS = 1100


@dataclass(frozen=True, slots=True)
class LayerPlan:
    """What an encoder makes of one layer; a keyframe is so many times as large as the average frame."""

    rid: str
    height: int
    bitrate_bps: int
    keyframe_factor: float = 4.0


THREE_LAYERS = (
    LayerPlan("f", 720, 2_200_000),
    LayerPlan("h", 360, 550_000),
    LayerPlan("q", 180, 150_000),
)


class Encoder:
    """Writes frames of the planned sizes, give or take a fifth, into a track."""

    def __init__(self, plan: LayerPlan, number: int, track: Track, gop_frames: int) -> None:
        self.plan, self.track, self.gop_frames = plan, track, gop_frames
        self._number = number
        self._dice = random.Random(number)  # noqa: S311  repeatable sizes
        self._since_key = gop_frames
        self._sequence, self._frame = 100 * number, 1000 * number
        self.requests = KeyframeRequests()
        self.leaps = False

    def shoot(self, now: float) -> None:
        """Send one frame."""
        is_key = self.leaps or self._since_key >= self.gop_frames
        self.leaps = False
        self._since_key = 1 if is_key else self._since_key + 1
        average = self.plan.bitrate_bps / 8 / FRAMES_PER_SECOND
        lighter = (self.gop_frames - self.plan.keyframe_factor) / max(1, self.gop_frames - 1)
        size = average * (self.plan.keyframe_factor if is_key else lighter * self._dice.uniform(0.8, 1.2))
        left = max(40, int(size))
        first = True
        while left > 0:
            room = min(left, _PACKET_OCTETS)
            left -= room
            self.track.write(
                self._sequence & 0xFFFF,
                self._frame * 3000 & 0xFFFFFFFF,
                self._payload(room, is_key=is_key, first=first),
                now,
                marker=left <= 0,
            )
            self._sequence += 1
            first = False
        self._frame += 1
        self.track.flush()

    def _payload(self, size: int, *, is_key: bool, first: bool) -> bytes:
        """A VP8 descriptor, the head of a frame where one begins, filling, and what the viewer reads."""
        head = bytes([0x80 | (0x10 if first else 0), 0x80]) + struct.pack("!H", 0x8000 | self._frame & 0x7FFF)
        if first and is_key:
            sizes = struct.pack("<HH", self.plan.height * 16 // 9, self.plan.height)
            head += b"\x00\x00\x00\x9d\x01\x2a" + sizes
        elif first:
            head += b"\x01\x00\x00"
        tail = bytes([self._number, is_key, first])
        return head + bytes(max(0, size - len(head) - len(tail))) + tail
