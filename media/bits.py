"""Reads bit fields and Exp-Golomb numbers, as video headers use them."""


class BitReader:
    """A cursor over bits, most significant first; reading past the end raises IndexError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def read(self, count: int) -> int:
        """Read `count` bits as an unsigned number."""
        value = 0
        for _ in range(count):
            byte = self._data[self._position >> 3]
            value = value << 1 | byte >> (7 - (self._position & 7)) & 1
            self._position += 1
        return value

    def unsigned(self) -> int:
        """Read ue(v) (H.264, section 9.1)."""
        zeros = 0
        while self.read(1) == 0:
            zeros += 1
            if zeros > 32:
                raise IndexError("an Exp-Golomb number of more than 32 bits")
        return (1 << zeros) - 1 + self.read(zeros)

    def signed(self) -> int:
        """Read se(v)."""
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)
