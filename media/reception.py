"""How well one source arrives: loss, jitter and rates, for receiver reports and for the studio."""

from dataclasses import dataclass

from media.rtcp import ReportBlock
from media.rtp import unwrap


@dataclass(frozen=True, slots=True)
class Rates:
    """What arrived in one window."""

    bitrate_bps: int = 0
    packets_per_s: float = 0.0
    frames_per_s: float = 0.0
    loss_ratio: float = 0.0


class Reception:
    """Statistics of one SSRC (RFC 3550, appendix A.3 and A.8)."""

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._base: int | None = None
        self._highest = 0
        self._received = 0
        self.octets = 0
        self.repairs = 0
        self._frames = 0
        self._newest_time: int | None = None
        self._transit: float | None = None
        self._jitter = 0.0
        self._reported = (0, 0)
        self._window = (0.0, 0, 0, 0, 0)
        self.report_ntp = 0
        self.report_arrival = 0.0
        self.rates = Rates()

    @property
    def jitter_ms(self) -> float:
        """Interarrival jitter (RFC 3550, section 6.4.1) in milliseconds."""
        return self._jitter * 1000 / self._clock_rate

    @property
    def packets(self) -> int:
        """Packets that came, by retransmission too."""
        return self._received

    @property
    def lost(self) -> int:
        """Packets that have not come at all; doubles count against it (RFC 3550, section 6.4.1)."""
        return max(0, self._expected() - self._received)

    def add(self, sequence: int, timestamp: int, octets: int, now: float) -> None:
        """Count one packet that was not recovered by retransmission."""
        if self._base is None:
            self._base = self._highest = sequence
            self._window = (now, 0, 0, 0, 0)
        self._highest = max(self._highest, unwrap(sequence, self._highest, 16))
        self._received += 1
        self.octets += octets
        if timestamp == self._newest_time:
            return
        self._frames += 1
        self._newest_time = timestamp
        # A frame's packets share one time, so only its first tells about the path.
        transit = now * self._clock_rate - timestamp
        if self._transit is not None and abs(transit - self._transit) < self._clock_rate:
            self._jitter += (abs(transit - self._transit) - self._jitter) / 16
        self._transit = transit

    def recovered(self) -> None:
        """Count a packet that came by retransmission: it is not lost."""
        self._received += 1
        self.repairs += 1

    def report(self, ssrc: int, now: float) -> ReportBlock:
        """Write the block for a receiver report, covering the time since the last one."""
        expected = self._expected()
        newly_expected, newly_received = expected - self._reported[0], self._received - self._reported[1]
        self._reported = (expected, self._received)
        lost = max(0, newly_expected - newly_received)
        delay = int((now - self.report_arrival) * 65536) if self.report_ntp else 0
        return ReportBlock(
            ssrc=ssrc,
            fraction_lost=min(255, 256 * lost // newly_expected) if newly_expected > 0 else 0,
            lost=self.lost,
            highest_sequence=self._highest,
            jitter=int(self._jitter),
            last_report=self.report_ntp >> 16 & 0xFFFFFFFF,
            delay=delay,
        )

    def close_window(self, now: float) -> None:
        """Compute `rates` over the time since the last call; of use about once a second."""
        since, octets, packets, frames, expected_before = self._window
        elapsed, expected = now - since, self._expected()
        if elapsed <= 0 or self._base is None:
            return
        newly_expected = expected - expected_before
        arrived = self._received - packets
        self.rates = Rates(
            bitrate_bps=round(8 * (self.octets - octets) / elapsed),
            packets_per_s=arrived / elapsed,
            frames_per_s=(self._frames - frames) / elapsed,
            loss_ratio=min(1.0, max(0.0, 1 - arrived / newly_expected)) if newly_expected > 0 else 0.0,
        )
        self._window = (now, self.octets, self._received, self._frames, expected)

    def _expected(self) -> int:
        return 0 if self._base is None else self._highest - self._base + 1
