"""Finds out when a publisher captured what it sends, from its sender reports."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """A track's relation of time: what has RTP time `stream_time` was captured at `moment` (monotonic)."""

    moment: float
    stream_time: int

    def stream_time_at(self, moment: float, clock_rate: int) -> int:
        """The RTP time of what is captured at a moment."""
        return self.stream_time + round((moment - self.moment) * clock_rate)


class CaptureClock:
    """One publisher's clock against ours.

    Both tracks share the offset, so that whatever its error is, sound and picture keep together. The smallest
    delay seen of late is nearest to the truth.
    """

    def __init__(self) -> None:
        self._offsets: deque[float] = deque(maxlen=64)

    def line(self, sender_seconds: float, stream_time: int, arrival: float) -> CaptureLine:
        """Note a sender report and turn it into a line on our own clock."""
        self._offsets.append(arrival - sender_seconds)
        return CaptureLine(sender_seconds + min(self._offsets), stream_time)
