"""Real encoded picture and sound, and their RTP payloads, for whatever reads streams."""

import contextlib
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np

from media.codecs import Format

FRAMES_PER_SECOND = 30
FRAGMENT_BYTES = 1100
OPUS_TICKS = 960
_ENCODERS = {"H264": "libx264", "VP8": "libvpx", "VP9": "libvpx-vp9", "AV1": "libsvtav1"}
_X264 = "keyint={0}:min-keyint={0}:scenecut=0:repeat-headers=1"


@dataclass(frozen=True, slots=True)
class CodedFrame:
    """One frame in decode order; `shown` counts frames in the order in which they are shown."""

    data: bytes
    is_key: bool
    shown: int


def video_format(codec: str) -> Format:
    """A format as an offer would have it."""
    return Format("video", codec, 96, 97, 90_000, 1, "", ("nack", "nack pli"))


AUDIO_FORMAT = Format("audio", "OPUS", 111, None, 48_000, 2, "", ())


@lru_cache
def picture(
    codec: str,
    frames: int,
    *,
    size: tuple[int, int] = (320, 180),
    keyframe_every: int = 60,
    b_frames: int = 0,
    bitrate: int = 300_000,
) -> tuple[CodedFrame, ...]:
    """Encode a moving picture with the frame's number in bars at its top (see `numbered`)."""
    context = av.CodecContext.create(_ENCODERS[codec], "w")
    if not isinstance(context, av.VideoCodecContext):
        raise TypeError(f"{codec} encodes video")
    context.width, context.height = size
    context.pix_fmt, context.bit_rate, context.gop_size = "yuv420p", bitrate, keyframe_every
    context.time_base, context.framerate = Fraction(1, FRAMES_PER_SECOND), Fraction(FRAMES_PER_SECOND)
    context.options = {
        "H264": {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "x264-params": _X264.format(keyframe_every) + f":bframes={b_frames}:b-adapt=0",
        },
        "VP8": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
        "VP9": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
        "AV1": {"preset": "12", "svtav1-params": f"pred-struct=1:rc=2:keyint={keyframe_every}"},
    }[codec]
    packets = []
    with _scheduled_as_before():
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(numbered(number, *size), format="yuv420p")
            frame.pts = number
            packets += context.encode(frame)
        packets += context.encode(None)
    return tuple(CodedFrame(bytes(p), p.is_keyframe, p.pts or 0) for p in packets)


