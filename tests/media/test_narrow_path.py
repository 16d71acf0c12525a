"""A path that narrows and widens: the relay's own code over a made-up link, and once for real."""

import pytest

from bench import adapt
from bench.rig.layered_source import LADDER
from bench.rig.networks import why_not
from media.errors import LayerUnknown
from media.health import LayerChoice
from media.selection import LayerWish
from media.statistics import Phase
from tests.fakes.planned_encoder import LayerPlan
from tests.fakes.simulated_show import SimulatedShow

WIDE, NARROW = 3_000_000, 800_000
BEST = LADDER[-1].height


def playing(**options: float) -> SimulatedShow:
    """A show whose viewer has the best layer."""
    show = SimulatedShow(**options)  # type: ignore[arg-type]
    show.run(1.2)
    show.join()
    assert show.reaches(lambda: show.shows("f"), 8.0) < 8.0
    show.run(1.0)
    return show


@pytest.mark.parametrize("delay_seconds", [0.01, 0.05])
@pytest.mark.parametrize("phase", [0.0, 0.7])
def test_the_picture_follows_down_without_a_freeze_and_up_again(delay_seconds: float, phase: float) -> None:
    show = playing(delay_seconds=delay_seconds, gop_seconds=2.0)
    show.run(phase)
    narrowed, show.link.rate_bps = show.now, NARROW
    assert show.reaches(lambda: show.shows("h")) < 1.0
    show.run(5.0)
    assert max(gap for _, gap in show.freezes(narrowed)) < 0.3
    assert show.shows("h"), "attempts at more take nothing away"
    show.link.rate_bps = WIDE
    assert show.reaches(lambda: show.shows("f")) < 10.0
    assert max(gap for _, gap in show.freezes(narrowed)) < 0.3


def test_an_encoder_that_hears_no_requests_is_left_for_what_is_cached() -> None:
    show = playing()
    show.hears_requests = False
    narrowed, show.link.rate_bps = show.now, NARROW
    assert show.reaches(lambda: not show.shows("f")) < 2.0
    show.run(2.5)
    assert show.shows("h")
    assert max(gap for _, gap in show.freezes(narrowed)) < 1.2, "without it, up to a keyframe period and more"


def test_the_picture_pauses_before_the_sound_suffers_and_comes_back() -> None:
    show = playing()
    news: list[LayerChoice] = []
    show.adaptation.listen(news.append)
    show.link.rate_bps = 100_000
    assert show.reaches(lambda: show.is_paused) < 1.5
    show.run(0.5)
    assert (news[-1].paused, news[-1].sent) == (True, None)
    heard = len(show.viewer.sound)
    show.run(3.0)
    assert show.is_paused
    assert len(show.viewer.sound) - heard >= 0.98 * 3.0 / 0.02
    show.link.rate_bps = WIDE
    seen = len(show.viewer.shown)
    # Repeats of what was lost before the pause make pictures, too; they are not what comes back.
    assert show.reaches(lambda: not show.is_paused and len(show.viewer.shown) > seen + 10) < 8.0
    assert not news[-1].paused
    assert len(news) < 8, "only what is new is told"


def test_a_player_gets_what_it_asks_for_and_no_more_than_it_shows() -> None:
    show = playing()
    show.adaptation.ask(LayerWish(max_height=300), show.now)
    asked = show.now
    assert show.reaches(lambda: show.shows("h")) < 1.5
    show.adaptation.ask(LayerWish(encoding_id="q"), show.now)
    assert show.reaches(lambda: show.shows("q")) < 1.5
    show.adaptation.ask(LayerWish(), show.now)
    assert show.reaches(lambda: show.shows("f")) < 8.0
    assert max((gap for _, gap in show.freezes(asked)), default=0.0) < 0.2
    with pytest.raises(LayerUnknown):
        show.adaptation.ask(LayerWish(encoding_id="8k"), show.now)


def test_loss_by_chance_neither_lowers_nor_freezes_the_picture() -> None:
    show = playing()
    show.link.loss_ratio = 0.05
    began = show.now
    show.run(5.0)
    assert show.shows("f")
    assert max((gap for _, gap in show.freezes(began)), default=0.0) < 0.3


@pytest.mark.parametrize("share", [0.9, 1.0, 1.1])
def test_without_a_smaller_layer_the_picture_is_live_or_pauses_but_never_runs_late(share: float) -> None:
    only = LayerPlan("f", 720, 1_400_000)
    show = SimulatedShow([only])
    show.run(1.2)
    show.join()
    show.run(4.0)
    show.link.rate_bps = round(only.bitrate_bps * share)
    for _ in range(40):
        show.run(0.2)
        show.video.keyframe_requested(show.now)
        assert show.lag_seconds < 0.25
    show.link.rate_bps = WIDE
    assert show.reaches(lambda: show.video.phase is Phase.LIVE) < 10.0


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
@pytest.mark.timeout(120)
async def test_real_packets_through_a_real_bottleneck_bring_the_smaller_picture() -> None:
    figures = await adapt.measure(narrow_seconds=0.0, steady_seconds=0.5, widen=False)
    heights = [height for _, height in figures["heights"]]
    assert BEST in heights
    assert heights[-1] < BEST
