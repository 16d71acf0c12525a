"""Frames from RTP payloads, real ones and garbage."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.rig.coded_media import payloads, picture
from media.hls import opus
from media.hls.frames import assembler, vp8_frame
from media.vpx import vp9_descriptor_size


@settings(max_examples=60)
@given(
    st.sampled_from(["H264", "VP8", "VP9", "AV1"]), st.lists(st.binary(min_size=1, max_size=60), min_size=1)
)
def test_garbage_is_no_frame_or_some_frame_but_never_an_error(codec: str, packets: list[bytes]) -> None:
    frame = assembler(codec)(packets)
    assert frame is None or frame.data


@pytest.mark.parametrize("codec", ["VP8", "VP9"])
def test_a_frame_in_many_packets_is_itself_again(codec: str) -> None:
    for coded in picture(codec, 12, size=(160, 96)):
        frame = assembler(codec)(payloads(codec, coded))
        assert frame is not None
        assert (frame.data, frame.is_key) == (coded.data, coded.is_key)


def test_an_h264_delimiter_is_left_out_and_parameters_are_told() -> None:
    frame = assembler("H264")([b"\x09\xf0", b"\x67\x42\x00", b"\x68\xce", b"\x65\x88"])
    assert frame is not None
    assert frame.parameters == (b"\x67\x42\x00", b"\x68\xce")
    assert frame.is_key
    assert frame.data == b"\0\0\0\3\x67\x42\x00\0\0\0\2\x68\xce\0\0\0\2\x65\x88"


def test_an_obu_over_two_packets_gets_one_size() -> None:
    frame = assembler("AV1")([b"\x58" + b"\x30\x01", b"\x90" + b"\x02\x03"])
    assert frame is not None
    assert frame.data == b"\x32\x03\x01\x02\x03"
    assert frame.is_key


def test_a_cut_descriptor_is_no_frame() -> None:
    assert vp8_frame([b"\x90\x80"]) is None


@pytest.mark.parametrize(
    ("descriptor", "size"),
    [
        (b"\x0c", 1),
        (b"\x8c\x05", 2),
        (b"\x8c\x80\x05", 3),
        (b"\xac\x05\x00\x07", 4),
        (b"\xd0\x05\x03\x05\x04", 5),
        (b"\x0e\x18\x01\x40\x00\xb4\x01\x04\x01", 9),
    ],
)
def test_where_the_bytes_of_a_vp9_frame_begin(descriptor: bytes, size: int) -> None:
    assert vp9_descriptor_size(descriptor + b"frame") == size


@pytest.mark.parametrize(
    ("packet", "ticks"),
    [
        (b"", 960),
        (b"\xfc", 960),
        (b"\x78", 960),
        (b"\xfd", 1920),
        (b"\xff\x03", 2880),
        (b"\x18", 2880),
        (b"\xe0", 120),
    ],
)
def test_how_long_an_opus_packet_lasts(packet: bytes, ticks: int) -> None:
    assert opus.duration(packet) == ticks
