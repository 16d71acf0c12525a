"""A real picture in several sizes, encoded beforehand, so that many layers cost a benchmark next to nothing.

It answers keyframe requests as browsers do: that layer's next frame is a keyframe (the loop leaps to one).
"""

import asyncio
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from bench.rig.light_peer import LightPeer
from media.clock import MediaClock
from media.rtcp import KeyframeRequest, Nack, parse_rtcp, write_sender_report

FRAMES_PER_SECOND = 30
_FRAGMENT_BYTES = 1100
_CLOCK_RATE = 90_000
_REPORT_SECONDS = 1.0
_KEPT_PACKETS = 2048
_ENCODERS = {"VP8": "libvpx", "H264": "libx264"}
_OPTIONS = {
    "VP8": {
        "deadline": "realtime",
        "cpu-used": "8",
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        "max-intra-rate": "400",
        "error-resilient": "1",
    },
    "H264": {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline"},
}


@dataclass(frozen=True, slots=True)
class Size:
    """One layer: its rid, its picture and what it takes."""

    rid: str
    width: int
    height: int
    bitrate_bps: int


LADDER = (Size("q", 160, 90, 150_000), Size("h", 320, 180, 550_000), Size("f", 640, 360, 2_200_000))


def encode_layer(codec: str, size: Size, frames: int, keyframe_every: int) -> list[tuple[bool, bytes]]:
    """Encode a moving picture at about the wanted rate; returns keyframe flags and frames."""
    context = av.CodecContext.create(_ENCODERS[codec], "w")
    if not isinstance(context, av.VideoCodecContext):
        raise TypeError("an encoder of pictures is wanted")
    context.width, context.height, context.pix_fmt = size.width, size.height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FRAMES_PER_SECOND), Fraction(FRAMES_PER_SECOND)
    context.bit_rate, context.gop_size = size.bitrate_bps, keyframe_every
    rate = str(size.bitrate_bps)
    context.options = _OPTIONS[codec] | {
        "maxrate": rate,
        "minrate": rate,
        "bufsize": str(size.bitrate_bps // 2),
    }
    kinds = av.video.frame.PictureType
    encoded = []
    for number, picture in enumerate(_pictures(size, frames)):
        picture.pts = number
        picture.pict_type = kinds.I if number % keyframe_every == 0 else kinds.NONE
        encoded += context.encode(picture)
    encoded += context.encode(None)
    return [(packet.is_keyframe, bytes(packet)) for packet in encoded]


def _pictures(size: Size, frames: int) -> Iterator[av.VideoFrame]:
    """A soft pattern that drifts, with a bright block that runs across it."""
    shape = (size.height // 12 + 2, size.width // 12 + 2)
    rough = np.random.default_rng(1).integers(40, 200, shape, np.uint8)
    wide = av.VideoFrame.from_ndarray(rough, "gray").reformat(
        width=size.width + 64, height=size.height + 64, interpolation="BICUBIC"
    )
    pattern = wide.to_ndarray()
    grain = np.random.default_rng(2).integers(0, 12, (size.height, size.width), np.uint8)
    for number in range(frames):
        offset = number % 60
        grey = pattern[offset : offset + size.height, offset // 2 : offset // 2 + size.width] + grain
        at = (number * 7) % (size.width * 3 // 4)
        grey[size.height // 3 : size.height // 2, at : at + size.width // 6] = 240
        yield av.VideoFrame.from_ndarray(np.ascontiguousarray(grey), "gray").reformat(format="yuv420p")


class LayeredSource:
    """Sends all layers over one light peer, with sender reports, repeats and keyframes on request."""

    def __init__(
        self, peer: LightPeer, codec: str, layers: Sequence[tuple[Size, list[tuple[bool, bytes]]]]
    ) -> None:
        self._peer = peer
        self._layers = [_LayerSender(peer, codec, n, frames) for n, (_, frames) in enumerate(layers)]
        self._clock = MediaClock(lambda: time.time_ns() // 1_000_000)
        self._reported = 0.0
        self.keyframe_requests = 0

    async def run(self) -> None:
        """Send at the frame rate until cancelled."""
        loop = asyncio.get_running_loop()
        start, tick = loop.time(), 0
        # Repeats are sent when they are asked for, as browsers do, not with the next frame.
        loop.add_reader(self._peer.socket, self._listen)
        try:
            while True:
                for layer in self._layers:
                    layer.send_frame(tick)
                self._report(tick)
                tick += 1
                await asyncio.sleep(max(0.0, start + tick / FRAMES_PER_SECOND - loop.time()))
        finally:
            loop.remove_reader(self._peer.socket)

    def _listen(self) -> None:
        by_ssrc = {layer.ssrc: layer for layer in self._layers}
        for compound in self._peer.read_rtcp():
            for item in parse_rtcp(compound):
                layer = by_ssrc.get(getattr(item, "ssrc", -1))
                if layer is not None and isinstance(item, KeyframeRequest):
                    self.keyframe_requests += 1
                    layer.leap()
                elif layer is not None and isinstance(item, Nack):
                    layer.repeat(item.sequences)

    def _report(self, tick: int) -> None:
        now = time.monotonic()
        if now - self._reported < _REPORT_SECONDS:
            return
        self._reported = now
        for layer in self._layers:
            stamp = layer.timestamp(tick)
            self._peer.send_rtcp(write_sender_report(layer.ssrc, self._clock.ntp(now), stamp, 0, 0))


class _LayerSender:
    def __init__(self, peer: LightPeer, codec: str, place: int, frames: list[tuple[bool, bytes]]) -> None:
        self._peer, self._codec, self._frames, self._place = peer, codec, frames, place
        self.ssrc = peer.layer_ssrc(place)
        self._first_time = 7_777 * (place + 1)
        self._sequence = 1000 * (place + 1)
        self._picture = 0x7F00 + 300 * place
        self._next = 0
        self._kept: dict[int, tuple[int, bytes, bool]] = {}

    def timestamp(self, tick: int) -> int:
        return self._first_time + tick * _CLOCK_RATE // FRAMES_PER_SECOND

    def leap(self) -> None:
        while not self._frames[self._next % len(self._frames)][0]:
            self._next += 1

    def send_frame(self, tick: int) -> None:
        _, data = self._frames[self._next % len(self._frames)]
        self._next += 1
        payloads = _vp8(data, self._picture) if self._codec == "VP8" else _h264(data)
        self._picture += 1
        for number, payload in enumerate(payloads):
            self._send(self._sequence, self.timestamp(tick), payload, marker=number == len(payloads) - 1)
            self._kept[self._sequence & 0xFFFF] = (self.timestamp(tick), payload, number == len(payloads) - 1)
            self._sequence += 1
        while len(self._kept) > _KEPT_PACKETS:
            del self._kept[next(iter(self._kept))]

    def repeat(self, sequences: Sequence[int]) -> None:
        for sequence in sequences:
            if found := self._kept.get(sequence):
                stamp, payload, marker = found
                self._peer.send_layer_rtx(self._place, sequence, stamp, payload, marker=marker)

    def _send(self, sequence: int, stamp: int, payload: bytes, *, marker: bool) -> None:
        self._peer.send_layer_rtp(self._place, sequence, stamp, payload, marker=marker)


def _vp8(data: bytes, picture: int) -> list[bytes]:
    """Pack a frame as browsers do (RFC 7741): with picture numbers and one temporal layer."""
    packed = []
    for at in range(0, len(data), _FRAGMENT_BYTES):
        begins = 0x10 if at == 0 else 0
        head = struct.pack("!BBHBB", 0x80 | begins, 0xE0, 0x8000 | picture & 0x7FFF, picture & 0xFF, 0x00)
        packed.append(head + data[at : at + _FRAGMENT_BYTES])
    return packed


def _h264(data: bytes) -> list[bytes]:
    """Pack a frame of start-code units (RFC 6184): small ones alone, large ones in fragments."""
    packed: list[bytes] = []
    units = [unit for unit in data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if unit]
    for unit in units:
        if len(unit) <= _FRAGMENT_BYTES:
            packed.append(unit)
            continue
        head, body = unit[0], unit[1:]
        for at in range(0, len(body), _FRAGMENT_BYTES):
            begins, ends = at == 0, at + _FRAGMENT_BYTES >= len(body)
            marks = (0x80 if begins else 0) | (0x40 if ends else 0) | head & 31
            packed.append(bytes([head & 0xE0 | 28, marks]) + body[at : at + _FRAGMENT_BYTES])
    return packed
