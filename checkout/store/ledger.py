"""The ledger of money: lines that move a sum from one account to another, added to and never changed."""

from collections.abc import Collection
from typing import Literal

import msgspec
import sqlalchemy as sa

from checkout.store.insert import insert_once
from checkout.store.tables import Id, Sequence, metadata

Account = Literal["sales", "refunds", "disputed", "fees", "clearing", "balance", "bank", "hand"]
"""Where money is, or why it came or went.

``clearing``: what we know of and the provider has not reported yet. ``balance``: at the provider. ``bank``:
paid out. ``hand``: paid to the seller without a provider. The others say why: sold, given back, contested, or
kept as fees.
"""
ACCOUNTS: tuple[Account, ...] = (
    "sales",
    "refunds",
    "disputed",
    "fees",
    "clearing",
    "balance",
    "bank",
    "hand",
)
Kind = Literal[
    "sale", "refund", "refund_undone", "charge", "fee", "dispute", "dispute_won", "payout", "other"
]
NOBODY = ""
"""The seller of what belongs to none: a fee of the operator's account, a payout that names nothing."""

ledger = sa.Table(
    "checkout_money_ledger",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    # The same event again is the same line.
    sa.Column("entry_key", sa.String(255), nullable=False, unique=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("seller_id", Id, nullable=False),
    sa.Column("order_id", Id, index=True),
    # Both sides stand in one line, so that debits and credits add up whatever is written.
    sa.Column("debit", sa.String(16), nullable=False),
    sa.Column("credit", sa.String(16), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    # When it can be paid out; of a payout, when it arrives.
    sa.Column("available_ms", sa.BigInteger),
    sa.Column("statement_id", Id, index=True),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("debit <> credit", name="two_sides"),
    sa.CheckConstraint(f"debit IN {ACCOUNTS!r}", name="debit"),
    sa.CheckConstraint(f"credit IN {ACCOUNTS!r}", name="credit"),
    sa.Index("ix_checkout_money_ledger_seller", "seller_id", "at_ms"),
)

_REFUSED = "the ledger is only added to"
_SQLITE = "CREATE TRIGGER {0}_{1} BEFORE {1} ON {0} BEGIN SELECT RAISE(ABORT, '{2}'); END"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {0}_keep() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION '{1}'; END $$ LANGUAGE plpgsql"
)
_TRIGGER = "CREATE TRIGGER {0}_keep BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION {0}_keep()"
APPEND_ONLY = {
    "sqlite": [_SQLITE.format(ledger.name, what, _REFUSED) for what in ("UPDATE", "DELETE")],
    "postgresql": [_FUNCTION.format(ledger.name, _REFUSED), _TRIGGER.format(ledger.name)],
}
"""The database itself refuses to change or delete a line."""
for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        _made = sa.DDL(_statement)  # type: ignore[no-untyped-call]
        sa.event.listen(ledger, "after_create", _made.execute_if(dialect=_dialect))


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line: a sum goes from ``credit`` to ``debit``."""

    entry_key: str
    kind: Kind
    seller_id: str
    order_id: str | None = None
    debit: Account
    credit: Account
    amount_minor: int
    currency: str
    at_ms: int
    available_ms: int | None = None
    statement_id: str | None = None


def post(conn: sa.Connection, entry: Entry) -> bool:
    """Add a line, once; tell whether it is new."""
    return insert_once(conn, ledger, msgspec.structs.asdict(entry))


def balances(
    conn: sa.Connection, where: sa.ColumnElement[bool], *groups: sa.ColumnElement[str]
) -> list[sa.Row[tuple[object, ...]]]:
    """Add up each account's debits less its credits, by groups."""
    column = ledger.c
    sides = sa.union_all(
        sa.select(*groups, column.debit.label("account"), column.amount_minor.label("amount")).where(where),
        sa.select(*groups, column.credit.label("account"), (-column.amount_minor).label("amount")).where(
            where
        ),
    ).subquery()
    by = [sides.c[group.name] for group in groups]
    query = sa.select(*by, sides.c.account, sa.func.sum(sides.c.amount).label("amount"))
    return list(conn.execute(query.group_by(*by, sides.c.account)))


def nets(conn: sa.Connection, statement_ids: Collection[str]) -> dict[str, int]:
    """Add up what lines of the provider's statement left in its balance, by seller."""
    where = ledger.c.statement_id.in_(list(statement_ids))
    rows = balances(conn, where, ledger.c.seller_id)
    return {row.seller_id: int(row.amount) for row in rows if row.account == "balance"}
