"""Keeping the books: reads the provider's statement hour by hour and adds its lines to the ledger, once."""

import logging

import sqlalchemy as sa

from checkout.errors import CurrencyUnknown
from checkout.payments.provider import Provider, ProviderError
from checkout.payments.statements import CHARGES, PAYOUTS, Owner, StatementLine, entries_of, payout_entries
from checkout.ports import Clock
from checkout.store.insert import insert_once
from checkout.store.ledger import nets, post
from checkout.store.tables import attempts, counters, orders
from checkout.store.transactions import Store

log = logging.getLogger(__name__)

CURSOR = "statement_s"
WINDOW_S = 3600
WINDOWS_AT_ONCE = 48
PATIENCE_S = 86_400
"""So long a line waits for word of the payment that it is about."""
OVERLAP_S = 300
"""What is younger is read again: a line may be listed a little after its time."""


class Bookkeeper:
    """Reads on from where it stopped; what was read before is not added twice."""

    def __init__(self, store: Store, provider: Provider, *, now_ms: Clock) -> None:
        self._store = store
        self._provider = provider
        self._now_ms = now_ms

    async def read_on(self) -> int:
        """Add what the provider reported since the last time; return how many lines were new."""
        now_s = self._now_ms() // 1000
        from_s = await self._store.read(_cursor)
        if from_s is None:
            return 0
        count, windows = 0, 0
        waiting: list[int] = []
        while from_s <= now_s and windows < WINDOWS_AT_ONCE:
            to_s = min(from_s + WINDOW_S, now_s + 1)
            try:
                new, unknown = await self._read(from_s, to_s)
            except ProviderError as error:
                log.warning("reading the provider's statement: %s", error)
                break
            count += new
            waiting += [line.created for line in unknown if now_s - line.created < PATIENCE_S]
            from_s, windows = to_s, windows + 1
        read_s = min(from_s, now_s - OVERLAP_S, *waiting)
        await self._store.write(lambda conn: _advance(conn, read_s))
        return count

    async def _read(self, from_s: int, to_s: int) -> tuple[int, list[StatementLine]]:
        """Read a span; return how many lines were new, and those whose payment nobody has heard of yet."""
        lines = await self._provider.statement(from_s, to_s)
        # The oldest first: a payout divides what was reported before it.
        lines = sorted(lines, key=lambda line: (line.created, line.type in PAYOUTS))
        if not lines:
            return 0, []
        within = {
            line.id: await self._provider.paid_out(line.source)
            for line in lines
            if line.type in PAYOUTS and line.source is not None
        }
        patient_s = self._now_ms() // 1000 - PATIENCE_S

        def work(conn: sa.Connection) -> tuple[int, list[StatementLine]]:
            owners = {line.id: _owner(conn, line) for line in lines}
            unknown = [line for line in lines if owners[line.id] is None and line.created > patient_s]
            known = [line for line in lines if line not in unknown]
            return sum(_add(conn, line, owners[line.id] or Owner(), within) for line in known), unknown

        return await self._store.write(work)


def _add(conn: sa.Connection, line: StatementLine, owner: Owner, within: dict[str, list[str]]) -> int:
    try:
        if line.type in PAYOUTS:
            entries = payout_entries(line, nets(conn, within.get(line.id, [])))
        else:
            entries = entries_of(line, owner)
    except CurrencyUnknown:
        log.exception("line %s of the statement is in an unknown currency", line.id)
        return 0
    return sum(post(conn, entry) for entry in entries)


def _owner(conn: sa.Connection, line: StatementLine) -> Owner | None:
    """Find whose money a line is about; None if word of its payment is still to come.

    A charge names its order. What came of it may only name its intent, which an order or one of its attempts
    (an intent that was dropped) will know; a charge that names no order is none of this shop's.
    """
    if line.intent_id is None:
        return Owner()
    tried = sa.select(attempts.c.order_id).where(attempts.c.intent_id == line.intent_id)
    where: sa.ColumnElement[bool] = (orders.c.intent_id == line.intent_id) | orders.c.id.in_(tried)
    if line.order_id is not None:
        where = orders.c.id == line.order_id
    row = conn.execute(sa.select(orders.c.seller_id, orders.c.id).where(where)).first()
    if row is not None:
        return Owner(seller_id=row.seller_id, order_id=row.id)
    return Owner() if line.type in CHARGES else None


def _cursor(conn: sa.Connection) -> int | None:
    """From when on to read (epoch seconds); None before anything was sold."""
    stored = conn.execute(sa.select(counters.c.value).where(counters.c.name == CURSOR)).scalar()
    if stored is not None:
        return int(stored)
    first_ms = conn.execute(sa.select(sa.func.min(orders.c.created_ms))).scalar()
    return None if first_ms is None else int(first_ms) // 1000


def _advance(conn: sa.Connection, to_s: int) -> None:
    if not insert_once(conn, counters, {"name": CURSOR, "value": to_s}):
        moved = sa.update(counters).where(counters.c.name == CURSOR, counters.c.value < to_s)
        conn.execute(moved.values(value=to_s))
