"""Knows, for each video codec, where a keyframe begins and how large its picture is."""

from collections.abc import Callable

from media import h264, vpx

KeyframeTest = Callable[[bytes], bool]
SizeReader = Callable[[bytes], tuple[int, int] | None]


def _av1_begins_keyframe(payload: bytes) -> bool:
    """Read the aggregation header's N bit: first packet of a coded video sequence (AV1 RTP, section 4.4)."""
    return bool(payload) and payload[0] & 0x88 == 0x08


def _unknown_size(_payload: bytes) -> tuple[int, int] | None:
    return None


def _every_packet(_payload: bytes) -> bool:
    return True


_TESTS: dict[str, KeyframeTest] = {
    "VP8": vpx.vp8_begins_keyframe,
    "VP9": vpx.vp9_begins_keyframe,
    "H264": h264.begins_keyframe,
    "AV1": _av1_begins_keyframe,
}
_SIZES: dict[str, SizeReader] = {"VP8": vpx.vp8_size, "VP9": vpx.vp9_size, "H264": h264.picture_size}


def keyframe_test(codec: str) -> KeyframeTest:
    """Return the test for a codec; for audio every packet can be begun with."""
    return _TESTS.get(codec, _every_packet)


def size_reader(codec: str) -> SizeReader:
    """Return the reader of a keyframe's size; it gives None where the codec hides it."""
    return _SIZES.get(codec, _unknown_size)
