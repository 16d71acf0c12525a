"""Reports on arrivals, written by our own other side and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.arrivals import read_arrivals
from media.transport_feedback import TransportFeedback


@given(
    st.integers(0, 0xFFFF),
    st.lists(st.tuples(st.booleans(), st.floats(0, 0.4)), min_size=1, max_size=120),
)
def test_what_is_written_reads_back(first: int, steps: list[tuple[bool, float]]) -> None:
    feedback, now = TransportFeedback(), 1000.0
    expected: list[float | None] = []
    for number, (arrives, pause) in enumerate(steps):
        now += pause
        arrived = arrives or number in {0, len(steps) - 1}
        expected.append(now if arrived else None)
        if arrived:
            feedback.add((first + number) & 0xFFFF, now)
    body = feedback.report()
    assert body is not None
    found = read_arrivals(body)
    assert found is not None
    assert found.base == first
    assert [value is None for value in found.seconds] == [value is None for value in expected]
    for value, wanted in zip(found.seconds, expected, strict=True):
        assert value is None or wanted is None or value == pytest.approx(wanted, abs=0.001)


def test_one_bit_for_each_packet_is_understood() -> None:
    body = bytes.fromhex("0005 0003 000001 00 a800") + bytes([4, 8])
    found = read_arrivals(body)
    assert found is not None
    assert found.base == 5
    assert found.seconds == [pytest.approx(0.065), None, pytest.approx(0.067)]


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    read_arrivals(body)
