"""Tells a publisher when each packet arrived, so that it can estimate its uplink.

Transport-wide congestion control: draft-holmer-rmcat-transport-wide-cc-extensions-01.
"""

import struct

from media.rtp import unwrap

_TICK_SECONDS = 0.00025
_REFERENCE_TICKS = 256  # the reference time counts in 64 ms
_MAX_STATUSES = 1000
_NOT_RECEIVED, _SMALL, _LARGE = 0, 1, 2


class TransportFeedback:
    """Collects arrivals by transport-wide sequence number and writes reports about them."""

    def __init__(self) -> None:
        self._arrivals: dict[int, float] = {}
        self._highest: int | None = None
        self._next = 0
        self._count = 0

    def add(self, sequence: int, arrival: float) -> None:
        """Note one packet; `arrival` in monotonic seconds."""
        if self._highest is None:
            self._highest = self._next = sequence
        extended = unwrap(sequence, self._highest, 16)
        if abs(extended - self._highest) > _MAX_STATUSES:
            # The sender began anew: statuses in between would only be noise.
            self._arrivals.clear()
            self._highest = self._next = extended
        self._highest = max(self._highest, extended)
        # A late packet reopens its place: the sender learns that it was not lost.
        self._next = min(self._next, extended)
        self._arrivals.setdefault(extended, arrival)

    def report(self) -> bytes | None:
        """Write what has arrived since the last call as a report body; None if nothing has."""
        if not self._arrivals or self._highest is None:
            return None
        base = max(self._next, self._highest - 2 * _MAX_STATUSES)
        arrivals = [self._arrivals.get(number) for number in range(base, self._highest + 1)]
        self._arrivals.clear()
        self._next = self._highest + 1
        return self._write(base, arrivals)

    def _write(self, base: int, arrivals: list[float | None]) -> bytes:
        first = next(a for a in arrivals if a is not None)
        reference = int(first / _TICK_SECONDS) // _REFERENCE_TICKS
        previous = reference * _REFERENCE_TICKS
        symbols: list[int] = []
        deltas = bytearray()
        for arrival in arrivals:
            if arrival is None:
                symbols.append(_NOT_RECEIVED)
                continue
            delta = max(-32768, min(32767, round(arrival / _TICK_SECONDS) - previous))
            previous += delta
            small = 0 <= delta <= 255
            symbols.append(_SMALL if small else _LARGE)
            deltas += struct.pack("!B" if small else "!h", delta)
        when = (reference & 0xFFFFFF) << 8 | self._count & 0xFF
        self._count += 1
        body = struct.pack("!HHI", base & 0xFFFF, len(arrivals), when) + _chunks(symbols) + deltas
        return body + bytes(-len(body) % 4)


def _chunks(symbols: list[int]) -> bytes:
    """Pack statuses: seven or more alike as a run, else seven of two bits each."""
    packed = bytearray()
    position = 0
    while position < len(symbols):
        symbol = symbols[position]
        run = position
        while run < len(symbols) and symbols[run] == symbol and run - position < 0x1FFF:
            run += 1
        if run - position >= 7 or run == len(symbols):
            packed += struct.pack("!H", symbol << 13 | (run - position))
            position = run
            continue
        vector = 0xC000
        for index, value in enumerate(symbols[position : position + 7]):
            vector |= value << (12 - 2 * index)
        packed += struct.pack("!H", vector)
        position += 7
    return bytes(packed)