@contextlib.contextmanager
def _scheduled_as_before() -> Iterator[None]:
    """Take back the real-time priority that libsvtav1 gives its caller where it may, and all children get."""
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def numbered(number: int, width: int, height: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Draw a texture that moves, with 16 bars of the number's bits and 4 of its check in the top eighth."""
    image = np.full((height * 3 // 2, width), 128, np.uint8)
    moved = np.roll(_texture(width, height), (number // 3, number // 2), (0, 1)).repeat(8, 0).repeat(8, 1)
    image[:height] = moved[:height, :width]
    check = (number ^ number >> 4 ^ number >> 8 ^ number >> 12) & 15
    for bar in range(20):
        bit = number >> bar & 1 if bar < 16 else check >> (bar - 16) & 1
        image[: height // 8, bar * width // 20 : (bar + 1) * width // 20] = 235 if bit else 16
    return image


@lru_cache
def _texture(width: int, height: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(1).integers(60, 190, (height // 8 + 40, width // 8 + 40), np.uint8)


@lru_cache
def tone(seconds: float) -> tuple[bytes, ...]:
    """Encode a sine of 440 Hz, 20 ms a packet."""
    context = av.CodecContext.create("libopus", "w")
    if not isinstance(context, av.AudioCodecContext):
        raise TypeError("Opus encodes sound")
    context.sample_rate, context.layout, context.format = 48_000, "stereo", "s16"
    context.bit_rate, context.time_base = 64_000, Fraction(1, 48_000)
    packets = []
    for number in range(round(seconds * 50)):
        times = (np.arange(OPUS_TICKS) + number * OPUS_TICKS) / 48_000
        wave = (np.sin(2 * np.pi * 440 * times) * 6000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.repeat(wave, 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, number * OPUS_TICKS, Fraction(1, 48_000)
        packets += context.encode(frame)
    return tuple(bytes(packet) for packet in packets)


def payloads(codec: str, frame: CodedFrame) -> list[bytes]:
    """Pack one frame into RTP payloads."""
    if codec == "H264":
        return list(_h264_payloads(frame.data))
    if codec == "AV1":
        return list(_av1_payloads(frame))
    pieces = [frame.data[at : at + FRAGMENT_BYTES] for at in range(0, len(frame.data), FRAGMENT_BYTES)]
    heads = {"VP8": _vp8_head, "VP9": _vp9_head}[codec]
    return [
        heads(frame, first=index == 0, last=index == len(pieces) - 1) + piece
        for index, piece in enumerate(pieces)
    ]


def nal_units(annex_b: bytes) -> list[bytes]:
    """Split a byte stream of H264 at its start codes."""
    return [unit.rstrip(b"\0") for unit in annex_b.split(b"\0\0\1") if unit.rstrip(b"\0")]


def _h264_payloads(annex_b: bytes) -> Iterator[bytes]:
    units = nal_units(annex_b)
    parameters = [unit for unit in units if unit[0] & 31 in {7, 8}]
    if parameters:
        yield bytes([24]) + b"".join(struct.pack("!H", len(unit)) + unit for unit in parameters)
    for unit in units:
        if unit in parameters:
            continue
        if len(unit) <= FRAGMENT_BYTES:
            yield unit
            continue
        pieces = [unit[at : at + FRAGMENT_BYTES] for at in range(1, len(unit), FRAGMENT_BYTES)]
        for index, piece in enumerate(pieces):
            edge = (0x80 if index == 0 else 0) | (0x40 if index == len(pieces) - 1 else 0)
            yield bytes([unit[0] & 0xE0 | 28, edge | unit[0] & 31]) + piece


def _vp8_head(frame: CodedFrame, *, first: bool, last: bool) -> bytes:  # noqa: ARG001 - as the others
    return struct.pack("!BBH", 0x80 | (0x10 if first else 0), 0x80, 0x8000 | frame.shown & 0x7FFF)


def _vp9_head(frame: CodedFrame, *, first: bool, last: bool) -> bytes:
    flags = 0x80 | (0 if frame.is_key else 0x40) | (0x08 if first else 0) | (0x04 if last else 0)
    return struct.pack("!BH", flags, 0x8000 | frame.shown & 0x7FFF)


def _av1_payloads(frame: CodedFrame) -> Iterator[bytes]:
    """One OBU element a packet, fragmented where it is long."""
    units = [unit for unit in _obus(frame.data) if unit[0] >> 3 & 15 != 2]
    begins = 0x08 if frame.is_key else 0
    for unit in units:
        pieces = [unit[at : at + FRAGMENT_BYTES] for at in range(0, len(unit), FRAGMENT_BYTES)]
        for index, piece in enumerate(pieces):
            edges = (0x80 if index else 0) | (0x40 if index < len(pieces) - 1 else 0)
            yield bytes([edges | 0x10 | begins]) + piece
            begins = 0


def _obus(data: bytes) -> Iterator[bytes]:
    """Split a temporal unit; each OBU without its size field, as RTP carries it."""
    position = 0
    while position < len(data):
        head = data[position]
        position += 2 if head & 4 else 1
        size = shift = 0
        while True:
            byte = data[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield bytes([head & ~2]) + data[position : position + size]
        position += size


def frame_numbers(frames: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]) -> list[int | None]:
    """Read the numbers back from the luma of decoded frames; None where the check fails."""
    found: list[int | None] = []
    for luma in frames:
        height, width = luma.shape[0], luma.shape[1]
        row = luma[height // 16, :].astype(int)
        bits = [int(row[int((bar + 0.5) * width / 20)] > 125) for bar in range(20)]
        number = sum(bit << place for place, bit in enumerate(bits[:16]))
        check = sum(bit << place for place, bit in enumerate(bits[16:]))
        found.append(number if check == (number ^ number >> 4 ^ number >> 8 ^ number >> 12) & 15 else None)
    return found
