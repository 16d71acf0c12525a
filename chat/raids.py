"""Notices when many people who were never seen before come at once."""

from collections import OrderedDict

_NEW_MS = 10 * 60_000
_WITHIN_MS = 5 * 60_000
_MOST = 5000


class Raids:
    """Counts brand-new people by when they came; each once."""

    def __init__(self) -> None:
        self._came: OrderedDict[str, int] = OrderedDict()
        self._told = False
        self._count = 0

    def note(self, person_id: str, known_since_ms: int | None, now_ms: int) -> None:
        """Somebody came."""
        is_new = known_since_ms is not None and now_ms - known_since_ms < _NEW_MS
        if is_new and person_id not in self._came:
            self._came[person_id] = now_ms
            while len(self._came) > _MOST:
                self._came.popitem(last=False)

    def newcomers(self, now_ms: int) -> int:
        """How many new people came within the last five minutes."""
        while self._came and now_ms - next(iter(self._came.values())) > _WITHIN_MS:
            self._came.popitem(last=False)
        return len(self._came)

    def changed(self, limit: int, now_ms: int) -> tuple[int, bool] | None:
        """The number of new people and whether that is a raid, if it is not what was told last.

        A raid begins at the limit and is over at half of it, so that it does not flicker.
        """
        newcomers = self.newcomers(now_ms)
        is_raid = newcomers * 2 > limit if self._told else newcomers >= limit
        if (newcomers, is_raid) == (self._count, self._told):
            return None
        self._count, self._told = newcomers, is_raid
        return newcomers, is_raid
