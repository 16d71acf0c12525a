"""Reports about arrivals, decoded as their specification says."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from media.transport_feedback import TransportFeedback


def decode(body: bytes) -> dict[int, float]:
    """Read a report: sequence number (16 bits) to arrival in seconds, on a clock that wraps."""
    base, count, when = struct.unpack_from("!HHI", body)
    ticks = (when >> 8) * 256
    position = 8
    symbols: list[int] = []
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", body, position)
        position += 2
        if chunk & 0x8000:
            symbols += [chunk >> (12 - 2 * index) & 3 for index in range(7)]
        else:
            symbols += [chunk >> 13] * (chunk & 0x1FFF)
    arrivals = {}
    for index, symbol in enumerate(symbols[:count]):
        if symbol == 0:
            continue
        (delta,) = struct.unpack_from("!B" if symbol == 1 else "!h", body, position)
        position += symbol
        ticks += delta
        arrivals[(base + index) & 0xFFFF] = ticks * 0.00025
    assert len(body) - position < 4
    return arrivals


def test_arrivals_and_losses_are_told() -> None:
    feedback = TransportFeedback()
    for sequence, arrival in ((65534, 10.0), (65535, 10.001), (1, 10.5), (2, 10.4)):
        feedback.add(sequence, arrival)
    body = feedback.report()
    assert body is not None
    told = decode(body)
    assert told.keys() == {65534, 65535, 1, 2}
    assert abs(told[1] - 10.5) < 0.001
    assert abs(told[2] - 10.4) < 0.001
    assert feedback.report() is None


def test_what_was_told_is_not_told_again_but_a_late_packet_is() -> None:
    feedback = TransportFeedback()
    feedback.add(1, 1.0)
    feedback.add(3, 1.0)
    feedback.report()
    feedback.add(2, 1.1)
    body = feedback.report()
    assert body is not None
    assert decode(body).keys() == {2}


def test_reports_are_counted() -> None:
    feedback = TransportFeedback()
    counts = []
    for sequence in range(3):
        feedback.add(sequence, 1.0)
        body = feedback.report()
        assert body is not None
        counts.append(body[7])
    assert counts == [0, 1, 2]


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 8000)), min_size=1, max_size=80))
def test_every_arrival_of_an_ordinary_stream_is_told_exactly(packets: list[tuple[int, int]]) -> None:
    feedback = TransportFeedback()
    expected: dict[int, float] = {}
    for sequence, ticks in packets:
        expected.setdefault(sequence, 100 + ticks * 0.0005)
        feedback.add(sequence, 100 + ticks * 0.0005)
    body = feedback.report()
    assert body is not None
    told = decode(body)
    assert told.keys() == expected.keys()
    assert all(abs(told[key] - expected[key]) < 0.0003 for key in told)


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.floats(0, 1e6)), max_size=60))
def test_any_numbers_make_a_report_of_bounded_size(packets: list[tuple[int, float]]) -> None:
    feedback = TransportFeedback()
    for sequence, arrival in packets:
        feedback.add(sequence, arrival)
    body = feedback.report()
    assert body is None or len(body) < 1400
