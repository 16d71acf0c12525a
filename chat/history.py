"""The recent past of a room: a bounded ring of events in offset order, from which clients resume."""

from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator

import msgspec

from chat.question import QuestionAsked, QuestionsChanged
from chat.timeline import Event, Gone, Message, News, Purged, Restored, Said, Shadowed

_SHOWN_TO_NEWCOMERS = frozenset({"sold"})


class History:
    """The last `capacity` events; offsets only grow and, within an epoch, have no holes.

    Removed messages are kept aside, as many again, so that a removal can be undone.

    Args:
        capacity: Events kept.
        offset: The offset of the newest event ever, which may be older than the ring.
        events: The newest events, oldest first.
    """

    def __init__(self, capacity: int, *, offset: int, events: Iterable[Event] = ()) -> None:
        self._events: deque[Event] = deque(events, maxlen=capacity)
        self._removed: OrderedDict[int, Message] = OrderedDict()
        self._returned: set[int] = set()
        self._capacity = capacity
        self.offset = max(offset, self._events[-1].o if self._events else 0)

    def append(self, event: Event) -> None:
        """Add the event after the newest one."""
        self._events.append(event)
        self.offset = max(self.offset, event.o)

    def find(self, offset: int) -> Event | None:
        """The event at an offset, if still in the ring."""
        index = self._index(offset)
        return None if index is None else self._events[index]

    def said_by(self, person_id: str) -> list[Message]:
        """What a person said and still stands, oldest first."""
        return [each for each in self._events if isinstance(each, Message) and each.author.id == person_id]

    def words_of(self, person_id: str) -> list[str]:
        """What a person said, removed or not, oldest first."""
        removed = [each for each in self._removed.values() if each.author.id == person_id]
        said = {each.o: each.x for each in (*removed, *self.said_by(person_id))}
        return [said[offset] for offset in sorted(said)]

    def removed(self, offset: int) -> Message | None:
        """A message that was removed, as it was."""
        return self._removed.get(offset)

    def forget_text(self, offset: int) -> None:
        """Replace a removed message by its tombstone, if it is still in the ring."""
        index = self._index(offset)
        if index is None or not isinstance(message := self._events[index], Message):
            return
        self._events[index] = Gone(o=offset, ts=message.ts)
        self._removed[offset] = message
        while len(self._removed) > self._capacity:
            self._removed.popitem(last=False)
        if offset in self._returned:
            self._returned.remove(offset)
            self._forget_restored(offset)

    def has_words_of(self, person_id: str) -> bool:
        """Whether anything that a person said or asked is remembered, removed or not."""
        is_theirs = (_without(each, person_id) is not each for each in self._events)
        return any(is_theirs) or any(each.author.id == person_id for each in self._removed.values())

    def purge(self, event: Purged) -> None:
        """Take away what was purged; for good if it was erased."""
        if event.erased:
            if event.person is not None:
                self._erase(event.person)
            for offset in event.offs:
                self._expire(offset)
            return
        before = () if event.person is None else self.said_by(event.person)
        for offset in event.offs or [each.o for each in before if each.o < event.o]:
            self.forget_text(offset)

    def _erase(self, person_id: str) -> None:
        """Forget what a person said and asked, and their name wherever others were answering it."""
        for offset in [each.o for each in self._removed.values() if each.author.id == person_id]:
            del self._removed[offset]
        for index, event in enumerate(self._events):
            self._events[index] = _without(event, person_id)

    def said_before(self, at_ms: int) -> list[int]:
        """The offsets of all that was said before a moment and is remembered, removed or not."""
        standing = (each.o for each in self._events if isinstance(each, Said) and each.ts < at_ms)
        removed = (each.o for each in self._removed.values() if each.ts < at_ms)
        return sorted({*standing, *removed})

    def _expire(self, offset: int) -> None:
        """Forget a message so that nobody brings it back."""
        index = self._index(offset)
        if index is not None and isinstance(message := self._events[index], Said):
            self._events[index] = Gone(o=offset, ts=message.ts)
        self._removed.pop(offset, None)
        self._forget_restored(offset)

    def bring_back(self, message: Message) -> None:
        """Put a removed message where it was, if its tombstone is still in the ring."""
        self._removed.pop(message.o, None)
        self._returned.add(message.o)
        index = self._index(message.o)
        if index is not None:
            self._events[index] = message

    def between(self, after: int, upto: int) -> list[Event] | None:
        """Everything in `(after, upto]`, or None when some of it has left the ring."""
        if after > upto or after > self.offset:
            return None
        events = [event for event in self._events if after < event.o <= upto]
        return events if len(events) == upto - after else None

    def recent(self, count: int, upto: int, may_read: Callable[[Shadowed], bool]) -> list[Event]:
        """The last `count` events worth showing to a newcomer, oldest first."""
        shown: list[Event] = []
        for event in reversed(self._events):
            if len(shown) == count:
                break
            if event.o <= upto and _is_shown(event, may_read):
                shown.append(event)
        return shown[::-1]

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def _index(self, offset: int) -> int | None:
        index = bisect_right(self._events, offset - 1, key=_offset)
        return index if index < len(self._events) and self._events[index].o == offset else None

    def _forget_restored(self, offset: int) -> None:
        """What was brought back and is removed again must not be found in the news of its return."""
        for index, event in enumerate(self._events):
            if isinstance(event, Restored) and any(each.o == offset for each in event.messages):
                left = tuple(each for each in event.messages if each.o != offset)
                self._events[index] = msgspec.structs.replace(event, messages=left)


def _offset(event: Event) -> int:
    return event.o


def _without(event: Event, person_id: str) -> Event:
    """An event without anything of a person; the same object if there was nothing."""
    match event:
        case Message(author=author) | Shadowed(author=author) if author.id == person_id:
            return Gone(o=event.o, ts=event.ts)
        case QuestionAsked(q=question) if question.asker.person_id == person_id:
            return Gone(o=event.o, ts=event.ts)
        case Message() | Shadowed() if _mentions(event, person_id):
            answered = None if event.re is not None and event.re.id == person_id else event.re
            named = tuple(each for each in event.at if each.person_id != person_id)
            return msgspec.structs.replace(event, re=answered, at=named)
        case Restored(messages=messages) if any(each.author.id == person_id for each in messages):
            left = tuple(each for each in messages if each.author.id != person_id)
            return msgspec.structs.replace(event, messages=left)
        case QuestionsChanged(qs=changed) if any(each.asker.person_id == person_id for each in changed):
            others = tuple(each for each in changed if each.asker.person_id != person_id)
            return msgspec.structs.replace(event, qs=others)
        case _:
            return event


def _mentions(message: Said, person_id: str) -> bool:
    answers = message.re is not None and message.re.id == person_id
    return answers or any(each.person_id == person_id for each in message.at)


def _is_shown(event: Event, may_read: Callable[[Shadowed], bool]) -> bool:
    if isinstance(event, Shadowed):
        return may_read(event)
    return isinstance(event, Message) or (isinstance(event, News) and event.t in _SHOWN_TO_NEWCOMERS)
