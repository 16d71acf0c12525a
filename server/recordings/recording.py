"""What there is of a show once it is recorded: how long it plays, and when each moment of it was; pure."""

import dataclasses
from collections.abc import Sequence

import msgspec

from server.hls import Segment
from server.recordings.journal import RecordedTake

_SAME_SPAN_MS = 100


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """What is played of a recording, by the capture clock; None is from its beginning, or to its end.

    Only whole segments are played: nothing is encoded anew, and each begins with a keyframe.
    """

    begins_ms: int | None = None
    ends_ms: int | None = None

    def keeps(self, segment: Segment) -> bool:
        """Whether a segment is played: by its middle, so that the nearest boundary counts."""
        middle_ms = segment.begins_ms + segment.seconds * 500
        return (self.begins_ms is None or middle_ms >= self.begins_ms) and (
            self.ends_ms is None or middle_ms < self.ends_ms
        )

    def of(self, take: RecordedTake) -> RecordedTake:
        """What is left of a take."""
        kept = {
            name: [recorded for recorded in rows if self.keeps(recorded.segment)]
            for name, rows in take.segments.items()
        }
        return dataclasses.replace(take, segments=kept)

    def snapped(self, segments: Sequence[Segment]) -> "Cut":
        """The same cut at boundaries of segments, where sound and picture agree on it.

        Args:
            segments: All that there are of the leading rendition, in order; at least one.
        """
        kept = [segment for segment in segments if self.keeps(segment)]
        if not kept:
            return self
        first, last = kept[0], kept[-1]
        return Cut(
            begins_ms=None if first is segments[0] else round(first.begins_ms),
            ends_ms=None if last is segments[-1] else round(last.begins_ms + last.seconds * 1000),
        )


WHOLE = Cut()


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of a show.

    Attributes:
        seconds: How long it plays.
        octets: Its size on disk.
        begins_ms: When its first frame was captured.
        spans: When each stretch without a gap was captured and how long it is: [epoch ms, seconds].
    """

    seconds: float
    octets: int
    begins_ms: int
    spans: list[tuple[int, float]]

    def seconds_at(self, epoch_ms: int) -> float:
        """Where in the replay a moment is; one in a gap is where the picture goes on."""
        passed = 0.0
        for begins_ms, seconds in self.spans:
            within = (epoch_ms - begins_ms) / 1000
            if within < seconds:
                return round(passed + max(0.0, within), 3)
            passed += seconds
        return round(passed, 3)

    def epoch_at(self, seconds: float) -> int:
        """When a moment of the replay was captured; one past the end is the end."""
        left = seconds
        for begins_ms, lasts in self.spans[:-1]:
            if left < lasts:
                return begins_ms + round(left * 1000)
            left -= lasts
        begins_ms, lasts = self.spans[-1]
        return begins_ms + round(min(left, lasts) * 1000)

    @property
    def ends_ms(self) -> int:
        """When its last frame was captured."""
        begins_ms, seconds = self.spans[-1]
        return begins_ms + round(seconds * 1000)


def leading(take: RecordedTake) -> list[Segment]:
    """The segments of the rendition that has the picture, where there is one."""
    return [recorded.segment for recorded in take.segments.get(take.began.renditions[0], [])]


def spans_of(segments: Sequence[Segment]) -> list[tuple[int, float]]:
    """Join segments that follow one another into stretches."""
    spans: list[tuple[int, float]] = []
    for segment in segments:
        begins = round(segment.begins_ms)
        if spans and abs(begins - spans[-1][0] - spans[-1][1] * 1000) < _SAME_SPAN_MS:
            spans[-1] = (spans[-1][0], round(spans[-1][1] + segment.seconds, 3))
        else:
            spans.append((begins, round(segment.seconds, 3)))
    return spans


def moved(segment: Segment, *, first: bool) -> Segment:
    """A segment as a playlist one folder deeper names it; another take is another source."""
    begins_take = segment.number == 0 and not first
    return Segment(
        segment.number,
        segment.begins_ms,
        segment.init,
        segment.discontinuity or begins_take,
        segment.parts,
        segment.done,
        f"../{segment.folder}",
    )
