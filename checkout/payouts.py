"""A seller's money as one face: what was sold, what was kept of it, where it is, what was paid out."""

from collections.abc import AsyncIterator, Iterable

import msgspec
import sqlalchemy as sa

from checkout.ports import Clock
from checkout.spreadsheets import MARK, amount, moment, written
from checkout.store.ledger import balances, ledger
from checkout.store.records import spell_number
from checkout.store.tables import orders
from checkout.store.transactions import Store

MOST_PAYOUTS = 100
AT_ONCE = 500
COLUMNS = ("at", "kind", "order", "debit", "credit", "amount", "currency", "available_at", "statement")


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """Sums in one currency, in minor units.

    What was sold is what was given back, contested and kept as fees, and what is at the provider, not
    reported yet, with the seller by hand, and paid out.
    """

    currency: str
    sales_minor: int = 0
    refunds_minor: int = 0
    disputed_minor: int = 0
    fees_minor: int = 0
    balance_minor: int = 0
    available_minor: int = 0
    """The part of the balance that can be paid out already."""
    unreported_minor: int = 0
    by_hand_minor: int = 0
    paid_out_minor: int = 0


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """Money on its way to the bank, or there; one that failed came back and is negative."""

    id: str
    amount_minor: int
    currency: str
    at_ms: int
    arrives_ms: int


class MoneySummary(msgspec.Struct, frozen=True, kw_only=True):
    """The books by currency, and the latest payouts, the newest first."""

    books: list[Books]
    payouts: list[Payout]


class Payouts:
    """Reads the ledger; nothing here writes."""

    def __init__(self, store: Store, *, now_ms: Clock) -> None:
        self._store = store
        self._now_ms = now_ms

    async def summary(self, seller_id: str) -> MoneySummary:
        """Add up a seller's books and list their latest payouts."""
        now_ms = self._now_ms()
        return await self._store.read(
            lambda conn: MoneySummary(
                books=_books(conn, seller_id, now_ms), payouts=_payouts(conn, seller_id)
            )
        )

    async def table(self, seller_id: str, from_ms: int, to_ms: int) -> AsyncIterator[bytes]:
        """Write a seller's lines of a span of time as CSV, piece by piece, the oldest first."""
        yield MARK + written([COLUMNS])
        after = 0
        while True:
            found = await self._store.read(
                lambda conn, after=after: _lines(conn, seller_id, from_ms, to_ms, after)  # type: ignore[misc]
            )
            if not found:
                return
            after = found[-1].seq
            yield written(_cells(found))


def _books(conn: sa.Connection, seller_id: str, now_ms: int) -> list[Books]:
    mine = ledger.c.seller_id == seller_id
    found: dict[str, dict[str, int]] = {}
    for row in balances(conn, mine, ledger.c.currency):
        found.setdefault(row.currency, {})[str(row.account)] = int(row.amount)
    ripe = mine & (ledger.c.available_ms <= now_ms) & (ledger.c.kind != "payout")
    ripe |= mine & (ledger.c.kind == "payout")
    available = {
        row.currency: int(row.amount)
        for row in balances(conn, ripe, ledger.c.currency)
        if row.account == "balance"
    }
    return [
        Books(
            currency=currency,
            sales_minor=-sums.get("sales", 0),
            refunds_minor=sums.get("refunds", 0),
            disputed_minor=sums.get("disputed", 0),
            fees_minor=sums.get("fees", 0),
            balance_minor=sums.get("balance", 0),
            available_minor=max(0, available.get(currency, 0)),
            unreported_minor=sums.get("clearing", 0),
            by_hand_minor=sums.get("hand", 0),
            paid_out_minor=sums.get("bank", 0),
        )
        for currency, sums in sorted(found.items())
    ]


def _payouts(conn: sa.Connection, seller_id: str) -> list[Payout]:
    mine = sa.select(ledger).where(ledger.c.seller_id == seller_id, ledger.c.kind == "payout")
    rows = conn.execute(mine.order_by(ledger.c.at_ms.desc(), ledger.c.seq.desc()).limit(MOST_PAYOUTS))
    return [
        Payout(
            id=row.entry_key,
            amount_minor=row.amount_minor if row.debit == "bank" else -row.amount_minor,
            currency=row.currency,
            at_ms=row.at_ms,
            arrives_ms=row.available_ms or row.at_ms,
        )
        for row in rows
    ]


def _lines(
    conn: sa.Connection, seller_id: str, from_ms: int, to_ms: int, after: int
) -> list[sa.Row[tuple[object, ...]]]:
    query = (
        sa.select(ledger, orders.c.number)
        .join(orders, orders.c.id == ledger.c.order_id, isouter=True)
        .where(
            ledger.c.seller_id == seller_id,
            ledger.c.at_ms >= from_ms,
            ledger.c.at_ms < to_ms,
            ledger.c.seq > after,
        )
        .order_by(ledger.c.seq)
    )
    return list(conn.execute(query.limit(AT_ONCE)))


def _cells(rows: Iterable[sa.Row[tuple[object, ...]]]) -> list[list[str]]:
    return [
        [
            moment(row.at_ms),
            row.kind,
            "" if row.number is None else spell_number(row.number),
            row.debit,
            row.credit,
            amount(row.amount_minor, row.currency),
            row.currency,
            moment(row.available_ms),
            row.statement_id or "",
        ]
        for row in rows
    ]
