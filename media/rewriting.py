"""Keeps account of the sequence numbers under which one viewer knows a track's packets."""

from dataclasses import dataclass

from media.rtp import unwrap

_MAX_EPOCHS = 6


@dataclass(frozen=True, slots=True)
class _Epoch:
    first_sequence: int
    shift: int


class SequenceAccount:
    """Maps positions of the stream to a viewer's sequence numbers: shifts, one after another, without gaps.

    A replay that starts over shows old positions under new numbers; each such start is an epoch.
    """

    def __init__(self, first_sequence: int) -> None:
        self._next = first_sequence
        self._epochs: list[_Epoch] = []
        self._stamps: dict[int, int] = {}

    @property
    def shift(self) -> int:
        """What leads from a position to the current sequence number."""
        return self._epochs[-1].shift

    def begin(self, position: int) -> None:
        """From here on, `position` has the next free number."""
        self._epochs.append(_Epoch(self._next, self._next - position))
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

    def locate(self, sequence: int) -> tuple[int, int, int | None] | None:
        """Find what a viewer calls `sequence` (16 bits).

        Returns:
            Position, full sequence number and the replayed time if it had one; None for numbers never given.
        """
        extended = unwrap(sequence, self._next, 16)
        for epoch in reversed(self._epochs):
            if extended >= epoch.first_sequence:
                return extended - epoch.shift, extended, self._stamps.get(extended)
        return None
