"""How viewers receive what is sent, from their receiver reports (RFC 3550, section 6.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from media.health import AudienceHealth
from media.rtcp import ReportBlock

_STRUGGLING_LOSS = 0.05
_STRUGGLING_RTT_MS = 600.0
_MAX_TRIP = 1 << 20
"""In 1/65536 s: what would be longer than 16 s is a stale report, not a round trip."""


@dataclass(slots=True)
class ViewerReception:
    """What one viewer said last.

    Attributes:
        losses: Of each of our sources, the share lost between its last two reports.
        lost: Of each of our sources, all packets lost so far.
        jitter_ms: Of each of our sources.
        rtt_ms: The round trip, None before it is known.
    """

    losses: dict[int, float] = field(default_factory=dict)
    lost: dict[int, int] = field(default_factory=dict)
    jitter_ms: dict[int, float] = field(default_factory=dict)
    rtt_ms: float | None = None

    @property
    def loss_ratio(self) -> float:
        """The worst of its sources."""
        return max(self.losses.values(), default=0.0)

    @property
    def is_struggling(self) -> bool:
        """Whether this viewer sees or hears it."""
        return self.loss_ratio >= _STRUGGLING_LOSS or (self.rtt_ms or 0.0) > _STRUGGLING_RTT_MS

    def report(self, block: ReportBlock, *, clock_rate: int, ntp: int) -> None:
        """Take one block; `ntp` (64 bits) is when it came."""
        self.losses[block.ssrc] = block.fraction_lost / 256
        self.lost[block.ssrc] = max(0, block.lost)
        self.jitter_ms[block.ssrc] = block.jitter * 1000 / clock_rate
        elapsed = (ntp >> 16 & 0xFFFFFFFF) - block.last_report - block.delay & 0xFFFFFFFF
        if block.last_report and elapsed < _MAX_TRIP:
            self.rtt_ms = elapsed * 1000 / 65536


def audience_health(viewers: Iterable[ViewerReception]) -> AudienceHealth:
    """Sum viewers up; who has not reported yet does not count."""
    reporting = [viewer for viewer in viewers if viewer.losses]
    if not reporting:
        return AudienceHealth()
    trips = [viewer.rtt_ms for viewer in reporting if viewer.rtt_ms is not None]
    return AudienceHealth(
        reporting=len(reporting),
        struggling=sum(viewer.is_struggling for viewer in reporting),
        loss_ratio=round(median(viewer.loss_ratio for viewer in reporting), 4),
        rtt_ms=round(median(trips), 1) if trips else None,
    )
