"""Attempts at more, seen from inside: what they send beside the media, and what they prove."""

import itertools

import pytest

from media.health import LayerChoice
from media.selection import LayerWish
from media.track import Track
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


def test_a_show_that_has_just_begun_is_left_as_fast_as_one_whose_rates_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SimulatedShow, "_measure_layers", lambda _show: None)
    show = SimulatedShow()
    show.run(1.2)
    show.join()
    assert show.reaches(lambda: show.shows("f"), 8.0) < 8.0
    descended: list[str | None] = []
    descend = show.video.descend

    def note(track: Track) -> None:
        descended.append(track.rid)
        descend(track)

    monkeypatch.setattr(show.video, "descend", note)
    show.link.rate_bps = NARROW
    assert show.reaches(lambda: show.shows("h"), 5.0) < 1.0
    assert descended[0] == "h", "nothing more is sent of what the path does not carry"


def test_without_rtx_the_better_layer_itself_is_the_attempt_and_comes_ever_more_rarely() -> None:
    show = SimulatedShow(rtx=False)
    show.run(1.2)
    show.join()
    assert show.reaches(lambda: show.shows("f"), 8.0) < 8.0
    show.link.rate_bps = NARROW
    show.run(30.0)
    tried = [at for at, rid in show.sent_layers if rid == "f" and at > show.now - 30.0]
    assert not show.adaptation._probing.is_on, "nothing can be sent that would prove anything"
    pauses = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert pauses == sorted(pauses)
    assert 1 <= len(pauses) < 6
    show.link.rate_bps = WIDE
    assert show.reaches(lambda: show.shows("f"), 20.0) < 20.0
    show.run(3.0)
    assert show.shows("f")


def test_who_begins_to_listen_is_told_what_changes_from_then_on() -> None:
    show = SimulatedShow()
    show.run(1.2)
    show.join()
    assert show.reaches(lambda: show.shows("f"), 8.0) < 8.0
    show.run(0.5)
    first: list[LayerChoice] = []
    show.adaptation.listen(first.append)
    show.run(1.0)
    assert not first, "nothing has changed since he began to listen"
    show.adaptation.ask(LayerWish(encoding_id="q"), show.now)
    show.run(1.0)
    assert [(choice.chosen, choice.sent) for choice in first][-1] == ("q", "q")
    first.clear()
    show.adaptation.listen(None)
    show.adaptation.ask(LayerWish(), show.now)
    show.run(2.0)
    assert not first
