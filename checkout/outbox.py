"""Telling the news: reads the outbox in order and publishes each event at least once."""

import asyncio
import logging

import msgspec
import sqlalchemy as sa

from checkout.events import AnyEvent, StockChanged
from checkout.ports import Clock, Database, Publish
from checkout.store.tables import outbox

log = logging.getLogger(__name__)

BATCH = 200
TELL_SECONDS = 10
MOST_TRIES = 20
"""An event that nobody can digest is set aside after so many tries, so that it silences no others."""

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


class Queues(msgspec.Struct, frozen=True, kw_only=True):
    """What waits in checkout.

    Attributes:
        news: Events that are committed and not told yet.
        news_set_aside: Events that nobody could digest.
        payments: Requests that wait for their turn at the payment provider, of this process.
    """

    news: int
    news_set_aside: int
    payments: int


class Dispatcher:
    """Publishes what is committed and not yet told, the oldest first, and stops at the first failure.

    Of several states of one variant's stock that wait together only the newest is told.

    It never keeps a cursor: two transactions of Postgres may commit in another order than their numbers. What
    concerns one variant or one order is still in order, because their rows were locked.
    """

    def __init__(self, database: Database, publish: Publish, *, now_ms: Clock) -> None:
        self._database = database
        self._publish = publish
        self._now_ms = now_ms

    async def run(self) -> int:
        """Tell everything that waits; return how many events were told or overtaken by newer ones."""
        told = 0
        while batch := await self._database.read(_untold):
            count = await self._tell(batch)
            told += count
            if count < len(batch):
                break
        return told

    async def _tell(self, batch: list[tuple[int, str]]) -> int:
        done: list[int] = []
        events = [(seq, _decoder.decode(payload)) for seq, payload in batch]
        newest = {event.variant_id: seq for seq, event in events if isinstance(event, StockChanged)}
        for seq, event in events:
            if isinstance(event, StockChanged) and newest[event.variant_id] != seq:
                done.append(seq)  # a later state of the same variant is in this batch: a rush tells few
                continue
            try:
                async with asyncio.timeout(TELL_SECONDS):
                    await self._publish(event)
            except Exception:
                # Whoever listens failed, not we; the event keeps its place and is told again.
                log.exception("publishing event %d failed", seq)
                await self._note_failure(seq)
                break
            done.append(seq)
        await self._mark_told(done)
        return len(done)

    async def _mark_told(self, done: list[int]) -> None:
        if not done:
            return
        now_ms = self._now_ms()
        told = sa.update(outbox).where(outbox.c.seq.in_(done)).values(told_ms=now_ms)
        await self._database.write(lambda conn: conn.execute(told).rowcount)

    async def _note_failure(self, seq: int) -> None:
        failed = sa.update(outbox).where(outbox.c.seq == seq).values(tries=outbox.c.tries + 1)
        await self._database.write(lambda conn: conn.execute(failed).rowcount)


def news_waiting(conn: sa.Connection) -> tuple[int, int]:
    """Count the events that nobody was told of yet, and those that were set aside after too many tries."""
    aside = sa.case((outbox.c.tries >= MOST_TRIES, 1), else_=0)
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(aside), 0)).where(
        outbox.c.told_ms.is_(None)
    )
    row = conn.execute(query).one()
    return row[0] - row[1], row[1]


def _untold(conn: sa.Connection) -> list[tuple[int, str]]:
    query = (
        sa.select(outbox.c.seq, outbox.c.payload)
        .where(outbox.c.told_ms.is_(None), outbox.c.tries < MOST_TRIES)
        .order_by(outbox.c.seq)
        .limit(BATCH)
    )
    return [(row.seq, row.payload) for row in conn.execute(query)]
