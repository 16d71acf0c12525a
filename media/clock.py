"""The times of the media plane: monotonic seconds inside, NTP on the wire."""

import time
from collections.abc import Callable

_NTP_EPOCH_SECONDS = 2_208_988_800


class MediaClock:
    """Monotonic time, tied once to the wall clock so that a clock step never bends a stream."""

    def __init__(self, now_ms: Callable[[], int], monotonic: Callable[[], float] = time.monotonic) -> None:
        self.now = monotonic
        self._wall_shift = now_ms() / 1000 - monotonic()

    def ntp(self, moment: float) -> int:
        """Write a monotonic moment as a 64-bit NTP timestamp (RFC 5905, section 6)."""
        return int((moment + self._wall_shift + _NTP_EPOCH_SECONDS) * (1 << 32))

    def epoch_ms(self, moment: float) -> int:
        """Write a monotonic moment as epoch milliseconds."""
        return round(self.epoch_seconds(moment) * 1000)

    def epoch_seconds(self, moment: float) -> float:
        """Write a monotonic moment as seconds of the epoch."""
        return moment + self._wall_shift


def ntp_seconds(ntp: int) -> float:
    """Read a 64-bit NTP timestamp as seconds of its own scale."""
    return ntp / (1 << 32)
