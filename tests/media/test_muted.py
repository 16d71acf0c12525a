"""A player that is muted: no sound is sent until it wishes, and then from there on."""

from typing import Any

import pytest

from media.statistics import Phase
from tests.fakes.simulated_show import SimulatedShow


@pytest.fixture
def show() -> SimulatedShow:
    show = SimulatedShow()
    show.run(1.2)
    return show


def test_sound_is_left_out_from_the_start_and_comes_when_it_is_wanted(show: SimulatedShow) -> None:
    show._relayed.hear(wanted=False)
    show.join()
    show.run(1.0)
    assert not show.viewer.sound
    assert show.viewer.shown, "the picture comes all the same"
    show._relayed.hear(wanted=True)
    show._relayed.hear(wanted=True)
    show.run(1.0)
    assert len(show.viewer.sound) == pytest.approx(50, abs=2)


def test_sound_that_is_turned_off_and_on_goes_on_without_a_gap_in_its_numbers(show: SimulatedShow) -> None:
    numbers: list[int] = []
    send = show.link.send

    def note(datagram: Any) -> None:  # noqa: ANN401
        if datagram.rtp[8:12] == (20).to_bytes(4, "big"):
            numbers.append(int.from_bytes(datagram.rtp[2:4], "big"))
        send(datagram)

    show._sound.fan._send = note  # type: ignore[attr-defined]
    show.join()
    show.run(0.5)
    show._relayed.hear(wanted=False)
    assert show._relayed.tracks["audio"].phase is Phase.IDLE
    assert show._relayed.tracks["audio"].sender_report(show.now) is None
    quiet = len(numbers)
    show.run(0.5)
    assert len(numbers) == quiet
    assert show.adaptation._sound_bps == 0, "the picture may have its share"
    show._relayed.hear(wanted=True)
    show.run(0.5)
    assert len(numbers) > quiet
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
