"""What a fuzzed reader is: something that takes any bytes, and samples of bytes that it understands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_MAX_DATAGRAMS = 24


@dataclass(frozen=True, slots=True)
class Attack:
    """A reader ready to be attacked.

    Attributes:
        take: Takes any bytes; whatever it raises is a fault of ours.
        samples: Valid input to begin mutating from.
    """

    take: Callable[[bytes], None]
    samples: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """A reader by its name.

    Attributes:
        name: How the benchmark calls it.
        prepare: Builds the reader, in the process that attacks it.
        share: Its part of all inputs, in relation to the others.
    """

    name: str
    prepare: Callable[[], Attack]
    share: int = 4


def split(data: bytes) -> list[bytes]:
    """Read one input as several datagrams, each behind its length in two bytes."""
    found: list[bytes] = []
    position = 0
    while position + 2 <= len(data) and len(found) < _MAX_DATAGRAMS:
        end = position + 2 + int.from_bytes(data[position : position + 2], "big")
        found.append(data[position + 2 : end])
        position = end
    return found


def join(datagrams: Sequence[bytes]) -> bytes:
    """Write datagrams as `split` reads them."""
    return b"".join(len(datagram).to_bytes(2, "big") + datagram for datagram in datagrams)
