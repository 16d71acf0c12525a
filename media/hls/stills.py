"""Decodes one picture out of a segment and writes it as a small JPEG."""

import io
from fractions import Fraction

import av
from av import VideoFrame

_SIDE = 320
"""The longer side, in pixels: three times what a list shows, for sharp screens."""


def still(segment: bytes) -> bytes | None:
    """The first picture of a segment as a JPEG of at most 320 pixels a side. Blocks, and takes a core.

    Args:
        segment: An initialisation segment followed by a segment that begins with a keyframe.

    Returns:
        None where nothing in it can be decoded.
    """
    try:
        with av.open(io.BytesIO(segment), "r", format="mp4") as file:
            video = file.streams.video[0]
            video.thread_count = 1
            return _jpeg(next(file.decode(video)))
    except (av.FFmpegError, StopIteration, IndexError):
        return None


def _jpeg(frame: VideoFrame) -> bytes:
    scale = min(1.0, _SIDE / max(frame.width, frame.height))
    # JPEG halves the colours both ways, so both sides are even.
    width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height = width, height
    encoder.pix_fmt = "yuvj420p"
    encoder.time_base = Fraction(1, 30)
    encoder.options = {"qmin": "5", "qmax": "5"}
    small = frame.reformat(width, height, "yuvj420p")
    small.pts = 0
    return b"".join(bytes(packet) for packet in (*encoder.encode(small), *encoder.encode(None)))
