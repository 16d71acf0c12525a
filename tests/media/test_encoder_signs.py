"""What a stream tells about its encoder: real x264 streams with good and with bad settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.rig.picture_source import encode_h264
from media.encoder_signs import EncoderSigns

FRAME_TIME = 3000


def units(data: bytes) -> list[bytes]:
    """Split Annex B into its NAL units."""
    return [unit.rstrip(b"\0") for unit in data.split(b"\0\0\1") if unit]


def watched(profile: str, b_frames: int, *, stamps: bool = True) -> EncoderSigns:
    """Signs of one second; `stamps` says that RTP times are those of showing, as they should be."""
    signs = EncoderSigns("H264", 90_000)
    sequence = 65_530
    for place, frame in enumerate(encode_h264(15, 240, profile=profile, b_frames=b_frames)):
        for unit in units(frame.data):
            signs.packet(sequence & 0xFFFF, (frame.number if stamps else place) * FRAME_TIME, unit)
            sequence += 1
    return signs


@pytest.mark.parametrize("stamps", [True, False])
def test_high_profile_and_b_frames_are_seen_within_a_second(*, stamps: bool) -> None:
    signs = watched("high", 2, stamps=stamps)
    assert (signs.profile, signs.has_b_frames) == ("high", True)


def test_a_stream_for_browsers_shows_neither() -> None:
    signs = watched("baseline", 0)
    assert (signs.profile, signs.has_b_frames) == ("constrained_baseline", False)


def test_an_order_that_only_the_network_changed_is_no_b_frame() -> None:
    signs = EncoderSigns("VP8", 90_000)
    for sequence in (1, 2, 4, 3, 5):
        signs.packet(sequence, sequence * FRAME_TIME, b"\x10")
    assert not signs.has_b_frames


def test_times_that_begin_anew_are_no_b_frame() -> None:
    signs = EncoderSigns("VP8", 90_000)
    signs.packet(1, 5_000_000, b"\x10")
    signs.packet(2, 0, b"\x10")
    assert not signs.has_b_frames


def test_an_encoder_is_asked_once_and_known_by_whether_it_answers() -> None:
    deaf, hearing = EncoderSigns("H264", 90_000), EncoderSigns("VP8", 90_000)
    for signs in (deaf, hearing):
        assert not signs.should_ask(10.0), "nothing has come yet"
        signs.keyframe(10.0)
        assert not signs.should_ask(10.5), "its first second is its own"
        assert signs.should_ask(10.9)
        assert not signs.should_ask(11.0)
        assert signs.hears_requests is None
    hearing.keyframe(11.1)
    assert hearing.hears_requests
    assert not deaf.should_ask(12.2)
    assert deaf.hears_requests is False
    deaf.keyframe(18.0)
    assert deaf.hears_requests is False, "a keyframe of its own accord answers nothing"


@given(st.lists(st.tuples(st.integers(0, 65535), st.integers(0, (1 << 32) - 1), st.binary(max_size=40))))
def test_any_packets_are_survived(packets: list[tuple[int, int, bytes]]) -> None:
    signs = EncoderSigns("H264", 90_000)
    for sequence, timestamp, payload in packets:
        signs.packet(sequence, timestamp, payload)
