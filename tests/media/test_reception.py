"""Statistics of a received source."""

import pytest

from media.reception import Reception


def test_loss_is_counted_since_the_last_report_and_in_all() -> None:
    reception = Reception(90000)
    for sequence in (65534, 65535, 0, 1, 3):
        reception.add(sequence, sequence * 3000, 100, 0.0)
    report = reception.report(7, 1.0)
    assert (report.ssrc, report.lost, report.highest_sequence) == (7, 1, 65539)
    assert report.fraction_lost == 256 // 6
    reception.add(4, 0, 100, 1.0)
    assert reception.report(7, 2.0).fraction_lost == 0


def test_a_recovered_packet_is_not_lost() -> None:
    reception = Reception(90000)
    reception.add(1, 0, 100, 0.0)
    reception.add(3, 0, 100, 0.0)
    reception.recovered()
    assert reception.report(7, 1.0).lost == 0


def test_an_even_stream_has_no_jitter_and_an_uneven_one_has() -> None:
    even, uneven = Reception(90000), Reception(90000)
    for frame in range(100):
        even.add(frame, frame * 3000, 100, frame / 30)
        uneven.add(frame, frame * 3000, 100, frame / 30 + (0.010 if frame % 2 else 0))
    assert even.jitter_ms == pytest.approx(0, abs=0.01)
    assert uneven.jitter_ms == pytest.approx(10, rel=0.05)


def test_rates_are_those_of_the_window() -> None:
    reception = Reception(90000)
    for frame in range(31):
        for part in range(2):
            reception.add(frame * 2 + part, frame * 3000, 500, frame / 30)
    reception.close_window(1.0)
    assert reception.rates.bitrate_bps == 31 * 2 * 500 * 8
    assert reception.rates.frames_per_s == pytest.approx(31)
    assert reception.rates.loss_ratio == 0
    reception.close_window(2.0)
    assert reception.rates.bitrate_bps == 0


def test_the_delay_since_the_senders_report_is_stated() -> None:
    reception = Reception(90000)
    reception.add(1, 0, 1, 0.0)
    assert reception.report(1, 5.0).last_report == 0
    reception.report_ntp, reception.report_arrival = 0x1234_5678_9ABC_DEF0, 1.0
    report = reception.report(1, 1.5)
    assert (report.last_report, report.delay) == (0x5678_9ABC, 32768)
