"""Attempts at more, seen from inside: what they send beside the media, and what they prove."""

import pytest

from tests.fakes.simulated_show import SimulatedShow

WIDE, NARROW = 3_000_000, 800_000


class Filling:
    """A show whose viewer was narrowed to the middle layer and tries for the best one again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.show = SimulatedShow()
        self.filled: list[int] = []
        fill = self.show.video.fill

        def note(octets: int) -> int:
            self.filled.append(fill(octets))
            return self.filled[-1]

        monkeypatch.setattr(self.show.video, "fill", note)
        self.show.run(1.2)
        self.show.join()
        self.show.run(0.8)
        self.show.link.rate_bps = NARROW
        self.show.run(1.5)
        self.show.link.rate_bps = WIDE
        assert self.show.reaches(lambda: self.show.adaptation._probing.rate_bps > 1_500_000, 8.0) < 8.0


def test_an_attempt_does_not_catch_up_with_what_a_stall_of_the_loop_kept_it_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attempt = Filling(monkeypatch)
    attempt.filled.clear()
    attempt.show.adaptation._fill(attempt.show.now + 2.0)
    rate_bps = attempt.show.adaptation._probing.rate_bps
    assert 0 < sum(attempt.filled) < rate_bps / 8 * 0.020 + 1_500


def test_an_attempt_sends_what_it_says_whatever_the_size_of_the_packets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attempt = Filling(monkeypatch)
    attempt.filled.clear()
    adaptation, began = attempt.show.adaptation, attempt.show.now
    extra_bps = adaptation._probing.rate_bps - adaptation._sending_bps
    for turn in range(1, 51):
        adaptation._fill(began + turn * 0.004)
    assert sum(attempt.filled) == pytest.approx(extra_bps / 8 * 0.2, abs=2_000)
