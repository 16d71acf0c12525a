"""Continues a codec's own picture numbers over a change of publisher, as decoders expect them to grow."""

from collections.abc import Callable

from media.vpx import PictureNumbers, renumber, vp8_numbers, vp9_numbers

_READERS: dict[str, Callable[[bytes], PictureNumbers | None]] = {"VP8": vp8_numbers, "VP9": vp9_numbers}


class PictureLine:
    """Shifts PictureID and TL0PICIDX of VP8 and VP9; other codecs have none and pass untouched."""

    def __init__(self, codec: str) -> None:
        self._read = _READERS.get(codec)
        self._attached = False
        self._last: tuple[int, int] | None = None
        self._shift = (0, 0)

    def detach(self) -> None:
        """The next payload is another publisher's."""
        self._attached = False

    def place(self, payload: bytes) -> bytes:
        """Return the payload with numbers that follow the ones before."""
        numbers = self._read(payload) if self._read else None
        if numbers is None:
            return payload
        if not self._attached:
            self._attached = True
            if self._last is not None:
                self._shift = (self._last[0] + 1 - numbers.picture, self._last[1] + 1 - numbers.tl0)
        picture_shift, tl0_shift = self._shift
        self._last = (numbers.picture + picture_shift, numbers.tl0 + tl0_shift)
        if self._shift == (0, 0):
            return payload
        return renumber(payload, numbers, picture_shift, tl0_shift)
