"""Counters that every part of the media plane adds to, owned by the service."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Totals since the start; see `MediaTotals` for their public form."""

    packets_in: int = 0
    packets_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    dropped: int = 0
    rejected: int = 0
    joins: int = 0
    nacks_received: int = 0
    nacks_sent: int = 0
    retransmitted: int = 0
    plis_received: int = 0
    plis_up: int = 0
    replays: int = 0
