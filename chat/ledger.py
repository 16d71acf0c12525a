"""What the moderators of one room did lately, so that any of it can be turned back."""

from collections import OrderedDict
from collections.abc import Iterable

import msgspec

from chat.errors import UnknownAction
from chat.moderation import AuditEntry
from chat.people import PersonRef

REMEMBERED = 500


class Ledger:
    """The newest audit entries by id, and which of them were undone."""

    def __init__(self, saved: Iterable[AuditEntry] = ()) -> None:
        self._entries: OrderedDict[str, AuditEntry] = OrderedDict()
        self._undone: set[str] = set()
        for entry in saved:
            self.add(entry)

    def add(self, entry: AuditEntry) -> None:
        """Remember an entry; the oldest are forgotten."""
        self._entries[entry.id] = entry
        if entry.undoes is not None:
            self._undone.add(entry.undoes)
        while len(self._entries) > REMEMBERED:
            forgotten, _ = self._entries.popitem(last=False)
            self._undone.discard(forgotten)

    def undoable(self, entry_id: str) -> AuditEntry:
        """The entry that is to be undone.

        Raises:
            UnknownAction: it is too old, has nothing to turn back, or was undone before.
        """
        entry = self._entries.get(entry_id)
        if entry is None:
            raise UnknownAction("This action is not in the log, or too old to be undone.")
        if entry.reverse is None:
            raise UnknownAction("This action has nothing that could be undone.")
        if entry_id in self._undone:
            raise UnknownAction("This action is undone already.")
        return entry

    def forget(self, person_id: str) -> None:
        """Keep of what was done to a person only that it was done: no name, no words, no way back."""
        for entry in list(self._entries.values()):
            pinned = entry.reverse.notice if entry.reverse is not None else None
            if entry.target.person_id == person_id:
                nameless = PersonRef(person_id=person_id, name="")
                self._entries[entry.id] = msgspec.structs.replace(
                    entry, target=nameless, message=None, reverse=None
                )
            elif pinned is not None and pinned.author.person_id == person_id:
                self._entries[entry.id] = msgspec.structs.replace(entry, reverse=None)

    def fade(self, before_ms: int) -> None:
        """Keep of what was done before a moment only that it was done: no words, no way back."""
        for entry in [each for each in self._entries.values() if each.at_ms < before_ms]:
            self._entries[entry.id] = msgspec.structs.replace(entry, message=None, reverse=None)

    def newest(self, count: int) -> list[AuditEntry]:
        """The newest entries, newest first."""
        return list(self._entries.values())[: -count - 1 : -1]
