"""Gaps in what a publisher sends."""

from hypothesis import given
from hypothesis import strategies as st

from media.nack import MissingPackets


def test_a_gap_is_asked_for_at_once_and_again_after_a_while() -> None:
    missing = MissingPackets()
    missing.received(10, 0.0)
    assert not missing.is_due(0.0)
    missing.received(13, 0.0)
    assert missing.is_due(0.0)
    assert missing.due(0.0, 0.1) == [11, 12]
    assert not missing.is_due(0.149)
    assert missing.due(0.149, 0.1) == []
    assert missing.is_due(0.151)
    assert missing.due(0.151, 0.1) == [11, 12]


def test_what_was_lost_again_is_asked_for_soon_after_it_should_have_come() -> None:
    missing = MissingPackets()
    missing.received(1, 0.0)
    missing.received(4, 0.0)
    assert missing.due(0.0, 0.3) == [2, 3]
    missing.received(2, 0.04)
    assert missing.answer_seconds == 0.04
    assert missing.due(0.059, 0.3) == []
    assert missing.due(0.061, 0.3) == [3]
    missing.received(3, 0.062)
    assert missing.answer_seconds == 0.04, "it may be the answer to either request"


def test_on_the_shortest_way_there_is_a_moment_between_two_requests() -> None:
    missing = MissingPackets()
    missing.received(1, 0.0)
    missing.received(4, 0.0)
    missing.due(0.0)
    missing.received(2, 0.001)
    assert missing.due(0.029) == []
    assert missing.due(0.031) == [3]


def test_asking_ends_when_it_can_no_longer_help() -> None:
    missing = MissingPackets()
    missing.received(1, 0.0)
    missing.received(3, 0.0)
    assert missing.due(2.0, 0.1) == []
    assert len(missing) == 0


def test_a_leap_is_a_restart_and_not_asked_for() -> None:
    missing = MissingPackets()
    missing.received(1, 0.0)
    missing.received(5000, 0.0)
    assert missing.due(0.0, 0.1) == []


@given(st.lists(st.integers(0, 0xFFFF), max_size=200))
def test_the_list_of_gaps_is_bounded_and_never_names_what_came(sequences: list[int]) -> None:
    missing = MissingPackets()
    for moment, sequence in enumerate(sequences):
        missing.received(sequence, moment / 100)
        assert len(missing) <= 400
        due = missing.due(moment / 100, 0.0)
        assert sequence not in {number & 0xFFFF for number in due}
