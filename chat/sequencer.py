"""Where the order of a room comes from: the port, and the order of a single process."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from chat.bulletins import Bulletin
from chat.ports import SavedRoom
from chat.timeline import Cheers

Answer = Callable[[int | None], None]


class Stage(Protocol):
    """A room as its sequencer sees it: what happens is brought here, in order."""

    @property
    def offset(self) -> int:
        """The offset of the newest event."""
        ...

    @property
    def audience_here(self) -> AbstractSet[str]:
        """The viewers of this process, by id."""
        ...

    def happen(self, bulletin: Bulletin, offset: int | None, *, own: bool) -> None:
        """Make a bulletin part of the room; `own` ones are stored by this process."""
        ...

    def find(self, bulletin: Bulletin) -> int | None:
        """The offset of a bulletin's event, if it has happened."""
        ...

    def cheered(self, cheers: Cheers, totals: Cheers | None) -> None:
        """Reactions of everybody, and the sums of all if others know them."""
        ...

    def count_elsewhere(self, people: int) -> None:
        """The viewers of other processes who are not here as well."""
        ...

    def part(self, epoch: str, offset: int) -> None:
        """Go on alone, degraded, in an epoch of this process after `offset`."""
        ...

    def restart(
        self, saved: SavedRoom, tail: Sequence[tuple[Bulletin, int | None]], stored: frozenset[int]
    ) -> None:
        """Begin anew from what is saved, and what happened later; the archive has the offsets `stored`."""
        ...

    async def flush(self) -> bool:
        """Wait until all that has happened is stored; False when it cannot be for now."""
        ...


class Sequencer(Protocol):
    """Gives what happens in one room its place, the same for everybody.

    Whoever asks decides first and may already have acted; the sequencer brings the bulletin to the stage of
    every process that serves the room. The same bulletin again is brought only once.
    """

    @property
    def degraded(self) -> bool:
        """Whether others serve the same room and cannot be reached."""
        ...

    async def start(self, saved: SavedRoom) -> None:
        """Join those who serve the room; `saved` is what the stage was built from."""
        ...

    def order(self, bulletin: Bulletin, answer: Answer) -> None:
        """Have a bulletin happen, then give `answer` its offset, or None if it needs none.

        Raises:
            TooFast: too many wait for their place, and this one is not urgent.
        """
        ...

    def cheer(self, cheers: Cheers) -> None:
        """Add reactions to everybody's sums."""
        ...

    async def close(self) -> None:
        """Have everything happen that was ordered, then leave."""
        ...


class LocalSequencer:
    """The order of one process that serves the room alone: at once, one after the other."""

    degraded = False

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def start(self, saved: SavedRoom) -> None:
        """See `Sequencer`; there is nobody to join."""

    def order(self, bulletin: Bulletin, answer: Answer) -> None:
        """See `Sequencer`."""
        offset = None if bulletin.event is None else self._stage.offset + 1
        self._stage.happen(bulletin, offset, own=True)
        answer(offset)

    def cheer(self, cheers: Cheers) -> None:
        """See `Sequencer`."""
        self._stage.cheered(cheers, None)

    async def close(self) -> None:
        """See `Sequencer`; nothing waits."""
