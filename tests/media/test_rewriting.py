"""The account of a viewer's sequence numbers."""

from hypothesis import given
from hypothesis import strategies as st

from media.rewriting import SequenceAccount


def test_numbers_run_on_without_a_gap_when_a_replay_starts_over() -> None:
    account = SequenceAccount[str](1000)
    account.begin(50, "q")
    for position in range(50, 60):
        account.sent(position)
    account.begin(50, "q")
    account.sent(50)
    assert account.locate(1005) == ("q", 55, 1005, None)
    assert account.locate(1010) == ("q", 50, 1010, None)


def test_a_replayed_packet_is_found_with_its_time() -> None:
    account = SequenceAccount[str](1000)
    account.begin(50, "q")
    account.stamp(50, 777)
    account.sent(50)
    assert account.locate(1000) == ("q", 50, 1000, 777)
    account.forget_stamps()
    assert account.locate(1000) == ("q", 50, 1000, None)


def test_a_number_never_given_is_not_found() -> None:
    account = SequenceAccount[str](1000)
    assert account.locate(1000) is None
    account.begin(50, "q")
    assert account.locate(999) is None


@given(
    st.integers(0, 0x7000),
    st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 300)), min_size=1, max_size=6),
)
def test_every_number_of_the_recent_epochs_leads_back(first: int, runs: list[tuple[int, int]]) -> None:
    account = SequenceAccount[str](first)
    given_numbers: dict[int, int] = {}
    for begin, length in runs:
        account.begin(begin, "q")
        for position in range(begin, begin + length):
            number = position + account.shift
            assert number == first + len(given_numbers)
            given_numbers[number] = position
            account.sent(position)
    for number, position in given_numbers.items():
        assert account.locate(number & 0xFFFF) == ("q", position, number, None)


def test_what_was_lost_before_a_change_of_layer_is_found_after_it() -> None:
    account = SequenceAccount[str](1000)
    account.begin(50, "high")
    account.sent(59)
    account.begin(7, "low")
    account.sent(8)
    assert account.locate(1009) == ("high", 59, 1009, None)
    assert account.locate(1010) == ("low", 7, 1010, None)
    assert account.next_position == 9
