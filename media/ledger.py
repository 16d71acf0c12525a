"""Numbers every packet to a viewer, over all his tracks, and remembers when it left: for congestion control.

Transport-wide sequence numbers (draft-holmer-rmcat-transport-wide-cc-extensions-01). All viewers of a socket
share the arrays, so that the fan-out numbers a block of viewers at once.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from media.rtp import EXTENSION_BYTES, unwrap

HISTORY = 1024
"""Packets of each viewer that are remembered: about two seconds of a good picture."""
_FIRST_ROWS = 64
_MASK = HISTORY - 1


class Departure(NamedTuple):
    """One packet: when it was sent (monotonic seconds), its size, when it arrived by the viewer's clock."""

    sent: float
    octets: int
    arrival: float | None


class SendLedger:
    """Rows of arrays, one for each viewer who gives feedback."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._next: npt.NDArray[np.int64] = np.zeros(_FIRST_ROWS, np.int64)
        self._times: npt.NDArray[np.float64] = np.zeros((_FIRST_ROWS, HISTORY))
        self._octets: npt.NDArray[np.uint16] = np.zeros((_FIRST_ROWS, HISTORY), np.uint16)
        self._free = list(range(_FIRST_ROWS))

    def open(self) -> int:
        """Give a viewer a row."""
        if not self._free:
            rows = len(self._next)
            self._free = list(range(rows, 2 * rows))
            self._next = np.concatenate([self._next, np.zeros_like(self._next)])
            self._times = np.concatenate([self._times, np.zeros_like(self._times)])
            self._octets = np.concatenate([self._octets, np.zeros_like(self._octets)])
        row = self._free.pop()
        self._next[row] = 0
        return row

    def close(self, row: int) -> None:
        """Take a row back; nothing may be sent with it afterwards."""
        self._free.append(row)

    def stamp(self, rows: npt.NDArray[np.intp], octets: int) -> npt.NDArray[np.int64]:
        """Number one packet for each of these (different) viewers, who get it now."""
        numbers = self._next[rows]
        self._next[rows] = numbers + 1
        place = numbers & _MASK
        self._times[rows, place] = self._now()
        self._octets[rows, place] = octets
        return numbers

    def stamp_one(self, row: int, octets: int) -> int:
        """Number a packet for one viewer, who gets it now."""
        number = int(self._next[row])
        self._next[row] = number + 1
        self._times[row, number & _MASK] = self._now()
        self._octets[row, number & _MASK] = octets
        return number

    def departures(self, row: int, base: int, arrivals: Sequence[float | None]) -> list[Departure]:
        """Find the packets that a viewer reports on, from the 16-bit number `base` on; not those too old."""
        upcoming = int(self._next[row])
        first = unwrap(base, upcoming, 16)
        oldest = max(0, upcoming - HISTORY)
        skipped = max(0, oldest - first)
        count = min(len(arrivals), upcoming - first) - skipped
        if count <= 0:
            return []
        begin = first + skipped & _MASK
        until_wrap = min(count, HISTORY - begin)
        rest = count - until_wrap
        sent = self._times[row, begin : begin + until_wrap].tolist() + self._times[row, :rest].tolist()
        octets = self._octets[row, begin : begin + until_wrap].tolist() + self._octets[row, :rest].tolist()
        return list(map(Departure, sent, octets, arrivals[skipped : skipped + count]))


class TransportNumbering:
    """One viewer's row, and the header extension under which he knows its numbers."""

    def __init__(self, ledger: SendLedger, row: int, extension: int) -> None:
        self.row = row
        self.extension = extension
        self._ledger = ledger

    def number(self, packet: bytes, trailer_octets: int) -> bytes:
        """Put the next number into a packet that has no extensions yet (RFC 8285, one-byte form)."""
        number = self._ledger.stamp_one(self.row, len(packet) + EXTENSION_BYTES + trailer_octets)
        element = bytes([self.extension << 4 | 1, number >> 8 & 0xFF, number & 0xFF, 0])
        return bytes([packet[0] | 0x10]) + packet[1:12] + b"\xbe\xde\x00\x01" + element + packet[12:]
