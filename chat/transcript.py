"""What of a room's past may still be read when it is read again later, as beside a replay; pure."""

from collections import defaultdict
from collections.abc import Iterable

from chat.timeline import Hidden, Purged, Restored

Removal = Hidden | Purged | Restored


class Removed:
    """Tells which messages were taken away in the end; the last word on each counts.

    Args:
        removals: Everything that took messages away or brought them back, in order.
    """

    def __init__(self, removals: Iterable[Removal]) -> None:
        # For each message the offset of the last word on it, and whether that took it away.
        self._last: dict[int, tuple[int, bool]] = {}
        self._people: defaultdict[str, int] = defaultdict(int)
        for event in removals:
            match event:
                case Hidden():
                    self._last[event.off] = (event.o, True)
                case Purged():
                    self._last |= dict.fromkeys(event.offs, (event.o, True))
                    if event.person is not None:
                        self._people[event.person] = event.o
                case Restored():
                    self._last |= {message.o: (event.o, False) for message in event.messages}

    def has(self, offset: int, person_id: str | None) -> bool:
        """Whether the message at an offset, said by a person, was taken away.

        What a person said before they were purged is gone unless it was brought back after that.
        """
        said, taken = self._last.get(offset, (0, False))
        purged = self._people.get(person_id, 0) if person_id is not None else 0
        if purged > offset and purged > said:
            return True
        return taken
