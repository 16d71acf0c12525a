"""Picture numbers over a change of publisher."""

from media.pictures import PictureLine
from media.vpx import vp8_numbers


def packet(picture: int, tl0: int) -> bytes:
    return bytes([0x90, 0xC0, 0x80 | picture >> 8, picture & 0xFF, tl0, 0x11])


def numbers(payload: bytes) -> tuple[int, int]:
    found = vp8_numbers(payload)
    assert found is not None
    return found.picture, found.tl0


def test_one_publishers_numbers_pass_untouched() -> None:
    line = PictureLine("VP8")
    assert line.place(packet(500, 9))[0] == packet(500, 9)


def test_the_next_publishers_numbers_go_on_from_there() -> None:
    line = PictureLine("VP8")
    line.place(packet(0x7FFF, 255))
    line.detach()
    assert numbers(line.place(packet(4000, 80))[0]) == (0, 0)
    assert numbers(line.place(packet(4001, 81))[0]) == (1, 1)


def test_other_codecs_and_broken_packets_pass_untouched() -> None:
    assert PictureLine("H264").place(b"\x65") == (b"\x65", None)
    assert PictureLine("VP8").place(b"\x80") == (b"\x80", None)


def test_a_picture_that_is_sent_again_does_not_turn_the_count_back() -> None:
    line = PictureLine("VP8")
    for picture in (0x7FFE, 0x7FFF, 0, 0x7FFD):
        line.place(packet(picture, 3))
    assert line.newest is not None
    assert line.newest.picture == 0
