"""What buyers send back: the table, and reading and writing it."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from checkout.aftercare import Return
from checkout.store.insert import insert_once
from checkout.store.plain import plain
from checkout.store.tables import Id, metadata, orders

returns = sa.Table(
    "checkout_returns",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("client_key", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("lines", sa.JSON, nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.Column("answer", sa.String(500), nullable=False),
    sa.Column("requested_ms", sa.BigInteger, nullable=False),
    sa.Column("answered_ms", sa.BigInteger),
    sa.Column("closed_ms", sa.BigInteger),
    sa.Column("refund_id", Id),
    sa.UniqueConstraint("order_id", "client_key"),
    sa.CheckConstraint(
        "state IN ('requested', 'accepted', 'declined', 'withdrawn', 'received')", name="state"
    ),
    # One parcel at a time: two taps, or two devices, make one request.
    sa.Index(
        "uq_checkout_returns_open",
        "order_id",
        unique=True,
        sqlite_where=sa.text("state IN ('requested', 'accepted')"),
        postgresql_where=sa.text("state IN ('requested', 'accepted')"),
    ),
)


def return_rows(conn: sa.Connection, order_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Read the returns of orders, the oldest first, by the order's id."""
    if not order_ids:
        return {}
    query = (
        sa.select(returns)
        .where(returns.c.order_id.in_(order_ids))
        .order_by(returns.c.requested_ms, returns.c.id)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["order_id"], []).append(plain(row))
    return found


def insert_return(conn: sa.Connection, order_id: str, client_key: str, wanted: Return) -> bool:
    """Insert a return; tell whether it went in (the same tap again changes nothing)."""
    values: dict[str, Any] = msgspec.to_builtins(wanted)
    return insert_once(conn, returns, {**values, "order_id": order_id, "client_key": client_key})


def has_key(conn: sa.Connection, order_id: str, client_key: str) -> bool:
    """Tell whether this tap was heard before."""
    same = (returns.c.order_id == order_id) & (returns.c.client_key == client_key)
    return conn.execute(sa.select(returns.c.id).where(same)).first() is not None


def update_return(conn: sa.Connection, return_id: str, **changes: Any) -> None:  # noqa: ANN401
    """Write the changed fields."""
    conn.execute(sa.update(returns).where(returns.c.id == return_id).values(**changes))
