"""Writes initialisation segments by PyAV, which knows the configuration box of every codec."""

import io
import struct
from fractions import Fraction
from typing import NamedTuple

import av
from av.video.stream import VideoStream

from media.hls.cutting import VIDEO_RATE
from media.hls.frames import Frame, length_prefixed
from media.hls.opus import RATE

_MP4 = {"movflags": "cmaf+frag_custom"}
_IVF = struct.Struct("<4sHH4sHHIIII")
_IVF_FRAME = struct.Struct("<IQ")
_FOURCC = {"VP9": b"VP90", "AV1": b"AV01"}


class Init(NamedTuple):
    """An initialisation segment.

    Attributes:
        data: ftyp and moov.
        codec: By RFC 6381, as playlists and MSE want it.
        width: Of the picture; 0 for sound.
        height: Likewise.
    """

    data: bytes
    codec: str
    width: int = 0
    height: int = 0


class InitUnreadable(Exception):
    """The keyframe does not tell what a decoder needs."""


def video_init(codec: str, keyframe: Frame, parameters: tuple[bytes, ...]) -> Init:
    """Make the segment from the first keyframe alone.

    Args:
        codec: H264, VP9 or AV1.
        keyframe: The frame.
        parameters: The parameter sets in force (H264).

    Raises:
        InitUnreadable: a damaged keyframe, or parameter sets are missing.
    """
    try:
        with av.open(io.BytesIO(_as_file(codec, keyframe, parameters)), format=_format(codec)) as source:
            stream = source.streams.video[0]
            data = _written(stream)
            context = stream.codec_context
            return Init(data, _codec_string(codec, data), context.width, context.height)
    except (av.error.FFmpegError, IndexError, ValueError, struct.error) as error:
        raise InitUnreadable(f"{codec}: {error}") from error


def opus_init() -> Init:
    """Make the segment of a stereo Opus track; the encoder is opened only for its head."""
    sink = io.BytesIO()
    out = av.open(_OnlyWrite(sink), "w", format="mp4", options=_MP4)
    stream = out.add_stream("libopus", rate=RATE)
    stream.layout = "stereo"
    stream.time_base = Fraction(1, RATE)
    out.start_encoding()
    return Init(sink.getvalue(), "opus")


class _OnlyWrite:
    """A file without `seek`, so that the muxer streams."""

    def __init__(self, sink: io.BytesIO) -> None:
        self._sink = sink

    def write(self, data: bytes) -> int:
        return self._sink.write(data)


def _written(template: VideoStream) -> bytes:
    sink = io.BytesIO()
    out = av.open(
        _OnlyWrite(sink), "w", format="mp4", options={**_MP4, "video_track_timescale": str(VIDEO_RATE)}
    )
    stream = out.add_stream_from_template(template, opaque=True)
    stream.time_base = Fraction(1, VIDEO_RATE)
    out.start_encoding()
    return sink.getvalue()


def _format(codec: str) -> str:
    return "h264" if codec == "H264" else "ivf"


def _as_file(codec: str, keyframe: Frame, parameters: tuple[bytes, ...]) -> bytes:
    if codec == "H264":
        return _annex_b(length_prefixed(parameters) + keyframe.data)
    head = _IVF.pack(b"DKIF", 0, 32, _FOURCC[codec], 0, 0, 30, 1, 1, 0)
    return head + _IVF_FRAME.pack(len(keyframe.data), 0) + keyframe.data


def _annex_b(data: bytes) -> bytes:
    position, units = 0, list[bytes]()
    while position + 4 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        units += (b"\0\0\0\1", data[position + 4 : position + 4 + size])
        position += 4 + size
    return b"".join(units)


def _codec_string(codec: str, init: bytes) -> str:
    if codec == "H264":
        at = init.index(b"avcC") + 5
        return "avc1." + init[at : at + 3].hex()
    if codec == "VP9":
        # vpcC: version and flags, then profile, level, depth (VP codec ISO media binding, section 2).
        at = init.index(b"vpcC") + 8
        profile, level, depth = init[at], init[at + 1], init[at + 2] >> 4
        return f"vp09.{profile:02}.{level:02}.{depth:02}"
    at = init.index(b"av1C") + 5
    profile, level = init[at] >> 5, init[at] & 31
    tier = "H" if init[at + 1] & 0x80 else "M"
    depth = 10 if init[at + 1] & 0x40 else 8
    return f"av01.{profile}.{level:02}{tier}.{depth:02}"
