"""The recent past of a room: a bounded ring of events in offset order, from which clients resume."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator

from chat.timeline import Event, Gone, Message, News

_SHOWN_TO_NEWCOMERS = frozenset({"sold"})


class History:
    """The last `capacity` events; offsets only grow and, within an epoch, have no holes.

    Args:
        capacity: Events kept.
        offset: The offset of the newest event ever, which may be older than the ring.
        events: The newest events, oldest first.
    """

    def __init__(self, capacity: int, *, offset: int, events: Iterable[Event] = ()) -> None:
        self._events: deque[Event] = deque(events, maxlen=capacity)
        self.offset = max(offset, self._events[-1].o if self._events else 0)

    def append(self, event: Event) -> None:
        """Add the event after the newest one."""
        self._events.append(event)
        self.offset = max(self.offset, event.o)

    def find(self, offset: int) -> Event | None:
        """The event at an offset, if still in the ring."""
        index = bisect_right(self._events, offset - 1, key=_offset)
        if index < len(self._events) and self._events[index].o == offset:
            return self._events[index]
        return None

    def forget_text(self, offset: int) -> None:
        """Replace a removed message by its tombstone, if it is still in the ring."""
        index = bisect_right(self._events, offset - 1, key=_offset)
        if index < len(self._events) and self._events[index].o == offset:
            self._events[index] = Gone(o=offset, ts=self._events[index].ts)

    def between(self, after: int, upto: int) -> list[Event] | None:
        """Everything in `(after, upto]`, or None when some of it has left the ring."""
        if after > upto or after > self.offset:
            return None
        events = [event for event in self._events if after < event.o <= upto]
        return events if len(events) == upto - after else None

    def recent(self, count: int, upto: int) -> list[Event]:
        """The last `count` events worth showing to a newcomer, oldest first."""
        shown: list[Event] = []
        for event in reversed(self._events):
            if len(shown) == count:
                break
            if event.o <= upto and _is_shown(event):
                shown.append(event)
        return shown[::-1]

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)


def _offset(event: Event) -> int:
    return event.o


def _is_shown(event: Event) -> bool:
    return isinstance(event, Message) or (isinstance(event, News) and event.t in _SHOWN_TO_NEWCOMERS)
