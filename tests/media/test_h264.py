"""H264 payloads as encoders make them."""

from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.h264 import begins_keyframe, picture_size


def units(width: int, height: int, profile: str) -> list[bytes]:
    """Encode one picture and split it into NAL units."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base = Fraction(1, 30)
    context.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": profile}
    picture = av.VideoFrame.from_ndarray(np.zeros((height, width, 3), np.uint8), "rgb24").reformat(
        format="yuv420p"
    )
    data = b"".join(bytes(p) for p in (*context.encode(picture), *context.encode(None)))
    return [unit for unit in data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if unit]


@pytest.mark.parametrize("profile", ["baseline", "high"])
@pytest.mark.parametrize(("width", "height"), [(640, 360), (1280, 720), (322, 182)])
def test_the_size_is_read_from_what_an_encoder_writes(width: int, height: int, profile: str) -> None:
    parameter_sets = next(unit for unit in units(width, height, profile) if unit[0] & 31 == 7)
    assert picture_size(parameter_sets) == (width, height)
    aggregated = b"\x78" + len(parameter_sets).to_bytes(2, "big") + parameter_sets
    assert picture_size(aggregated) == (width, height)
    assert begins_keyframe(aggregated)


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        (b"\x65\x88", True),
        (b"\x67\x42", True),
        (b"\x7c\x85\x00", True),  # first fragment of an IDR slice
        (b"\x7c\x05\x00", False),  # a later one
        (b"\x61\x9a", False),
        (b"\x09\xf0", False),
        (b"", False),
        (b"\x78\x00\x02\x09\xf0\x00\x02\x65\x88", True),
        (b"\x78\x00\x00", False),
    ],
)
def test_a_keyframe_is_known_by_its_units(payload: bytes, begins: bool) -> None:  # noqa: FBT001
    assert begins_keyframe(payload) is begins


@given(st.binary(max_size=60))
def test_any_bytes_are_survived(data: bytes) -> None:
    for payload in (data, b"\x67" + data, b"\x78" + data, b"\x67\x64\0\x1f" + data):
        begins_keyframe(payload)
        picture_size(payload)
