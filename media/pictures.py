"""Continues a codec's own picture numbers over a change of source, as decoders expect them to grow."""

from collections.abc import Callable
from dataclasses import replace

from media.vpx import PictureNumbers, PictureShift, renumber, vp8_numbers, vp9_numbers

NO_SHIFT = PictureShift()
_READERS: dict[str, Callable[[bytes], PictureNumbers | None]] = {"VP8": vp8_numbers, "VP9": vp9_numbers}


class PictureLine:
    """Shifts the running numbers of VP8 and VP9; other codecs have none and pass untouched.

    Attributes:
        newest: The numbers of the newest picture, as they were given out; None before the first.
    """

    def __init__(self, codec: str) -> None:
        self.newest: PictureNumbers | None = None
        self._read = _READERS.get(codec)
        self._attached = False
        self._shift = NO_SHIFT

    def detach(self) -> None:
        """The next payload is another publisher's."""
        self._attached = False

    def place(self, payload: bytes) -> tuple[bytes, PictureNumbers | None]:
        """Return the payload with numbers that follow the ones before, and those numbers."""
        numbers = self._read(payload) if self._read else None
        if numbers is None:
            return payload, None
        if not self._attached:
            self._attached = True
            self._shift = NO_SHIFT if self.newest is None else shift_to_follow(self.newest, numbers)
        if self._shift != NO_SHIFT:
            payload = renumber(payload, numbers, self._shift)
            numbers = shifted(numbers, self._shift)
        if self.newest is None or not _is_before(numbers, self.newest):
            self.newest = numbers
        return payload, numbers


def shifted(numbers: PictureNumbers, shift: PictureShift) -> PictureNumbers:
    """The numbers as they are after a shift, within their width."""
    width = 0x7FFF if numbers.wide else 0x7F
    return replace(
        numbers,
        picture=(numbers.picture + shift.picture) & width,
        tl0=(numbers.tl0 + shift.tl0) & 0xFF,
        key=(numbers.key + shift.key) & 0x1F,
    )


def shift_to_follow(before: PictureNumbers, first: PictureNumbers) -> PictureShift:
    """What makes `first` the next after `before`."""
    return PictureShift(
        (before.picture + 1 - first.picture) & 0x7FFF,
        (before.tl0 + 1 - first.tl0) & 0xFF,
        (before.key + 1 - first.key) & 0x1F,
    )


def _is_before(numbers: PictureNumbers, other: PictureNumbers) -> bool:
    """Whether a picture is older, as a packet is that was sent again."""
    width = 0x7FFF if numbers.wide else 0x7F
    return (numbers.picture - other.picture) & width > width >> 1
