"""RTP headers, against aiortc's writer and against anything."""

from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import extension, is_rtcp, parse_rtp, unwrap, write_rtp


@given(
    st.integers(0, 127),
    st.booleans(),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.binary(max_size=50),
)
def test_what_we_write_others_read(kind: int, marker: bool, sequence: int, time: int, body: bytes) -> None:  # noqa: FBT001
    raw = write_rtp(
        payload_type=kind, marker=marker, sequence=sequence, timestamp=time, ssrc=77, payload=body
    )
    parsed = RtpPacket.parse(raw)
    assert (parsed.payload_type, bool(parsed.marker), parsed.sequence_number) == (kind, marker, sequence)
    assert (parsed.timestamp, parsed.ssrc, parsed.payload) == (time, 77, body)
    ours = parse_rtp(raw)
    assert ours is not None
    assert raw[ours.start : ours.end] == body


def test_padding_is_not_payload() -> None:
    raw = write_rtp(
        payload_type=96, marker=False, sequence=1, timestamp=2, ssrc=3, payload=b"ab\0\0\3", padding=True
    )
    header = parse_rtp(raw)
    assert header is not None
    assert raw[header.start : header.end] == b"ab"


def test_extensions_are_found_in_both_forms() -> None:
    one_byte = bytes.fromhex("90600001 00000002 00000003 bede0002 10aa 000031bbcc00 ff".replace(" ", ""))
    header = parse_rtp(one_byte)
    assert header is not None
    assert extension(one_byte, header, 1) == b"\xaa"
    assert extension(one_byte, header, 3) == b"\xbb\xcc"
    assert extension(one_byte, header, 2) is None
    two_byte = bytes.fromhex("90600001 00000002 00000003 10000001 0502aabb".replace(" ", ""))
    header = parse_rtp(two_byte)
    assert header is not None
    assert extension(two_byte, header, 5) == b"\xaa\xbb"


@given(st.binary(max_size=80), st.integers(1, 14))
def test_any_bytes_are_survived(data: bytes, number: int) -> None:
    for candidate in (data, b"\x90" + data, b"\xbf" + data):
        header = parse_rtp(candidate)
        if header is not None:
            assert 12 <= header.start <= header.end <= len(candidate)
            extension(candidate, header, number)
        is_rtcp(candidate)


@given(st.integers(0, 1 << 40), st.integers(-0x7FFF, 0x7FFF))
def test_a_wrapped_counter_is_extended_to_the_nearest(reference: int, step: int) -> None:
    assert unwrap((reference + step) & 0xFFFF, reference, 16) == reference + step
