"""When things were captured."""

import pytest

from media.capture import CaptureClock, CaptureLine


def test_both_tracks_share_the_best_offset_seen() -> None:
    clock = CaptureClock()
    clock.line(1000.0, 0, 5.100)  # 100 ms under way
    audio = clock.line(1001.0, 48000, 6.020)  # 20 ms: nearer to the truth
    video = clock.line(1001.0, 90000, 6.300)
    assert audio.moment == pytest.approx(6.020)
    assert video.moment == pytest.approx(6.020)


def test_a_line_gives_the_time_of_any_moment() -> None:
    assert CaptureLine(10.0, 1000).stream_time_at(12.0, 90000) == 181000
