"""A fair pace for each key: so many at once, then one per interval (the generic cell rate algorithm)."""

from dataclasses import dataclass, field

_SWEEP_AT = 1024


@dataclass(slots=True)
class Throttle:
    """Paces any number of keys with one integer each.

    Args:
        interval_ms: The steady distance between two uses.
        burst: How many uses a rested key may make at once.
    """

    interval_ms: int
    burst: int
    _ready_ms: dict[str, int] = field(default_factory=dict)
    _sweep_at: int = _SWEEP_AT

    def take(self, key: str, now_ms: int) -> int:
        """Use one turn; returns 0, or the milliseconds to wait when there is none (and then uses nothing)."""
        slack_ms = self.interval_ms * (self.burst - 1)
        ready_ms = max(self._ready_ms.get(key, 0), now_ms)
        if ready_ms > now_ms + slack_ms + self.interval_ms:
            ready_ms = now_ms  # further ahead than use can bring it: the clock was set back
        wait_ms = ready_ms - slack_ms - now_ms
        if wait_ms > 0:
            return wait_ms
        self._ready_ms[key] = ready_ms + self.interval_ms
        if len(self._ready_ms) >= self._sweep_at:
            self._forget_rested(now_ms)
        return 0

    def _forget_rested(self, now_ms: int) -> None:
        """Drop the keys that are back at a full burst, so that the table holds only the active."""
        self._ready_ms = {key: ready_ms for key, ready_ms in self._ready_ms.items() if ready_ms > now_ms}
        self._sweep_at = max(_SWEEP_AT, 2 * len(self._ready_ms))

    def __len__(self) -> int:
        return len(self._ready_ms)
