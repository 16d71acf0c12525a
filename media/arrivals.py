"""Reads a viewer's reports on when each packet reached him: the other side of `transport_feedback`.

draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1.
"""

import struct
from itertools import accumulate
from typing import NamedTuple

_HEAD = struct.Struct("!HHI")
_TICK_SECONDS = 0.00025
_REFERENCE_SECONDS = 0.064
_MAX_STATUSES = 2048
_NOT_RECEIVED, _SMALL, _LARGE = 0, 1, 2


class Arrivals(NamedTuple):
    """What a report says of the packets from the 16-bit number `base` on; seconds by the viewer's clock."""

    base: int
    seconds: list[float | None]


def read_arrivals(body: bytes) -> Arrivals | None:
    """Read a report's body behind both SSRCs; None where its lengths do not add up."""
    if len(body) < _HEAD.size:
        return None
    base, count, reference = _HEAD.unpack_from(body)
    statuses, position = _statuses(body, min(count, _MAX_STATUSES))
    if len(statuses) < count:
        return None
    start = (reference >> 8) * _REFERENCE_SECONDS
    if statuses.count(_SMALL) == count and position + count <= len(body):
        # As nearly all reports are: everything came, one soon after the other.
        deltas = accumulate(body[position : position + count])
        return Arrivals(base, [start + ticks * _TICK_SECONDS for ticks in deltas])
    ticks = 0
    seconds: list[float | None] = []
    for status in statuses:
        if status == _NOT_RECEIVED or status > _LARGE:
            seconds.append(None)
            continue
        size = 1 if status == _SMALL else 2
        if position + size > len(body):
            return None
        ticks += int.from_bytes(body[position : position + size], "big", signed=status == _LARGE)
        position += size
        seconds.append(start + ticks * _TICK_SECONDS)
    return Arrivals(base, seconds)


def _statuses(body: bytes, count: int) -> tuple[list[int], int]:
    """Unpack the status chunks: runs, one bit each, or two bits each."""
    statuses: list[int] = []
    position = _HEAD.size
    while len(statuses) < count and position + 2 <= len(body):
        chunk = body[position] << 8 | body[position + 1]
        position += 2
        if not chunk & 0x8000:
            statuses += [chunk >> 13 & 3] * min(chunk & 0x1FFF, count - len(statuses))
        elif chunk & 0x4000:
            statuses += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return statuses[:count], position
