"""One line of positions and times over several sources."""

from hypothesis import given
from hypothesis import strategies as st

from media.timeline import Timeline


def test_a_source_is_followed_over_its_wraps() -> None:
    line = Timeline(90000)
    assert line.place(65535, 0xFFFFFFFF, 0.0) == (0, 0)
    assert line.place(0, 2999, 0.1) == (1, 3000)
    assert line.place(1, 5999, 0.2) == (2, 6000)


def test_a_packet_from_before_the_beginning_has_no_place() -> None:
    line = Timeline(90000)
    line.place(100, 0, 0.0)
    assert line.place(99, 0, 0.1) is None
    assert line.place(100, 0, 0.1) == (0, 0)


def test_the_next_source_goes_on_where_the_last_one_ended() -> None:
    line = Timeline(90000)
    line.place(100, 5000, 0.0)
    line.place(101, 8000, 0.5)
    line.detach()
    assert not line.is_open
    assert line.place(7, 1_000_000, 2.5) == (2, 3000 + 2 * 90000)
    assert line.place(8, 1_003_000, 2.6) == (3, 6000 + 2 * 90000)
    assert line.time_of(1_003_000) == 6000 + 2 * 90000


def test_a_leap_in_sequence_numbers_is_a_new_source_and_no_loss() -> None:
    line = Timeline(90000)
    line.place(100, 0, 0.0)
    assert line.place(30000, 77, 1.0) == (1, 90000)


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.booleans()), max_size=60))
def test_positions_never_go_back_when_sources_change(packets: list[tuple[int, int, bool]]) -> None:
    line = Timeline(48000)
    begin = 0
    for moment, (sequence, timestamp, detach) in enumerate(packets):
        if detach:
            line.detach()
            begin = line.last_position + 1
        placed = line.place(sequence, timestamp, float(moment))
        if placed is not None:
            assert placed[0] >= begin
            assert line.last_position >= placed[0]
