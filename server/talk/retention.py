"""How long a shop's chats are kept: the setting, and the sweep that erases what is older, for good."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
import structlog

from chat import RoomUnavailable
from server.db import Database, DatabaseError
from server.inserts import insert
from server.talk.people import GONE
from server.talk.tables import audit, cases, entries, retention, rooms, sticky

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.talk")

SWEEP_SECONDS = 3600.0
DAY_MS = 86_400_000
_BATCH = 500
_WORDS = ("chat", "shadowed")
_CASES = ("held", "report", "appeal")


class Retention:
    """Erases by age; rooms that are open are asked first to take back what is too old.

    Args:
        database: Where the rows are.
        rooms_of: The rooms of a seller.
        expire: Has an open room of this process forget what was said before a moment.
        now_ms: Epoch milliseconds.
    """

    def __init__(
        self,
        database: Database,
        *,
        rooms_of: Callable[[str], Awaitable[list[str]]],
        expire: Callable[[str, int], Awaitable[None]],
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._rooms_of = rooms_of
        self._expire = expire
        self._now_ms = now_ms
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to sweep, now and every hour."""
        self._task = asyncio.create_task(self._work(), name="chat retention")

    async def close(self) -> None:
        """Sweep no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def days(self, seller_id: str) -> int | None:
        """How many days a shop's messages are kept; None: for ever."""
        query = sa.select(retention.c.days).where(retention.c.seller_id == seller_id)
        return await self._database.read(lambda conn: conn.execute(query).scalar_one_or_none())

    async def keep(self, seller_id: str, days: int | None) -> None:
        """Keep a shop's messages for so many days, or for ever; what is older goes at once."""

        def work(conn: sa.Connection) -> None:
            conn.execute(sa.delete(retention).where(retention.c.seller_id == seller_id))
            if days is not None:
                conn.execute(insert(conn, retention), {"seller_id": seller_id, "days": days})

        await self._database.write(work)
        self._wake.set()

    async def sweep(self) -> int:
        """Erase what is too old, once; returns how many messages that were."""
        kept = sa.select(retention.c.seller_id, retention.c.days)
        count = 0
        for row in await self._database.read(lambda conn: conn.execute(kept).all()):
            before_ms = self._now_ms() - row.days * DAY_MS
            for room_id in await self._rooms_of(row.seller_id):
                try:
                    await self._expire(room_id, before_ms)
                    count += await self._sweep_room(room_id, before_ms)
                except (RoomUnavailable, DatabaseError):
                    # The next sweep tries this room again; the others do not wait for it.
                    log.exception("a room's old messages are not erased yet", room=room_id)
        return count

    async def _sweep_room(self, room_id: str, before_ms: int) -> int:
        count = 0
        while True:
            erased, is_over = await self._database.write(lambda conn: _erase(conn, room_id, before_ms))
            count += erased
            if is_over:
                return count

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            try:
                if count := await self.sweep():
                    log.info("old messages erased", messages=count)
            except Exception:
                # Whatever it is, the next sweep comes: nobody would start this again.
                log.exception("old messages are not erased yet")
            try:
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                continue


def _erase(conn: sa.Connection, room_id: str, before_ms: int) -> tuple[int, bool]:
    """Erase some of a room's past behind what was swept; how many messages, and whether that is all."""
    swept = conn.execute(sa.select(rooms.c.swept_offset).where(rooms.c.room_id == room_id)).scalar()
    if swept is None:
        return 0, True  # nobody was ever in this room
    next_ones = (
        sa.select(entries)
        .where(entries.c.room_id == room_id, entries.c.position > swept)
        .order_by(entries.c.position)
        .limit(_BATCH)
    )
    found = conn.execute(next_ones).all()
    old = list(takewhile(lambda row: row.at_ms < before_ms, found))
    words = [row for row in old if row.kind in _WORDS]
    for row in old:
        _blank(conn, row)
    if old:
        reached = sa.update(rooms).where(rooms.c.room_id == room_id)
        conn.execute(reached.values(swept_offset=old[-1].position))
    _unpin(conn, room_id, {row.position for row in words})
    is_over = len(old) < _BATCH
    if is_over:
        _erase_desk(conn, room_id, before_ms)
    return len(words), is_over


def _blank(conn: sa.Connection, row: sa.Row[Any]) -> None:
    """Take the words out of an event; its place stays, so that the timeline has no hole."""
    values: dict[str, object] = {}
    if row.kind in _WORDS:
        tombstone = {"t": GONE, "o": row.position, "ts": row.at_ms}
        values = {"kind": GONE, "person_id": None, "body": tombstone}
    elif row.kind == "restored":
        values = {"body": {**row.body, "messages": []}}
    elif row.kind == "notice":
        values = {"body": {**row.body, "d": None}}
    if values:
        this = sa.and_(entries.c.room_id == row.room_id, entries.c.position == row.position)
        conn.execute(sa.update(entries).where(this).values(**values))


def _unpin(conn: sa.Connection, room_id: str, offsets: set[int]) -> None:
    """Take down the note above the chat if it is one of these messages."""
    this = sa.and_(sticky.c.room_id == room_id, sticky.c.key == "notice")
    note = conn.execute(sa.select(sticky.c.payload).where(this)).scalar_one_or_none()
    if note is not None and note.get("off") in offsets:
        conn.execute(sa.delete(sticky).where(this))


def _erase_desk(conn: sa.Connection, room_id: str, before_ms: int) -> None:
    """Take the words out of the moderators' log, and close what waited; what was done stays written."""
    old = sa.and_(audit.c.room_id == room_id, audit.c.at_ms < before_ms)
    conn.execute(
        sa.update(audit)
        .where(old, sa.or_(audit.c.message.is_not(None), audit.c.reverse.is_not(None)))
        .values(message=None, reverse=None)
    )
    waited = (cases.c.room_id == room_id, cases.c.at_ms < before_ms, cases.c.kind.in_(_CASES))
    conn.execute(sa.delete(cases).where(*waited))
