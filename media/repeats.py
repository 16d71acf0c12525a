"""Decides which packets go to a viewer again: no more than helps his path, none twice within a round trip."""

from collections import OrderedDict

_MOST_BPS = 8_000_000
_BURST_SECONDS = 0.25
_LEAST_BURST_OCTETS = 4_000
_LEAST_AGAIN_SECONDS = 0.02
_REMEMBERED = 512


class RepeatBudget:
    """Bounds what one viewer can make us send again.

    Where packets are lost because the path is too narrow, repeats without a bound make it narrower still: all
    that is lost is asked for, its repeats push out the next packets, and those are asked for, too.

    Attributes:
        bps: What repeats may take.
        round_trip_seconds: How long the answer to a repeat takes; asking sooner is asking twice.
    """

    def __init__(self, now: float) -> None:
        self.bps = _MOST_BPS
        self.round_trip_seconds = 0.0
        self._octets = self._ceiling
        self._at = now
        self._sent: OrderedDict[int, float] = OrderedDict()

    def limit(self, bps: int | None) -> None:
        """Let repeats take so much; None where the path is not known to be narrow."""
        self.bps = _MOST_BPS if bps is None else min(_MOST_BPS, bps)

    def may(self, sequence: int, now: float) -> bool:
        """Whether a packet may go again now; asked before it is written, so that a refusal costs nothing."""
        last = self._sent.get(sequence)
        if last is not None and now - last < max(_LEAST_AGAIN_SECONDS, self.round_trip_seconds):
            return False
        self._octets = min(self._ceiling, self._octets + (now - self._at) * self.bps / 8)
        self._at = now
        return self._octets > 0

    def took(self, sequence: int, octets: int, now: float) -> None:
        """Note that a packet of so many bytes went again."""
        self._octets -= octets
        self._sent[sequence] = now
        self._sent.move_to_end(sequence)
        while len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)

    @property
    def _ceiling(self) -> float:
        return max(_LEAST_BURST_OCTETS, self.bps / 8 * _BURST_SECONDS)
