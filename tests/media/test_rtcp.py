"""RTCP, against aiortc's reader and writer and against anything."""

from aiortc import rtp as other
from hypothesis import given
from hypothesis import strategies as st

from media.rtcp import (
    DelaySinceReference,
    KeyframeRequest,
    Nack,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    TransportReport,
    parse_rtcp,
    write_description,
    write_goodbye,
    write_nack,
    write_pli,
    write_receiver_report,
    write_reference_time,
    write_remb,
    write_sender_report,
    write_transport_feedback,
)


def test_a_sender_report_reads_back_elsewhere() -> None:
    (parsed,) = other.RtcpPacket.parse(write_sender_report(1, 2 << 32, 3, 4, 5))
    assert isinstance(parsed, other.RtcpSrPacket)
    info = parsed.sender_info
    assert (parsed.ssrc, info.ntp_timestamp, info.rtp_timestamp) == (1, 2 << 32, 3)
    assert (info.packet_count, info.octet_count) == (4, 5)


def test_a_receiver_report_reads_back_with_negative_loss() -> None:
    block = ReportBlock(9, fraction_lost=3, lost=-5, highest_sequence=70000, jitter=6, last_report=7, delay=8)
    raw = write_receiver_report(1, [block])
    assert parse_rtcp(raw) == [ReceiverReport((block,))]
    (parsed,) = other.RtcpPacket.parse(raw)
    assert isinstance(parsed, other.RtcpRrPacket)
    assert parsed.reports[0].packets_lost == -5


def test_a_sender_report_brings_its_clock_and_its_blocks() -> None:
    raw = bytes(
        other.RtcpSrPacket(
            ssrc=1,
            sender_info=other.RtcpSenderInfo(11, 12, 13, 14),
            reports=[other.RtcpReceiverInfo(2, 3, 4, 5, 6, 7, 8)],
        )
    )
    report, blocks = parse_rtcp(raw)
    assert report == SenderReport(1, 11, 12)
    assert blocks == ReceiverReport((ReportBlock(2, 3, 4, 5, 6, 7, 8),))


@given(st.sets(st.integers(0, 2000), max_size=100))
def test_every_missing_packet_is_asked_for_and_no_other(missing: set[int]) -> None:
    raw = write_nack(1, 2, sorted(missing))
    (ours,) = parse_rtcp(raw)
    assert isinstance(ours, Nack)
    assert sorted(ours.sequences) == sorted(missing)
    if missing:
        (theirs,) = other.RtcpPacket.parse(raw)
        assert isinstance(theirs, other.RtcpRtpfbPacket)
        assert sorted(theirs.lost) == sorted(missing)


def test_keyframe_requests_are_read_in_both_forms() -> None:
    assert parse_rtcp(write_pli(1, 2)) == [KeyframeRequest(2)]
    fir = bytes(other.RtcpPsfbPacket(fmt=other.RTCP_PSFB_FIR, ssrc=1, media_ssrc=0, fci=b"\0\0\0\2\1\0\0\0"))
    assert parse_rtcp(fir) == [KeyframeRequest(2)]


def test_remb_states_what_may_be_sent() -> None:
    (parsed,) = other.RtcpPacket.parse(write_remb(1, [5, 6], 6_000_000))
    assert isinstance(parsed, other.RtcpPsfbPacket)
    bitrate, sources = other.unpack_remb_fci(parsed.fci)
    assert sources == [5, 6]
    assert abs(bitrate - 6_000_000) < 64


def test_descriptions_and_goodbyes_read_back() -> None:
    (description,) = other.RtcpPacket.parse(write_description(4, "a-name"))
    assert isinstance(description, other.RtcpSdesPacket)
    assert description.chunks[0].items[0] == (1, b"a-name")
    (goodbye,) = other.RtcpPacket.parse(write_goodbye([4, 5]))
    assert isinstance(goodbye, other.RtcpByePacket)
    assert goodbye.sources == [4, 5]


def test_the_answer_to_our_reference_time_is_found() -> None:
    assert parse_rtcp(write_reference_time(1, 2)) == []
    answer = bytes.fromhex("80cf0005 00000001 05000003 00000009 0000000a 0000000b".replace(" ", ""))
    assert parse_rtcp(answer) == [DelaySinceReference(10, 11)]


def test_transport_feedback_is_not_mistaken_for_a_nack() -> None:
    assert parse_rtcp(write_transport_feedback(1, 2, bytes(12))) == [TransportReport(bytes(12))]


@given(st.binary(max_size=120), st.sampled_from([200, 201, 205, 206, 207]), st.integers(0, 31))
def test_any_bytes_are_survived(data: bytes, kind: int, count: int) -> None:
    parse_rtcp(data)
    parse_rtcp(bytes([0x80 | count, kind]) + (len(data) // 4).to_bytes(2, "big") + data)
