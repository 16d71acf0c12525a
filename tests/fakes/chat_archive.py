"""An Archive in memory that keeps the port's promises and can be told to fail."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from chat.moderation import AuditEntry, Measure
from chat.ports import ArchiveError, Entry, Lift, Record, SavedRoom, Sticky
from chat.timeline import Json


class MemoryArchive:
    """Rooms that live as long as this object."""

    def __init__(self) -> None:
        self.failing = False
        self.hanging = False
        self.entries: dict[str, dict[int, Entry]] = defaultdict(dict)
        self.audits: dict[str, dict[str, AuditEntry]] = defaultdict(dict)
        self.measures: dict[str, dict[str, Measure]] = defaultdict(dict)
        self.sticky: dict[str, dict[str, Json]] = defaultdict(dict)
        self.closed_at: dict[str, int] = {}
        self.epochs: dict[str, str] = {}
        self.batches: list[Sequence[Record]] = []

    async def open_room(self, room_id: str, *, fresh_epoch: str, entries: int) -> SavedRoom:
        await self._work()
        known = self.entries[room_id]
        offset = max(known, default=0)
        if self.closed_at.pop(room_id, None) != offset:
            self.epochs[room_id] = fresh_epoch
        return SavedRoom(
            epoch=self.epochs[room_id],
            offset=offset,
            entries=[known[each] for each in sorted(known)][-entries:],
            measures=list(self.measures[room_id].values()),
            sticky=dict(self.sticky[room_id]),
        )

    async def append(self, room_id: str, records: Sequence[Record]) -> None:
        await self._work()
        self.batches.append(records)
        for record in records:
            match record:
                case Entry():
                    self.entries[room_id].setdefault(record.offset, record)
                case AuditEntry():
                    self.audits[room_id].setdefault(record.id, record)
                case Measure():
                    self.measures[room_id][record.person.person_id] = record
                case Lift():
                    self.measures[room_id].pop(record.person_id, None)
                case Sticky(payload=None):
                    self.sticky[room_id].pop(record.key, None)
                case Sticky():
                    self.sticky[room_id][record.key] = record.payload or {}

    async def close_room(self, room_id: str, offset: int) -> None:
        await self._work()
        self.closed_at[room_id] = offset

    async def audit(self, room_id: str, limit: int) -> list[AuditEntry]:
        await self._work()
        return list(self.audits[room_id].values())[::-1][:limit]

    async def _work(self) -> None:
        await asyncio.sleep(0)
        if self.hanging:
            await asyncio.Event().wait()
        if self.failing:
            raise ArchiveError("the archive is told to fail")
