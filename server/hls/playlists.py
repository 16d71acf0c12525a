"""Writes playlists of HLS (RFC 8216bis) from what is known of segments and parts; pure text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
_SKIPPED_VERSION = 9


@dataclass(frozen=True, slots=True)
class Timing:
    """What a server promises its players.

    Attributes:
        part_target: No part is longer; seconds.
        target_duration: No segment is longer once rounded; whole seconds.
    """

    part_target: float
    target_duration: int

    @property
    def hold_back(self) -> float:
        """How far from the end players keep; three parts at least (4.4.3.8)."""
        return 3 * self.part_target

    @property
    def skip_until(self) -> int:
        """What is older may be left out of a delta update; six target durations at least (4.4.3.8)."""
        return 6 * self.target_duration

    @property
    def control(self) -> str:
        """The attributes of EXT-X-SERVER-CONTROL."""
        promises = f"PART-HOLD-BACK={self.hold_back:.3f},CAN-SKIP-UNTIL={self.skip_until:.1f}"
        return f"CAN-BLOCK-RELOAD=YES,{promises}"

    @property
    def listed_parts(self) -> int:
        """Parts are listed no longer than three target durations from the end (4.4.4.9)."""
        return 3 * self.target_duration


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a segment."""

    seconds: float
    independent: bool


@dataclass(slots=True)
class Segment:
    """One segment.

    Attributes:
        number: Media sequence number.
        begins_ms: When its first sample was captured.
        init: The number of its initialisation segment.
        discontinuity: Another source or a gap lies before it.
        parts: What there is of it.
        done: Nothing is added any more.
        folder: Where its files are, relative to the playlist; with a slash at its end.
    """

    number: int
    begins_ms: float
    init: int
    discontinuity: bool
    parts: list[Part] = field(default_factory=list)
    done: bool = False
    folder: str = ""

    @property
    def seconds(self) -> float:
        """How long what there is lasts."""
        return sum(part.seconds for part in self.parts)


@dataclass(frozen=True, slots=True)
class Report:
    """Where another rendition of the same stream stands (4.4.5.4)."""

    uri: str
    segment: int
    part: int


@dataclass(frozen=True, slots=True)
class Variant:
    """What a multivariant playlist says of the one picture.

    Attributes:
        codecs: By RFC 6381, of everything that belongs to it.
        bandwidth: Peak bits a second.
        size: Of the picture, if there is one.
        uri: The leading rendition's playlist.
        sound_uri: The sound's, where the picture leads.
    """

    codecs: Sequence[str]
    bandwidth: int
    size: tuple[int, int] | None
    uri: str
    sound_uri: str | None = None


def multivariant(variant: Variant) -> str:
    """Write the playlist that names the others."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7"]
    attributes = [f"BANDWIDTH={variant.bandwidth}", f'CODECS="{",".join(variant.codecs)}"']
    if variant.size:
        attributes.append(f"RESOLUTION={variant.size[0]}x{variant.size[1]}")
    if variant.sound_uri:
        lines.append(
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Sound",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",'
            f'URI="{variant.sound_uri}"'
        )
        attributes.append('AUDIO="sound"')
    lines += [f"#EXT-X-STREAM-INF:{','.join(attributes)}", variant.uri]
    return _text(lines)


def live(
    segments: Sequence[Segment],
    timing: Timing,
    *,
    breaks_before: int,
    reports: Iterable[Report] = (),
    ended: bool = False,
    skip: bool = False,
) -> str:
    """Write a live playlist.

    Args:
        segments: The window, each with at least one part.
        timing: What the server promises.
        breaks_before: Discontinuities that have left the window (4.4.3.3).
        reports: The other renditions.
        ended: Nothing follows.
        skip: The player has the older segments and asks for a delta update (6.2.5.1).
    """
    ages = _ages(segments)
    skipped = sum(age > timing.skip_until for age in ages) if skip else 0
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{_SKIPPED_VERSION}",
        f"#EXT-X-TARGETDURATION:{timing.target_duration}",
        f"#EXT-X-SERVER-CONTROL:{timing.control}",
        f"#EXT-X-PART-INF:PART-TARGET={timing.part_target:.3f}",
        f"#EXT-X-MEDIA-SEQUENCE:{segments[0].number if segments else 0}",
    ]
    lines += [f"#EXT-X-DISCONTINUITY-SEQUENCE:{breaks_before}"] if breaks_before else []
    lines += [f"#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}"] if skipped else []
    map_of = _Maps(segments[skipped - 1] if skipped else None)
    for segment, age in list(zip(segments, ages, strict=True))[skipped:]:
        lines += _opening(segment, map_of)
        if age <= timing.listed_parts:
            lines += _parts(segment, timing)
        lines += _closing(segment)
    if ended:
        lines.append("#EXT-X-ENDLIST")
    elif segments:
        lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{_hint(segments[-1])}"')
    lines += [
        f'#EXT-X-RENDITION-REPORT:URI="{report.uri}",LAST-MSN={report.segment},LAST-PART={report.part}'
        for report in reports
        if not ended
    ]
    return _text(lines)


def on_demand(segments: Sequence[Segment]) -> str:
    """Write the playlist of something that is over; at least one segment, of any take."""
    target = max(1, *(round(segment.seconds) for segment in segments))
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{target}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-MEDIA-SEQUENCE:0",
    ]
    map_of = _Maps(None)
    for index, segment in enumerate(segments):
        lines += _opening(segment, map_of, first=index == 0)
        lines += _closing(segment)
    return _text([*lines, "#EXT-X-ENDLIST"])


class _Maps:
    """Says EXT-X-MAP only where it changes."""

    def __init__(self, before: Segment | None) -> None:
        self._last = (before.folder, before.init) if before else None

    def lines(self, segment: Segment) -> Iterator[str]:
        now = (segment.folder, segment.init)
        if now != self._last:
            self._last = now
            yield f'#EXT-X-MAP:URI="{segment.folder}init{segment.init}.mp4"'


def _opening(segment: Segment, maps: _Maps, *, first: bool = False) -> Iterator[str]:
    if segment.discontinuity and not first:
        yield "#EXT-X-DISCONTINUITY"
    yield from maps.lines(segment)
    yield f"#EXT-X-PROGRAM-DATE-TIME:{_date(segment.begins_ms)}"


def _parts(segment: Segment, timing: Timing) -> Iterator[str]:
    for number, part in enumerate(segment.parts):
        # A frame that lasts longer than a part may be (a still screen) is told as the longest part.
        seconds = min(part.seconds, timing.part_target)
        independent = ",INDEPENDENT=YES" if part.independent else ""
        uri = f"{segment.folder}{segment.number}.{number}.m4s"
        yield f'#EXT-X-PART:DURATION={seconds:.5f},URI="{uri}"{independent}'


def _closing(segment: Segment) -> Iterator[str]:
    if segment.done:
        yield f"#EXTINF:{segment.seconds:.5f},"
        yield f"{segment.folder}{segment.number}.m4s"


def _hint(last: Segment) -> str:
    number, part = (last.number + 1, 0) if last.done else (last.number, len(last.parts))
    return f"{last.folder}{number}.{part}.m4s"


def _ages(segments: Sequence[Segment]) -> list[float]:
    """How far each segment's end is from the end of all."""
    ages, age = list[float](), 0.0
    for segment in reversed(segments):
        ages.append(age)
        age += segment.seconds
    return ages[::-1]


def _date(epoch_ms: float) -> str:
    date = datetime.fromtimestamp(round(epoch_ms) / 1000, UTC)
    return date.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
