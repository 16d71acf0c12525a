"""Opens rooms from the archive when they are needed and puts them back when they are not."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from functools import partial
from weakref import WeakValueDictionary

from chat.errors import RoomUnavailable
from chat.hooks import Judge, Outside, Said
from chat.journal import Journal
from chat.live import LiveRoom
from chat.ports import Archive, ArchiveError, SavedRoom
from chat.redis_link import RedisLink
from chat.redis_room import RedisRoom
from chat.sequencer import LocalSequencer, Sequencer
from chat.settings import ChatSettings
from chat.shared import SharedSequencer
from chat.totals import ChatTotals

_log = logging.getLogger(__name__)


class Rooms:
    """The rooms in use; each is opened and closed by one task at a time.

    Args:
        settings: Limits.
        archive: Where the rooms are kept.
        totals: Counters to keep.
        now_ms: The clock.
        new_id: Makes unique ids.
        link: To the other processes; None when there are none.
        judge: The operator's hooks.
        outside: Programs outside that judge.
        heard: See `LiveRoom`.
    """

    def __init__(
        self,
        settings: ChatSettings,
        archive: Archive,
        totals: ChatTotals,
        *,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        link: RedisLink | None,
        judge: Judge,
        outside: Outside,
        heard: Callable[[Said, int], None],
    ) -> None:
        self._settings = settings
        self._archive = archive
        self._totals = totals
        self._now_ms = now_ms
        self._new_id = new_id
        self._link = link
        self._judge = judge
        self._outside = outside
        self._heard = heard
        self._node = new_id()
        self._live: dict[str, LiveRoom] = {}
        self._gates: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(tuple(self._live.values()))

    def get(self, room_id: str) -> LiveRoom | None:
        """The room, if it is in use."""
        return self._live.get(room_id)

    async def open(self, room_id: str) -> LiveRoom:
        """The room, from the archive if need be. Nothing is awaited between finding it and returning.

        Raises:
            RoomUnavailable: its measures are unknown, so letting people in could let the muted speak.
        """
        if live := self._live.get(room_id):
            return live
        async with self._gate(room_id):
            if live := self._live.get(room_id):
                return live
            saved = await self._load(room_id)
            await self._prepare(room_id)
            live = self._build(room_id, saved)
            try:
                await live.sequencer.start(saved)
            except BaseException:
                await live.close()
                raise
            self._live[room_id] = live
            return live

    async def close(self, room_id: str) -> None:
        """Write a room down and forget it. Whoever needs it meanwhile waits, then opens it again."""
        async with self._gate(room_id):
            live = self._live.pop(room_id, None)
            if live is None:
                return
            if not await live.close():
                _log.error("chat room %s was closed before all of it was stored", room_id)
                return
            try:
                async with asyncio.timeout(self._settings.archive_seconds):
                    await self._archive.close_room(room_id, live.room.offset)
            except Exception:  # noqa: BLE001
                # Nothing is lost, and the other rooms that are being closed must not suffer for it.
                _log.warning("chat room %s begins a new epoch next time", room_id, exc_info=True)

    async def close_idle(self) -> None:
        """Put back the rooms that were empty for long, unless they still hold what could not be stored."""
        oldest = asyncio.get_running_loop().time() - self._settings.room_idle_seconds
        unused = [live for live in self if live.is_empty and live.last_used < oldest]
        idle = [live for live in unused if not live.journal.degraded]
        await asyncio.gather(*(self.close(live.room_id) for live in idle))

    async def close_all(self) -> None:
        """Put back every room, all at the same time."""
        await asyncio.gather(*(self.close(live.room_id) for live in self))

    async def _load(self, room_id: str) -> SavedRoom:
        try:
            async with asyncio.timeout(self._settings.archive_seconds):
                return await self._archive.open_room(
                    room_id, fresh_epoch=self._new_id(), entries=self._settings.ring
                )
        except (ArchiveError, TimeoutError) as error:
            raise RoomUnavailable("The chat cannot be opened right now; try again in a moment.") from error

    async def _prepare(self, room_id: str) -> None:
        """Learn who judges in a room. Unasked, words could be heard that a shop wants to see first."""
        try:
            async with asyncio.timeout(self._settings.archive_seconds):
                await self._outside.prepare(room_id)
        except Exception as error:
            raise RoomUnavailable("The chat cannot be opened right now; try again in a moment.") from error

    def _build(self, room_id: str, saved: SavedRoom) -> LiveRoom:
        journal = Journal(
            room_id,
            self._archive,
            delay_seconds=self._settings.journal_ms / 1000,
            timeout_seconds=self._settings.archive_seconds,
            max_records=self._settings.journal_records,
            totals=self._totals,
        )
        return LiveRoom(
            room_id=room_id,
            saved=saved,
            journal=journal,
            settings=self._settings,
            totals=self._totals,
            now_ms=self._now_ms,
            new_id=self._new_id,
            make_sequencer=self._sequencer,
            judge=self._judge,
            outside=self._outside,
            heard=self._heard,
        )

    def _sequencer(self, live: LiveRoom) -> Sequencer:
        if self._link is None:
            return LocalSequencer(live)
        return SharedSequencer(
            live,
            RedisRoom(self._link, live.room_id, self._node),
            room_id=live.room_id,
            archive=self._archive,
            load=partial(self._load, live.room_id),
            settings=self._settings,
            new_id=self._new_id,
        )

    def _gate(self, room_id: str) -> asyncio.Lock:
        return self._gates.setdefault(room_id, asyncio.Lock())
