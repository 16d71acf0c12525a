"""Estimates what the path to one viewer carries, from when his packets arrived.

Packets that wait in a queue arrive later than the quickest of late. While a queue stands, what arrives is
what the path carries; without one it is the least that it carries. More is learnt by trying (`probing`).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from media.ledger import Departure
from media.standing_queue import StandingQueue

_QUEUE_SECONDS = 0.06
_LONG_QUEUE_SECONDS = 0.2
_EMPTY_SECONDS = 0.03
_REPORTS_OF_QUEUE = 3
_HIGH_LOSS = 0.15
_LOSS_PACKETS = 30
_WINDOW_SECONDS = 1.0
_RATE_SECONDS = 0.4
_KEPT_SHARE = 0.9
_UNKNOWN_SHARE = 0.6
_HOLD_SECONDS = 0.5
_LEAST_BPS = 20_000
_QUICKEST_SECONDS = 10.0
_LEAP_SECONDS = 60.0
_STUBBORN_SECONDS = 2.0
_SILENT_SECONDS = 0.5
_SOME_LOSS = 0.05
_OUTRUN_QUEUE_SECONDS = 0.05
_OUTRUN_SHARE = 0.85
_FIRST_SIGN_SECONDS = 0.03
_FIRST_SIGN_SHARE = 0.95
_RECENT_SECONDS = 0.25
_RECENT_PACKETS = 20
_SUDDEN_LOSS = 0.15


@dataclass(frozen=True, slots=True)
class _Report:
    now: float
    arrival: float
    octets: int
    received: int
    lost: int


class PathEstimate:
    """What one path carries, as far as is known.

    Attributes:
        bps: The estimate, bits a second.
        queue_seconds: How long packets wait on their way, of late.
        delivered_bps: What arrived of late.
        loss_ratio: The part that did not arrive, over the last second.
        is_measured: Whether the path has shown its limit, which the estimate then is.
        round_trip_seconds: From sending a packet to hearing of it, queue and all; 0 before the first report.
    """

    def __init__(self, start_bps: int) -> None:
        self.bps = start_bps
        self.queue_seconds = 0.0
        self.delivered_bps = 0
        self.loss_ratio = 0.0
        self.is_measured = False
        self._reports: deque[_Report] = deque()
        self._quickest: deque[tuple[float, float]] = deque()
        self.round_trip_seconds = 0.0
        self._standing = StandingQueue()
        self._is_outrun = False
        self._queued = 0
        self._congested_since: float | None = None
        self._queued_since: float | None = None
        self._hold_until = 0.0

    @property
    def is_starved(self) -> bool:
        """Whether the path carries less than what is sent beyond any doubt."""
        return self.is_measured and (self.loss_ratio > _SOME_LOSS or self.queue_seconds > _LONG_QUEUE_SECONDS)

    @property
    def is_queueing(self) -> bool:
        """Whether packets begin to wait for each other, or to be lost for lack of a place to wait in."""
        return self._queued > 0 or self._loses_suddenly

    @property
    def is_congested(self) -> bool:
        """Whether more is sent than the path carries."""
        too_long = self.queue_seconds > _LONG_QUEUE_SECONDS and self._queued > 0
        return (
            too_long or self._is_outrun or self._queued >= _REPORTS_OF_QUEUE or self.loss_ratio > _HIGH_LOSS
        )

    def is_outrun_by(self, bps: int) -> bool:
        """Whether clearly less than so much comes through while packets wait: the first sign of a limit."""
        standing = self._standing
        return (
            standing.bps is not None
            and standing.queue_seconds >= _FIRST_SIGN_SECONDS
            and standing.bps < _FIRST_SIGN_SHARE * bps
        )

    def add(
        self, packets: Sequence[Departure], now: float, *, sending_bps: int = 0, probing: bool = False
    ) -> None:
        """Take a report in.

        Args:
            packets: What it tells, in the order of sending.
            now: When it came (monotonic seconds).
            sending_bps: What the media takes on average. Where less than that comes through while packets
                queue, the queue cannot drain by itself, so there is nothing to wait for.
            probing: More than the media is being sent: then a queue says only that this was too much.
        """
        arrived = [(each.arrival, each.arrival - each.sent, each.octets) for each in packets if each.arrival]
        if not arrived:
            return
        last = arrived[-1][0]
        self.round_trip_seconds = max(0.0, now - next(p.sent for p in reversed(packets) if p.arrival))
        # The first of a burst waits only for what was there before it.
        self._note_delay(min(delay for _, delay, _ in arrived), now, last)
        self._note_outrun(arrived, sending_bps)
        octets = sum(size for _, _, size in arrived)
        self._reports.append(_Report(now, last, octets, len(arrived), len(packets) - len(arrived)))
        while self._reports[0].now < now - _WINDOW_SECONDS:
            self._reports.popleft()
        received = sum(report.received for report in self._reports)
        lost = sum(report.lost for report in self._reports)
        self.loss_ratio = lost / (received + lost) if received + lost >= _LOSS_PACKETS else 0.0
        rate = self._rate(last - _RATE_SECONDS)
        if rate is not None:
            self.delivered_bps = rate
        if self.is_congested:
            self._note_stubborn_queue(now)
            if not probing and now >= self._hold_until:
                self._decrease(now)
        else:
            self._congested_since = None
            if self.queue_seconds < _EMPTY_SECONDS and rate is not None:
                self.bps = max(self.bps, rate)

    def expire(self, now: float) -> None:
        """Forget a queue that nobody has reported on for a while: nothing is sent, so it has drained."""
        if self._reports and now - self._reports[-1].now > _SILENT_SECONDS:
            self._queued, self.queue_seconds, self.loss_ratio = 0, 0.0, 0.0
            self._standing, self._is_outrun = StandingQueue(), False
            self._congested_since = self._queued_since = None

    def take_for(self, bps: int) -> None:
        """Take the path for so wide until a report tells otherwise: it was proven, or is to be tried."""
        self.bps = max(self.bps, bps)

    def hold(self, now: float) -> None:
        """Wait before judging: a queue of our own making drains."""
        self._hold_until = max(self._hold_until, now + _HOLD_SECONDS)

    def _note_delay(self, delay: float, now: float, arrival: float) -> None:
        quickest = self._quickest
        if quickest and abs(delay - quickest[0][1]) > _LEAP_SECONDS:
            quickest.clear()  # the viewer's clock leapt
        while quickest and quickest[0][0] < now - _QUICKEST_SECONDS:
            quickest.popleft()
        while quickest and quickest[-1][1] >= delay:
            quickest.pop()
        quickest.append((now, delay))
        before, self.queue_seconds = self.queue_seconds, delay - quickest[0][1]
        draining = self.queue_seconds < before - 0.005
        if self.queue_seconds < _QUEUE_SECONDS or draining:
            self._queued = 0
        else:
            self._queued += 1
        if self.queue_seconds < _EMPTY_SECONDS:
            self._queued_since = None
        elif self._queued_since is None:
            self._queued_since = arrival

    def _note_outrun(self, arrived: Sequence[tuple[float, float, int]], sending_bps: int) -> None:
        quickest = self._quickest[0][1]
        standing = self._standing
        for arrival, delay, octets in arrived:
            standing.add(arrival, delay - quickest, octets)
        self._is_outrun = (
            standing.bps is not None
            and standing.queue_seconds >= _OUTRUN_QUEUE_SECONDS
            and standing.bps < _OUTRUN_SHARE * sending_bps
        )

    @property
    def _loses_suddenly(self) -> bool:
        since = self._reports[-1].now - _RECENT_SECONDS if self._reports else 0.0
        recent = [report for report in self._reports if report.now > since]
        lost = sum(report.lost for report in recent)
        counted = lost + sum(report.received for report in recent)
        return counted >= _RECENT_PACKETS and lost > _SUDDEN_LOSS * counted

    def _note_stubborn_queue(self, now: float) -> None:
        """A queue drains when less is sent; what stays late nevertheless is a longer way or a busy device."""
        if self._congested_since is None:
            self._congested_since = now
        elif now - self._congested_since > _STUBBORN_SECONDS and self.loss_ratio < _HIGH_LOSS / 2:
            self._congested_since, self._queued, self.queue_seconds = None, 0, 0.0
            self._quickest.clear()

    def _rate(self, since: float) -> int | None:
        """What arrived since a moment of the viewer's clock, bits a second; None if that is too short."""
        recent = [report for report in self._reports if report.arrival >= since]
        if len(recent) < 2 or recent[-1].arrival - recent[0].arrival < 0.04:
            return None
        octets = sum(report.octets for report in recent[1:])
        return round(8 * octets / (recent[-1].arrival - recent[0].arrival))

    def _decrease(self, now: float) -> None:
        """Come down to what arrives while packets queue, or a good deal where that is not known."""
        rate = self._standing.bps
        if rate is None and self._queued_since is not None:
            rate = self._rate(max(self._queued_since, self._reports[-1].arrival - _RATE_SECONDS))
        if rate is None and self.loss_ratio > _HIGH_LOSS:
            rate = self.delivered_bps
        wanted = _KEPT_SHARE * rate if rate else _UNKNOWN_SHARE * min(self.bps, self.delivered_bps)
        self.bps = max(_LEAST_BPS, min(self.bps, round(wanted)))
        self.is_measured = True
        self.hold(now)
