"""Joins what was recorded into one MP4 file for people to keep; nothing is encoded anew."""

import heapq
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
from av import Packet
from av.container import InputContainer, OutputContainer
from av.stream import Stream


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a track's file.

    Attributes:
        init: Its initialisation segment.
        media: The file of its parts.
        offset: Where the piece begins.
        size: How many bytes it has.
    """

    init: bytes
    media: Path
    offset: int
    size: int


class RemuxFailed(Exception):
    """What was recorded could not be joined into a file."""


def remux(takes: Sequence[Sequence[Stretch]], target: Path) -> None:
    """Write an MP4 whose index stands at its beginning. Blocks for as long as reading and writing it takes.

    Args:
        takes: One after the other; each has the same tracks in the same order and of the same codecs.
            Time lost between them is left out.
        target: The file to write.

    Raises:
        RemuxFailed: a track cannot be read, there is nothing in it, or a take's are others than the first's.
        OSError: the disk is full.
    """
    try:
        with av.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as out:
            streams: list[Stream] = []
            end = 0.0
            for take in takes:
                end = _add(out, streams, take, end)
    except av.FFmpegError as error:
        if isinstance(error, OSError) and error.errno is not None and error.errno > 0:
            raise
        raise RemuxFailed(str(error)) from error


def _add(out: OutputContainer, streams: list[Stream], take: Sequence[Stretch], begin: float) -> float:
    """Add a take from `begin` seconds on; returns where it ends."""
    files = [av.open(_Piece(stretch), "r", format="mp4") for stretch in take]
    inputs = [file.streams[0] for file in files]
    try:
        if not streams:
            streams += [out.add_stream_from_template(file.streams[0], opaque=True) for file in files]
        # What a track of the file is made of stands once at its beginning: it cannot change on the way.
        codecs, first_codecs = ([each.codec_context.name for each in which] for which in (inputs, streams))
        if codecs != first_codecs:
            raise RemuxFailed(f"a take has {', '.join(codecs)} after {', '.join(first_codecs)}")
        tracks = [_packets(file, stream) for file, stream in zip(files, streams, strict=True)]
        first, end = None, begin
        for at, _track, packet in heapq.merge(*tracks, key=lambda each: each[:2]):
            first = at if first is None else first
            shift = round((begin - first) / float(packet.time_base))
            if packet.pts is not None and packet.dts is not None:
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
            end = max(end, begin + at - first + float((packet.duration or 0) * packet.time_base))
            out.mux(packet)
    finally:
        for file in files:
            file.close()
    if first is None:
        raise RemuxFailed("there is nothing in a take")
    return end


def _packets(file: InputContainer, stream: Stream) -> "Iterator[tuple[float, int, Packet[Stream]]]":
    """The packets of a track with their times in seconds, each given to the stream that it goes to."""
    for packet in file.demux(file.streams[0]):
        if packet.dts is None:
            continue  # the flush at the end
        at = float(packet.dts * packet.time_base)
        packet.stream = stream
        yield at, stream.index, packet


class _Piece(io.RawIOBase):
    """An initialisation segment and a piece of a file behind it, to be read once from its beginning."""

    def __init__(self, stretch: Stretch) -> None:
        self._head = io.BytesIO(stretch.init)
        self._media = stretch.media.open("rb")
        self._media.seek(stretch.offset)
        self._left = stretch.size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        found = self._head.read(len(buffer))
        if not found:
            found = self._media.read(min(len(buffer), self._left))
            self._left -= len(found)
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._media.close()
        super().close()
