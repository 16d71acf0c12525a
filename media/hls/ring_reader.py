"""Reads a track's history in order: waits for what is being sent again, then gives it up."""

from collections.abc import Iterator
from typing import NamedTuple

from media.ring import Ring
from media.rtp import Packet


class Lost(NamedTuple):
    """Packets that did not come."""

    packets: int


class RingReader:
    """A cursor over a ring; nobody else notices it.

    Args:
        ring: The history.
        position: Where to begin.
        patience_seconds: How long a hole is waited for, from the arrival of what lies behind it.
    """

    def __init__(self, ring: Ring, position: int, patience_seconds: float) -> None:
        self._ring = ring
        self._patience = patience_seconds
        self.position = position

    def read(self, now: float) -> Iterator[Packet | Lost]:
        """Give what can be given now, each packet once."""
        while True:
            packet = self._ring.get(self.position)
            if packet is None:
                lost = self._hole(now)
                if not lost:
                    return
                self.position += lost
                yield Lost(lost)
                continue
            self.position += 1
            yield packet

    def _hole(self, now: float) -> int:
        """Count the packets to give up; 0 to wait."""
        last = self._ring.last
        if last is None or self.position > last:
            return 0
        behind = next(p for p in range(self.position, last + 1) if self._ring.get(p) is not None)
        packet = self._ring.get(behind)
        if packet is None or now - packet.arrival < self._patience:
            return 0
        return behind - self.position
