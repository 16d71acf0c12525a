"""The estimate of a path, on paths that are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.bandwidth import PathEstimate
from media.ledger import Departure


class Pipe:
    """A bottleneck with a queue: packets of 1,000 bytes go in at one rate and come out at another at most."""

    def __init__(self, capacity_bps: int, *, buffer_seconds: float = 0.3) -> None:
        self.capacity_bps = capacity_bps
        self.now = 50.0
        self.buffer_seconds = buffer_seconds
        self._free_at = 0.0
        self._next_packet = 50.0

    def run(
        self, path: PathEstimate, rate_bps: int, seconds: float, *, lose_every: int = 0, sending_bps: int = 0
    ) -> None:
        """Send for a while, with a report every 50 ms."""
        end = self.now + seconds
        number = 0
        while self.now < end:
            self.now += 0.05
            sent = []
            while self._next_packet < self.now:
                at = self._next_packet
                self._next_packet += 8000 / rate_bps
                number += 1
                begins = max(at, self._free_at)
                lost = begins - at > self.buffer_seconds or (lose_every and number % lose_every == 0)
                if not lost:
                    self._free_at = begins + 8000 / self.capacity_bps
                sent.append(Departure(at, 1000, None if lost else self._free_at + 1000.02))
            path.add(sent, self.now, sending_bps=sending_bps)


def test_without_a_queue_what_arrives_is_proven_and_nothing_is_taken_back() -> None:
    path, pipe = PathEstimate(500_000), Pipe(5_000_000)
    pipe.run(path, 2_000_000, 3)
    assert path.bps == pytest.approx(2_000_000, rel=0.05)
    pipe.run(path, 300_000, 3)
    assert path.bps == pytest.approx(2_000_000, rel=0.05)
    assert not path.is_measured


def test_a_path_that_narrows_is_measured_within_half_a_second() -> None:
    path, pipe = PathEstimate(500_000), Pipe(5_000_000)
    pipe.run(path, 2_200_000, 3)
    pipe.capacity_bps = 800_000
    pipe.run(path, 2_200_000, 0.5)
    assert path.is_measured
    assert 600_000 < path.bps < 820_000


def test_a_queue_that_cannot_drain_is_acted_on_at_once_and_one_that_can_is_not() -> None:
    path, pipe = PathEstimate(500_000), Pipe(3_000_000)
    pipe.run(path, 2_200_000, 3, sending_bps=2_200_000)
    pipe.run(path, 4_000_000, 0.2, sending_bps=2_200_000)
    assert path.queue_seconds > 0.04, "a keyframe is larger than what is sent on average"
    assert not path.is_congested
    pipe.run(path, 500_000, 1, sending_bps=2_200_000)
    pipe.capacity_bps = 800_000
    pipe.run(path, 2_200_000, 0.15, sending_bps=2_200_000)
    assert path.is_measured
    assert 600_000 < path.bps < 820_000


def test_a_way_that_has_become_longer_is_not_taken_for_a_queue_for_good() -> None:
    path = PathEstimate(500_000)
    for number in range(400):
        late = 0.1 if number > 100 else 0.0
        times = [number * 0.05 + n * 0.004 for n in range(1, 11)]
        packets = [Departure(at, 1000, at + late) for at in times]
        path.add(packets, number * 0.05)
    assert not path.is_congested
    assert path.bps > 1_500_000, "what arrives without a queue counts again"


def test_a_queue_that_nobody_reports_on_any_more_has_drained() -> None:
    path, pipe = PathEstimate(500_000), Pipe(100_000)
    pipe.run(path, 400_000, 1)
    assert path.is_starved
    path.expire(pipe.now + 0.3)
    assert path.is_queueing
    path.expire(pipe.now + 1.0)
    assert not path.is_queueing
    assert not path.is_congested


def test_loss_by_chance_is_no_congestion() -> None:
    path, pipe = PathEstimate(500_000), Pipe(5_000_000)
    pipe.run(path, 2_000_000, 3)
    pipe.run(path, 2_000_000, 5, lose_every=20)
    assert path.loss_ratio == pytest.approx(0.05, abs=0.01)
    assert path.bps > 1_800_000


def test_a_path_that_drops_instead_of_queueing_is_noticed_by_its_loss() -> None:
    path, pipe = PathEstimate(500_000), Pipe(800_000, buffer_seconds=0.01)
    pipe.run(path, 2_200_000, 2)
    assert path.is_measured
    assert path.bps < 850_000


def test_while_trying_more_a_queue_takes_nothing_back() -> None:
    path = PathEstimate(500_000)
    for number in range(40):
        late = 0.0 if number < 10 else 0.3
        times = [number * 0.05 + n * 0.005 for n in range(1, 9)]
        packets = [Departure(at, 500, at + late) for at in times]
        path.add(packets, number * 0.05, probing=True)
    assert path.is_queueing
    assert path.bps >= 500_000


@given(
    st.lists(
        st.lists(
            st.tuples(st.floats(0, 10), st.integers(0, 2000), st.none() | st.floats(0, 1e6)), max_size=12
        ),
        max_size=15,
    )
)
def test_whatever_is_reported_the_estimate_stays_sane(
    reports: list[list[tuple[float, int, float | None]]],
) -> None:
    path = PathEstimate(1_000_000)
    for number, report in enumerate(reports):
        path.add([Departure(*each) for each in report], number * 0.05)
        assert path.bps >= 20_000
        assert 0 <= path.loss_ratio <= 1
        assert path.queue_seconds >= 0
