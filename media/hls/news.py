"""What the writer hands out: a take's beginning, its initialisation segments, its parts, its end."""

from typing import Literal

import msgspec

Rendition = Literal["v", "a"]
"""Picture and sound are files of their own (CMAF): `v` and `a`."""


class TakeBegan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A stream is being written from now on; until `TakeEnded` its numbers run on without a break.

    Attributes:
        codec: The picture's, in capitals; empty for a stream of sound alone.
        renditions: What will come, the leading one first.
    """

    stream_id: str
    take_id: str
    at_ms: int
    codec: str
    renditions: tuple[Rendition, ...]


class InitWritten(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How to decode the parts that name it.

    Attributes:
        number: From 0, growing.
        codec: By RFC 6381.
        data: ftyp and moov.
    """

    stream_id: str
    take_id: str
    rendition: Rendition
    number: int
    codec: str
    width: int
    height: int
    data: bytes


class PartWritten(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One moof and mdat; a segment is its parts joined, byte for byte.

    Attributes:
        segment: Media sequence number, the same in all renditions for the same time.
        part: Its number in the segment, from 0.
        init: The initialisation segment that it needs.
        begins_ms: When its first sample was captured, by the server's clock.
        seconds: How long it lasts.
        independent: It begins with a keyframe.
        discontinuity: With the first part of a segment: another source or a gap lies before it.
        closes: The segment ends with it.
    """

    stream_id: str
    take_id: str
    rendition: Rendition
    segment: int
    part: int
    init: int
    begins_ms: float
    seconds: float
    independent: bool
    discontinuity: bool
    closes: bool
    data: bytes


class TakeEnded(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Nothing follows in this take."""

    stream_id: str
    take_id: str
    at_ms: int


WriterNews = TakeBegan | InitWritten | PartWritten | TakeEnded
