"""Stores one room's records behind its back: in batches, in order, and again until it works."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Sequence
from itertools import islice

from chat.ports import Archive, Entry, Record
from chat.totals import ChatTotals

_log = logging.getLogger(__name__)
_BATCH = 500
_FIRST_RETRY_SECONDS = 0.25
_LAST_RETRY_SECONDS = 10.0


class Journal:
    """A bounded queue of records and the task that stores them.

    When the archive fails the room goes on, `degraded`: records wait and are retried. Beyond `max_records`
    the oldest events are given up and counted; measures and audit entries never are.

    Args:
        room_id: The room.
        archive: Where to.
        delay_seconds: How long a record may wait for company.
        timeout_seconds: How long one write may take before it counts as failed.
        max_records: The bound of the queue.
        totals: Counts what is lost.
    """

    def __init__(
        self,
        room_id: str,
        archive: Archive,
        *,
        delay_seconds: float,
        timeout_seconds: float,
        max_records: int,
        totals: ChatTotals,
    ) -> None:
        self.degraded = False
        self._lost = 0
        self._room_id = room_id
        self._archive = archive
        self._delay_seconds = delay_seconds
        self._timeout_seconds = timeout_seconds
        self._max_records = max_records
        self._totals = totals
        self._queue: deque[tuple[int, Record]] = deque()
        self._written = 0
        self._stored = 0
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._hurry = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=f"chat journal {room_id}")

    @property
    def ticket(self) -> int:
        """For `stored`: everything written so far."""
        return self._written

    def write(self, records: Sequence[Record], *, urgent: bool = False) -> int:
        """Queue records; returns a ticket for `stored`."""
        for record in records:
            self._written += 1
            self._queue.append((self._written, record))
        while len(self._queue) > self._max_records and self._give_up_oldest():
            pass
        if self._queue:
            self._wake.set()
        if urgent:
            self._hurry.set()
        return self._written

    async def stored(self, ticket: int) -> bool:
        """Wait until all up to the ticket is stored; False when that takes longer than one write may."""
        if self._stored >= ticket:
            return True
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((ticket, waiter))
        self._hurry.set()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await waiter
        except TimeoutError:
            return False
        return True

    async def close(self) -> bool:
        """Stop, after one more try to store the rest; tells whether nothing was lost."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        while self._queue and await self._store_batch():
            pass
        self._totals.records_lost += len(self._queue)
        return not self._queue and not self._lost

    async def _run(self) -> None:
        retry_seconds = _FIRST_RETRY_SECONDS
        while True:
            await self._wake.wait()
            # A little later there is more to store at once, unless somebody waits for one of the records.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._delay_seconds):
                    await self._hurry.wait()
            if await self._store_batch():
                retry_seconds = _FIRST_RETRY_SECONDS
            else:
                await asyncio.sleep(retry_seconds)
                retry_seconds = min(2 * retry_seconds, _LAST_RETRY_SECONDS)

    async def _store_batch(self) -> bool:
        batch = list(islice(self._queue, _BATCH))
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._archive.append(self._room_id, [record for _, record in batch])
        except Exception:  # noqa: BLE001
            # Whatever the reason, this is the place that can act: keep the records and try again.
            _log.exception("chat records of room %s are not stored yet", self._room_id)
            self.degraded = True
            return False
        self.degraded = False
        self._settle(batch[-1][0])
        return True

    def _settle(self, ticket: int) -> None:
        self._stored = ticket
        while self._queue and self._queue[0][0] <= ticket:
            self._queue.popleft()
        if not self._queue:
            self._wake.clear()
            self._hurry.clear()
        for due, waiter in self._waiting:
            if due <= ticket and not waiter.done():
                waiter.set_result(None)
        self._waiting = [(due, waiter) for due, waiter in self._waiting if not waiter.done()]

    def _give_up_oldest(self) -> bool:
        for index, (_, record) in enumerate(self._queue):
            if isinstance(record, Entry):
                del self._queue[index]
                self._lost += 1
                self._totals.records_lost += 1
                return True
        return False
