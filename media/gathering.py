"""Decides how long packets may wait for company, since several of one size leave in one go (UDP GSO)."""

import asyncio
import math
from collections.abc import Callable

_BUSY_PER_SECOND = 20_000
_FULL_PER_SECOND = 100_000
_LONGEST_SECONDS = 0.010
_SMOOTHING = 0.2


class Gathering:
    """Nothing waits while there is little to do; near capacity up to 10 ms.

    A frame can be decoded only when its last packet is there, which never waits: so gathering delays no
    picture, but sends what belongs to it closer together.
    """

    def __init__(self) -> None:
        self.hold_seconds = 0.0
        self._rate = 0.0
        self._observed: tuple[float, int] | None = None

    def observe(self, now: float, forwarded: int) -> None:
        """Learn from the total of forwarded packets how busy we are; of use every 50 ms or so."""
        before, self._observed = self._observed, (now, forwarded)
        if before is None or now <= before[0]:
            return
        rate = (forwarded - before[1]) / (now - before[0])
        self._rate += _SMOOTHING * (rate - self._rate)
        busy = (self._rate - _BUSY_PER_SECOND) / (_FULL_PER_SECOND - _BUSY_PER_SECOND)
        self.hold_seconds = _LONGEST_SECONDS * min(1.0, max(0.0, busy))


class Departures:
    """Sends what is due, after each wake-up of the socket and when what waited has waited long enough.

    Args:
        send: Sends what is due at a time, while packets may wait for so long; returns until when some wait.
    """

    def __init__(self, now: Callable[[], float], send: Callable[[float, float], float]) -> None:
        self._now = now
        self._send = send
        self._gathering = Gathering()
        self._timer: asyncio.TimerHandle | None = None
        self.observe = self._gathering.observe

    def run(self) -> None:
        """Send what is due now."""
        self.close()
        now = self._now()
        until = self._send(now, self._gathering.hold_seconds)
        if until < math.inf:
            # Whole milliseconds: uvloop's timers know no less, and one that comes early would spin.
            seconds = math.ceil((until - now) * 1000) / 1000
            self._timer = asyncio.get_running_loop().call_later(seconds, self.run)

    def close(self) -> None:
        """Forget what waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
