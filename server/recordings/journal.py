"""The journal of a recorded take: one line for each thing on disk, written after it is there; pure text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from media import InitWritten, PartWritten, TakeBegan
from server.hls import Part, Segment


class Began(msgspec.Struct, frozen=True, kw_only=True, tag="began"):
    """The first line."""

    show_id: str
    take_id: str
    at_ms: int
    codec: str
    renditions: tuple[str, ...]


class Init(msgspec.Struct, frozen=True, kw_only=True, tag="init"):
    """An initialisation segment, in a file of its own."""

    rendition: str
    number: int
    codec: str
    width: int
    height: int


class Piece(msgspec.Struct, frozen=True, kw_only=True, tag="part"):
    """A part, at the end of its rendition's file."""

    rendition: str
    segment: int
    part: int
    init: int
    begins_ms: float
    seconds: float
    independent: bool
    discontinuity: bool
    closes: bool
    size: int


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended"):
    """The last line of a take that was not torn off."""

    at_ms: int


Line = Began | Init | Piece | Ended
_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def began(news: TakeBegan) -> Began:
    """The line of a take's beginning."""
    return Began(
        show_id=news.stream_id,
        take_id=news.take_id,
        at_ms=news.at_ms,
        codec=news.codec,
        renditions=news.renditions,
    )


def init(news: InitWritten) -> Init:
    """The line of an initialisation segment."""
    return Init(
        rendition=news.rendition,
        number=news.number,
        codec=news.codec,
        width=news.width,
        height=news.height,
    )


def piece(news: PartWritten) -> Piece:
    """The line of a part."""
    return Piece(
        rendition=news.rendition,
        segment=news.segment,
        part=news.part,
        init=news.init,
        begins_ms=news.begins_ms,
        seconds=news.seconds,
        independent=news.independent,
        discontinuity=news.discontinuity,
        closes=news.closes,
        size=len(news.data),
    )


def write(line: Line) -> bytes:
    """Write one line with its end."""
    return _ENCODER.encode(line) + b"\n"


@dataclass(slots=True)
class RecordedSegment:
    """A segment and where its bytes lie in its rendition's file."""

    segment: Segment
    offset: int
    size: int = 0


@dataclass(slots=True)
class RecordedTake:
    """What a journal says is there.

    Attributes:
        inits: The lines of initialisation segments by rendition and number.
        segments: By rendition, in order.
        ended: Whether it was closed, and not torn off.
    """

    began: Began
    inits: dict[tuple[str, int], Init] = field(default_factory=dict)
    segments: dict[str, list[RecordedSegment]] = field(default_factory=dict)
    ended: bool = False

    @property
    def seconds(self) -> float:
        """How long the leading rendition lasts."""
        leading = self.segments.get(self.began.renditions[0], [])
        return sum(recorded.segment.seconds for recorded in leading)

    @property
    def octets(self) -> int:
        """How many bytes of media there are."""
        return sum(recorded.size for rows in self.segments.values() for recorded in rows)


def read(text: bytes, sizes: Mapping[str, int]) -> RecordedTake | None:
    """Read a journal up to its first torn line, or to the first part that its file does not hold.

    Args:
        text: The journal.
        sizes: How long each rendition's file is.

    Returns:
        What can be played; None where not even the first line is whole.
    """
    lines = iter(_whole_lines(text))
    first = next(lines, None)
    if not isinstance(first, Began):
        return None
    take, ends = RecordedTake(first), dict.fromkeys(first.renditions, 0)
    for line in lines:
        match line:
            case Init():
                take.inits[line.rendition, line.number] = line
            case Piece():
                if ends[line.rendition] + line.size > sizes.get(line.rendition, 0):
                    break
                _add(take, line, ends[line.rendition])
                ends[line.rendition] += line.size
            case Ended():
                take.ended = True
            case Began():
                break
    _close(take)
    return take


def _whole_lines(text: bytes) -> Iterable[Line]:
    for line in text.splitlines(keepends=True):
        if not line.endswith(b"\n"):
            return
        try:
            yield _DECODER.decode(line)
        except msgspec.DecodeError:
            return


def _add(take: RecordedTake, line: Piece, offset: int) -> None:
    rows = take.segments.setdefault(line.rendition, [])
    if not rows or rows[-1].segment.done:
        folder = f"take/{take.began.take_id}/{line.rendition}/"
        segment = Segment(line.segment, line.begins_ms, line.init, line.discontinuity, folder=folder)
        rows.append(RecordedSegment(segment, offset))
    rows[-1].segment.parts.append(Part(line.seconds, line.independent))
    rows[-1].segment.done = line.closes
    rows[-1].size += line.size


def _close(take: RecordedTake) -> None:
    """A take that was torn off ends with a segment that is shorter than it would have been."""
    for rows in take.segments.values():
        if rows:
            rows[-1].segment.done = True
