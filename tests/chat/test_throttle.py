"""A fair pace, kept in one integer a key."""

import hypothesis.strategies as st
from hypothesis import given

from chat.throttle import Throttle


def test_a_burst_then_one_per_interval() -> None:
    throttle = Throttle(interval_ms=1000, burst=3)
    assert [throttle.take("a", 0) for _ in range(4)] == [0, 0, 0, 1000]
    assert throttle.take("a", 1000) == 0
    assert throttle.take("a", 1500) == 500


def test_keys_do_not_share_a_pace() -> None:
    throttle = Throttle(interval_ms=1000, burst=1)
    assert throttle.take("a", 0) == 0
    assert throttle.take("b", 0) == 0


def test_a_clock_set_back_locks_nobody_out() -> None:
    throttle = Throttle(interval_ms=1000, burst=2)
    throttle.take("a", 10_000_000)
    assert [throttle.take("a", 0) for _ in range(3)] == [0, 0, 1000]


def test_rested_keys_are_forgotten() -> None:
    throttle = Throttle(interval_ms=10, burst=1)
    for number in range(5000):
        throttle.take(f"guest-{number}", number)
    assert len(throttle) < 1100


@given(st.integers(1, 2000), st.integers(1, 10), st.lists(st.integers(0, 3000), max_size=60))
def test_never_more_than_the_burst_and_the_pace_allow(interval_ms: int, burst: int, steps: list[int]) -> None:
    throttle, now_ms, used = Throttle(interval_ms, burst), 0, 0
    for step in steps:
        now_ms += step
        wait_ms = throttle.take("a", now_ms)
        used += wait_ms == 0
        assert used <= burst + now_ms / interval_ms
        assert wait_ms <= interval_ms
