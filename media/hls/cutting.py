"""Decides where parts and segments end: the picture leads, the sound follows at the first packet behind."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from media.hls.boxes import Sample
from media.hls.opus import RATE, SILENCE, SILENCE_TICKS

VIDEO_RATE = 90_000
PART_SECONDS = 1 / 3
PART_TARGET_SECONDS = 0.35
"""Told to players: audio parts reach 341 ms, and none may be longer than this."""
SEGMENT_SECONDS = 2.0
LONGEST_SEGMENT_SECONDS = 4.0
"""A segment without a further keyframe ends here; told to players as the target duration."""

_EARLIEST_KEYFRAME_SECONDS = 0.1
_ROUNDING_TICKS = 300
_GAP_TICKS = RATE // 100


class Cut(NamedTuple):
    """Samples that make a part.

    Attributes:
        end: Decode time at which the last of them ends.
        closes: The segment ends with this part.
    """

    samples: Sequence[Sample]
    end: int
    closes: bool


class Border(NamedTuple):
    """Where the sound has to end a part.

    Attributes:
        time: In ticks of the sound.
        closes: The segment ends there too.
    """

    time: int
    closes: bool


class VideoCutter:
    """Cuts a run's frames into parts of about a third of a second and segments that begin with keyframes."""

    def __init__(self) -> None:
        self._pending: list[Sample] = []
        self._begin = 0

    def add(self, sample: Sample) -> Cut | None:
        """Take the next frame; returns the part that ends before it, if one does."""
        cut = None
        if not self._pending:
            self._begin = sample.time
        elif self._ends_segment(sample):
            cut, self._begin = self._cut(sample.time, closes=True), sample.time
        elif self._ends_part(sample.time):
            cut = self._cut(sample.time, closes=False)
        self._pending.append(sample)
        return cut

    def finish(self) -> Cut | None:
        """End the run: what waits is the last part of its segment."""
        if not self._pending:
            return None
        times = [sample.time for sample in self._pending[-2:]]
        step = times[-1] - times[0] if len(times) > 1 else VIDEO_RATE // 30
        return self._cut(times[-1] + step, closes=True)

    def _ends_segment(self, sample: Sample) -> bool:
        length = (sample.time - self._begin) / VIDEO_RATE
        if sample.is_key:
            return length >= SEGMENT_SECONDS - _EARLIEST_KEYFRAME_SECONDS
        return length >= LONGEST_SEGMENT_SECONDS

    def _ends_part(self, time: int) -> bool:
        """Whether the frame at `time`, were it as long as the last, would take the part past its length."""
        after = time + (time - self._pending[-1].time)
        return after - self._pending[0].time > PART_SECONDS * VIDEO_RATE + _ROUNDING_TICKS

    def _cut(self, end: int, *, closes: bool) -> Cut:
        samples, self._pending = self._pending, []
        return Cut(samples, end, closes)


class AudioCutter:
    """Cuts Opus packets at the borders that the picture sets; time without packets becomes silence."""

    def __init__(self) -> None:
        self._pending: list[Sample] = []
        self._borders: deque[Border] = deque()
        self._next: int | None = None

    @property
    def border(self) -> Border | None:
        """The next border that waits for sound."""
        return self._borders[0] if self._borders else None

    @property
    def next_time(self) -> int | None:
        """When the sound so far ends; None before its beginning."""
        return self._next

    def begin(self, time: int) -> None:
        """Let the run's sound begin here, so that what is missing before its first packet is silence."""
        self._next = time

    def mark(self, border: Border) -> None:
        """Set a border, later than those before."""
        self._borders.append(border)

    def add(self, time: int, data: bytes, ticks: int) -> Iterator[Cut]:
        """Take a packet; gives the parts that are complete. One that comes after its silence is dropped."""
        yield from self.fill(time)
        if self._next is not None and time < self._next - _GAP_TICKS:
            return
        yield from self._append(time if self._next is None else max(time, self._last + 1), data, ticks)

    def fill(self, until: int) -> Iterator[Cut]:
        """Fill time without packets with silence."""
        while self._next is not None and until - self._next >= SILENCE_TICKS - _GAP_TICKS:
            yield from self._append(self._next, SILENCE, SILENCE_TICKS)

    def finish(self) -> Cut | None:
        """End the run."""
        self._borders.clear()
        return self._cut(self._next or 0, closes=True) if self._pending else None

    @property
    def _last(self) -> int:
        return self._pending[-1].time if self._pending else -1

    def _append(self, time: int, data: bytes, ticks: int) -> Iterator[Cut]:
        closes = False
        passed = False
        while self._borders and time >= self._borders[0].time:
            closes = self._borders.popleft().closes or closes
            passed = True
        if passed and self._pending:
            yield self._cut(time, closes=closes)
        self._pending.append(Sample(time, data))
        self._next = time + ticks

    def _cut(self, end: int, *, closes: bool) -> Cut:
        samples, self._pending = self._pending, []
        return Cut(samples, end, closes)


class DecodeTimes:
    """Gives frames decode times: RTP states only when they are shown, which B-frames make another thing."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._latest_shown = 0
        self._reorders = False
        self._recent: deque[int] = deque(maxlen=8)

    def place(self, shown: int, *, is_key: bool) -> int:
        """Return the decode time of the next frame in decode order, always after the one before."""
        self._recent.append(shown)
        if self._last is None:
            self._last = self._latest_shown = shown
            return shown
        self._reorders = self._reorders or shown < self._latest_shown
        self._latest_shown = max(self._latest_shown, shown)
        wanted = shown if is_key or not self._reorders else self._last + self._step()
        self._last = max(self._last + 1, wanted)
        return self._last

    def _step(self) -> int:
        ordered = sorted(self._recent)
        steps = [after - before for before, after in pairwise(ordered) if after > before]
        return min(steps, default=VIDEO_RATE // 30)
