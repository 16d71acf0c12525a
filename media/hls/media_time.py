"""Turns a track's RTP time into the time of files, by the one clock of capture that both tracks share."""

from media.capture import CaptureLine

_STEADY_SECONDS = 0.010
_STEP_SECONDS = 0.005


class MediaTime:
    """One track's relation to the capture clock, followed in small steps so that nothing jumps.

    Args:
        rate: Ticks a second, of RTP and of the file.
        origin: Monotonic seconds at which the file's time is 0.
        line: What has which RTP time was captured when.
    """

    def __init__(self, rate: int, origin: float, line: CaptureLine) -> None:
        self._rate = rate
        self._origin = origin
        self._shift = self._wanted(line)

    def ticks(self, stream_time: int) -> int:
        """Map an RTP time of the stream."""
        return stream_time + self._shift

    def follow(self, line: CaptureLine) -> None:
        """Correct a clock that drifts; of use once a part."""
        error = self._wanted(line) - self._shift
        if abs(error) > _STEADY_SECONDS * self._rate:
            step = round(_STEP_SECONDS * self._rate)
            self._shift += max(-step, min(step, error))

    def _wanted(self, line: CaptureLine) -> int:
        return round((line.moment - self._origin) * self._rate) - line.stream_time
