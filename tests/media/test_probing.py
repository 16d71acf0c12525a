"""Trying whether a path carries more."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from media.probing import Probing

SENDING, WANTED = 600_000, 2_600_000


def run(probing: Probing, start: float, seconds: float, *, carries_bps: int) -> tuple[float, list[int], int]:
    """Look every 50 ms at a path that queues above a rate; returns the time, all rates, what was proven."""
    now, rates, proven = start, [], 0
    while now < start + seconds and not proven:
        queueing = max(probing.rate_bps, SENDING) > carries_bps
        proven = probing.look(sending_bps=SENDING, wanted_bps=WANTED, is_queueing=queueing, now=now)
        rates.append(probing.rate_bps)
        now += 0.05
    return now, rates, proven


def test_an_attempt_rises_in_steps_and_proves_what_it_reached() -> None:
    now, rates, proven = run(Probing(0.0), 0.0, 5.0, carries_bps=3_000_000)
    steps = [rate for rate in dict.fromkeys(rates) if rate]
    assert proven == WANTED
    assert steps == sorted(steps)
    assert steps[0] < 1.4 * SENDING
    assert now < 3.0


def test_a_path_that_carries_no_more_is_left_alone_for_a_while_and_then_longer() -> None:
    _, rates, proven = run(Probing(0.0), 0.0, 40.0, carries_bps=900_000)
    assert proven == 0
    trying = [rate > 0 for rate in rates]
    starts = [n * 0.05 for n in range(1, len(trying)) if trying[n] and not trying[n - 1]]
    pauses = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert pauses[0] < pauses[1] < pauses[2]
    assert max(pauses) < 7.5, "a path that widens is noticed soon enough"
    assert sum(trying) / len(trying) < 0.15


def test_nothing_is_tried_where_nothing_better_is_to_be_had() -> None:
    probing = Probing(0.0)
    for number in range(200):
        probing.look(sending_bps=SENDING, wanted_bps=0, is_queueing=False, now=number * 0.05)
        assert not probing.is_on


def test_congestion_puts_attempts_off() -> None:
    probing = Probing(0.0)
    run(probing, 0.0, 1.0, carries_bps=3_000_000)
    assert probing.is_on
    probing.put_off(1.0)
    assert not probing.is_on
    probing.look(sending_bps=SENDING, wanted_bps=WANTED, is_queueing=False, now=1.5)
    assert not probing.is_on


def test_a_path_that_proves_wide_and_is_not_is_tried_ever_more_rarely() -> None:
    probing, now, pauses = Probing(0.0), 0.0, []
    for _ in range(6):
        began = now
        now, _, proven = run(probing, now, 60.0, carries_bps=3_000_000)
        assert proven
        pauses.append(now - began)
        now += 1.0
        probing.put_off(now)
    assert pauses[1] < pauses[2] < pauses[3]
    assert max(pauses) < 20.0
    now += 20.0
    probing.look(sending_bps=SENDING, wanted_bps=0, is_queueing=False, now=now)
    probing.put_off(now)
    began = now
    now, _, _ = run(probing, now, 60.0, carries_bps=3_000_000)
    assert now - began < 20.0


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0.01, 1.0)), max_size=120))
def test_no_attempt_ever_asks_for_more_than_is_wanted(steps: list[tuple[bool, bool, float]]) -> None:
    probing, now = Probing(0.0), 0.0
    for queueing, better, pause in steps:
        now += pause
        wanted = WANTED if better else 0
        proven = probing.look(sending_bps=SENDING, wanted_bps=wanted, is_queueing=queueing, now=now)
        assert probing.rate_bps <= WANTED
        assert proven in {0, WANTED}
