"""The table of codecs."""

import pytest

from media.codecs import AUDIO_CODECS, VIDEO_CODECS
from media.keyframes import keyframe_test, size_reader


@pytest.mark.parametrize("codec", VIDEO_CODECS)
def test_no_video_codec_takes_an_empty_packet_for_a_keyframe(codec: str) -> None:
    assert not keyframe_test(codec)(b"")
    assert size_reader(codec)(b"") is None


def test_an_av1_sequence_begins_with_its_mark() -> None:
    assert keyframe_test("AV1")(b"\x18\x0a")
    assert not keyframe_test("AV1")(b"\x10\x32")
    assert not keyframe_test("AV1")(b"\x98\x32")


@pytest.mark.parametrize("codec", AUDIO_CODECS)
def test_audio_can_begin_anywhere(codec: str) -> None:
    assert keyframe_test(codec)(b"x")
