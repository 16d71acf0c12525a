"""Keeps account of the sequence numbers under which one viewer knows the packets of a stream's layers."""

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from media.rtp import unwrap

_MAX_EPOCHS = 16

Origin = TypeVar("Origin")


@dataclass(frozen=True, slots=True)
class _Epoch(Generic[Origin]):
    first_sequence: int
    shift: int
    origin: Origin


class Located(NamedTuple, Generic[Origin]):
    """What a viewer's sequence number stands for.

    Attributes:
        origin: Which layer it was, and how that was shown to the viewer.
        position: Its place there.
        sequence: The number in full.
        stamp: The time that it was replayed with, if it was.
    """

    origin: Origin
    position: int
    sequence: int
    stamp: int | None


class SequenceAccount(Generic[Origin]):
    """Maps positions to a viewer's sequence numbers: shifts, one after another, without gaps.

    A replay that starts over shows old positions under new numbers, and a change of layer shows others; each
    such start is an epoch. Old epochs stay, so that what was lost before a change can be sent again after it.
    """

    def __init__(self, first_sequence: int) -> None:
        self._next = first_sequence
        self._epochs: list[_Epoch[Origin]] = []
        self._stamps: dict[int, int] = {}

    @property
    def shift(self) -> int:
        """What leads from a position to the current sequence number."""
        return self._epochs[-1].shift

    @property
    def is_open(self) -> bool:
        """Whether any number was given yet."""
        return bool(self._epochs)

    @property
    def newest_sequence(self) -> int:
        """The number given last, in full."""
        return self._next - 1

    @property
    def next_position(self) -> int:
        """The position that has the next free number."""
        return self._next - self.shift

    def begin(self, position: int, origin: Origin) -> None:
        """From here on, `position` of an origin has the next free number."""
        self._epochs.append(_Epoch(self._next, self._next - position, origin))
        del self._epochs[:-_MAX_EPOCHS]

    def sent(self, position: int) -> None:
        """Everything up to this position has used its number."""
        self._next = max(self._next, position + self.shift + 1)

    def stamp(self, position: int, timestamp: int) -> None:
        """Remember under which time a replayed packet went out."""
        self._stamps[position + self.shift] = timestamp

    def forget_stamps(self) -> None:
        """Drop the replay's times once nobody will ask for its packets again."""
        self._stamps.clear()

    def locate(self, sequence: int) -> Located[Origin] | None:
        """Find what a viewer calls `sequence` (16 bits); None for numbers never given."""
        extended = unwrap(sequence, self._next, 16)
        for epoch in reversed(self._epochs):
            if extended >= epoch.first_sequence:
                stamp = self._stamps.get(extended)
                return Located(epoch.origin, extended - epoch.shift, extended, stamp)
        return None
