"""Who said what lately: repeats of one person, floods, and what anybody said before."""

from collections import OrderedDict, deque
from functools import lru_cache

from chat.rules.skeleton import skeleton, squeezed

_PEOPLE = 2000
_OWN = 12
_EVERYBODY = 1000
WINDOW_MS = 60_000


class Habits:
    """The last messages of a room as fingerprints; bounded by people and by messages."""

    def __init__(self) -> None:
        self._own: OrderedDict[str, deque[tuple[int, str]]] = OrderedDict()
        self._lately: OrderedDict[str, int] = OrderedDict()

    def note(self, person_id: str, text: str, at_ms: int) -> None:
        """Somebody was heard."""
        print_ = fingerprint(text)
        own = self._own.setdefault(person_id, deque(maxlen=_OWN))
        own.append((at_ms, print_))
        self._own.move_to_end(person_id)
        self._lately[print_] = at_ms
        self._lately.move_to_end(print_)
        while len(self._lately) > _EVERYBODY:
            self._lately.popitem(last=False)
        while len(self._own) > _PEOPLE:
            self._own.popitem(last=False)

    def last_ms(self, person_id: str) -> int | None:
        """When a person was heard last."""
        own = self._own.get(person_id)
        return own[-1][0] if own else None

    def repeats(self, person_id: str, text: str, now_ms: int) -> int:
        """How often a person has said this within the last minute."""
        own = self._own.get(person_id)
        if not own:
            return 0
        print_ = fingerprint(text)
        return sum(each == print_ and now_ms - at_ms < WINDOW_MS for at_ms, each in own)

    def pace(self, person_id: str, now_ms: int, within_ms: int) -> int:
        """How many messages a person has sent within a time."""
        own = self._own.get(person_id)
        return sum(now_ms - at_ms < within_ms for at_ms, _ in own) if own else 0

    def was_said(self, text: str, now_ms: int, within_ms: int = 10 * WINDOW_MS) -> bool:
        """Whether anybody has said this lately."""
        at_ms = self._lately.get(fingerprint(text))
        return at_ms is not None and now_ms - at_ms < within_ms


@lru_cache(maxsize=512)
def fingerprint(text: str) -> str:
    """What is left of a message when its dress is taken off; emoji alone stay as they are."""
    return squeezed(skeleton(text)) or text
