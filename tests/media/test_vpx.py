"""VP8 and VP9 payload descriptors."""

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from media.vpx import (
    PictureShift,
    renumber,
    vp8_begins_keyframe,
    vp8_numbers,
    vp8_size,
    vp9_begins_keyframe,
    vp9_numbers,
    vp9_size,
)

KEYFRAME_HEAD = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"


def test_a_vp8_keyframe_states_its_size() -> None:
    for descriptor in (b"\x10", b"\x90\x80\x05", b"\x90\xe0\x81\x02\x07\x20"):
        assert vp8_begins_keyframe(descriptor + KEYFRAME_HEAD)
        assert vp8_size(descriptor + KEYFRAME_HEAD) == (640, 360)


@pytest.mark.parametrize("payload", [b"\x10\x11", b"\x00\x10", b"\x11\x10", b"\x10", b"", b"\x90\x80\x81"])
def test_other_vp8_packets_begin_no_keyframe(payload: bytes) -> None:
    assert not vp8_begins_keyframe(payload)


@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(-40000, 40000), st.integers(-300, 300))
def test_renumbered_vp8_reads_back_elsewhere(picture: int, tl0: int, by: int, tl0_by: int) -> None:
    descriptor = VpxPayloadDescriptor(
        partition_start=1, partition_id=0, picture_id=picture, tl0picidx=tl0, tid=(0, 0), keyidx=None
    )
    payload = bytes(descriptor) + KEYFRAME_HEAD
    numbers = vp8_numbers(payload)
    assert numbers is not None
    assert (numbers.picture, numbers.tl0) == (picture, tl0)
    parsed, rest = VpxPayloadDescriptor.parse(renumber(payload, numbers, PictureShift(by, tl0_by)))
    bits = 0x7FFF if numbers.wide else 0x7F
    assert parsed.picture_id == (picture + by) & bits
    assert parsed.tl0picidx == (tl0 + tl0_by) & 0xFF
    assert rest == KEYFRAME_HEAD


def test_the_keyframe_index_of_vp8_is_renumbered_beside_its_layer_bits() -> None:
    payload = b"\x90\xd0\x81\x02\x07\xde\x11"
    numbers = vp8_numbers(payload)
    assert numbers is not None
    assert (numbers.key_at, numbers.key) == (5, 0x1E)
    assert renumber(payload, numbers, PictureShift(key=5))[5] == 0xC0 | 3


def test_a_vp9_keyframe_states_its_size() -> None:
    flexible = bytes([0x80 | 0x20 | 0x08 | 0x02, 0x80, 0x01, 0x00, 0x07])
    structure = bytes([0x10, 0x02, 0x80, 0x01, 0x68])
    assert vp9_begins_keyframe(flexible + structure)
    assert vp9_size(flexible + structure) == (640, 360)
    numbers = vp9_numbers(flexible + structure)
    assert numbers is not None
    assert (numbers.picture, numbers.tl0) == (1, 7)


@pytest.mark.parametrize("payload", [b"\xc8\x80\x01", b"\x80\x80\x01", b"", b"\xa8\x01\x02\x00"])
def test_other_vp9_packets_begin_no_keyframe(payload: bytes) -> None:
    assert not vp9_begins_keyframe(payload)


@given(st.binary(max_size=20))
def test_any_bytes_are_survived(data: bytes) -> None:
    vp8_begins_keyframe(data)
    vp8_size(data)
    vp9_begins_keyframe(data)
    vp9_size(data)
    for numbers in (vp8_numbers(data), vp9_numbers(data)):
        if numbers is not None:
            assert len(renumber(data, numbers, PictureShift(1, 1, 1))) == len(data)
