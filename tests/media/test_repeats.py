"""What may be sent again, and when."""

from hypothesis import given
from hypothesis import strategies as st

from media.repeats import RepeatBudget


def take(budget: RepeatBudget, sequence: int, octets: int, now: float) -> bool:
    """Send again if that is allowed."""
    if not budget.may(sequence, now):
        return False
    budget.took(sequence, octets, now)
    return True


def test_nothing_goes_twice_within_a_round_trip() -> None:
    budget = RepeatBudget(0.0)
    budget.round_trip_seconds = 0.3
    assert take(budget, 7, 1000, 0.0)
    assert not take(budget, 7, 1000, 0.29)
    assert take(budget, 8, 1000, 0.29)
    assert take(budget, 7, 1000, 0.31)


def test_a_narrow_path_gets_few_repeats_and_a_wide_one_many() -> None:
    budget = RepeatBudget(0.0)
    assert all(take(budget, number, 1000, 0.0) for number in range(200))
    budget.limit(80_000)
    taken = sum(take(budget, 1000 + number, 1000, number * 0.01) for number in range(200))
    assert 20 <= taken <= 30, "80 kbit/s for two seconds are 20,000 bytes, and 4,000 at once"
    budget.limit(None)
    assert take(budget, 5000, 1000, 2.1)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 1400), st.floats(0, 0.2)), max_size=200))
def test_repeats_never_take_more_than_their_share(asked: list[tuple[int, int, float]]) -> None:
    budget, now, sent = RepeatBudget(0.0), 0.0, 0
    budget.limit(100_000)
    for sequence, octets, pause in asked:
        now += pause
        if take(budget, sequence, octets, now):
            sent += octets
    # The first quarter of a second may be as before the limit; one packet may overdraw.
    assert sent <= 250_000 + 1400 + now * 100_000 / 8 + 4_000
