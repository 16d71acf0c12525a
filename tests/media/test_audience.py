"""What viewers report is summed up, and who struggles is counted."""

from media.audience import ViewerReception, audience_health
from media.rtcp import ReportBlock

NOW = 100 << 32


def viewer(*fractions: int, rtt_ms: float | None = None) -> ViewerReception:
    made = ViewerReception(rtt_ms=rtt_ms)
    for ssrc, fraction in enumerate(fractions):
        made.report(ReportBlock(ssrc, fraction_lost=fraction), clock_rate=90_000, ntp=NOW)
    return made


def test_nobody_has_reported_yet() -> None:
    assert audience_health([viewer(), viewer()]).reporting == 0


def test_medians_tell_of_the_many_and_the_count_of_the_few() -> None:
    health = audience_health(
        [viewer(0, 0, rtt_ms=20), viewer(2, rtt_ms=40), viewer(0, 128, rtt_ms=30), viewer()]
    )
    assert (health.reporting, health.struggling, health.rtt_ms) == (3, 1, 30)
    assert health.loss_ratio == round(2 / 256, 4)


def test_a_viewer_who_waits_long_struggles_without_losing_anything() -> None:
    assert viewer(0, rtt_ms=700).is_struggling
    assert not viewer(12, rtt_ms=300).is_struggling


def test_a_round_trip_is_read_and_a_stale_report_is_not() -> None:
    made = ViewerReception()
    sent = (NOW >> 16) - 6554  # 100 ms ago
    made.report(ReportBlock(1, last_report=sent & 0xFFFFFFFF, jitter=900), clock_rate=90_000, ntp=NOW)
    assert round(made.rtt_ms or 0) == 100
    assert made.jitter_ms == {1: 10.0}
    made.report(ReportBlock(1, last_report=1), clock_rate=90_000, ntp=NOW)
    assert round(made.rtt_ms or 0) == 100
