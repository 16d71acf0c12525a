"""Transport-wide numbers and what is remembered of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from media.ledger import HISTORY, SendLedger, TransportNumbering
from media.rtp import extension, parse_rtp, write_rtp


def test_a_block_and_single_packets_share_one_count() -> None:
    now = [5.0]
    ledger = SendLedger(lambda: now[0])
    rows = [ledger.open() for _ in range(3)]
    assert ledger.stamp(np.array(rows), 1000).tolist() == [0, 0, 0]
    assert ledger.stamp_one(rows[1], 200) == 1
    now[0] = 6.0
    assert ledger.stamp(np.array(rows), 900).tolist() == [1, 2, 1]
    found = ledger.departures(rows[1], 0, [10.0, None, 11.0])
    assert found == [(5.0, 1000, 10.0), (5.0, 200, None), (6.0, 900, 11.0)]


def test_rows_are_given_again_and_grow_when_they_run_out() -> None:
    ledger = SendLedger(lambda: 0.0)
    rows = [ledger.open() for _ in range(200)]
    assert len(set(rows)) == 200
    ledger.stamp_one(rows[7], 10)
    ledger.close(rows[7])
    assert ledger.open() == rows[7]
    assert ledger.stamp_one(rows[7], 10) == 0


@given(st.integers(0, 70_000), st.integers(0, 0xFFFF), st.integers(0, 1500))
def test_a_report_on_anything_gives_only_what_was_sent_and_is_remembered(
    sent: int, base: int, count: int
) -> None:
    ledger = SendLedger(lambda: 1.0)
    row = ledger.open()
    ledger._next[row] = sent
    found = ledger.departures(row, base, [1.0] * count)
    assert len(found) <= min(count, HISTORY)


def test_the_number_is_written_into_a_packet_as_its_viewer_knows_it() -> None:
    ledger = SendLedger(lambda: 1.0)
    numbering = TransportNumbering(ledger, ledger.open(), 3)
    plain = write_rtp(payload_type=96, marker=True, sequence=7, timestamp=8, ssrc=9, payload=b"picture")
    for expected in (0, 1):
        packet = numbering.number(plain, 16)
        header = parse_rtp(packet)
        assert header is not None
        assert extension(packet, header, 3) == expected.to_bytes(2, "big")
        assert packet[header.start :] == b"picture"
        assert (header.sequence, header.marker) == (7, True)
