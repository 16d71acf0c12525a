"""Reading and writing refunds and disputes; the sum that is promised back is guarded by the database."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from checkout.purchases import Dispute
from checkout.store.insert import insert_once
from checkout.store.plain import plain
from checkout.store.records import OrderRecord, RefundRecord
from checkout.store.tables import disputes, orders, refund_lines, refunds

OTHER_TABLES = frozenset({"lines", "currency"})


def refund_rows(conn: sa.Connection, order_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Read the refunds of orders with their lines, the oldest first, by the order's id."""
    if not order_ids:
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _read(conn, refunds.c.order_id.in_(order_ids)):
        found.setdefault(row["order_id"], []).append(row)
    return found


def load_refund(conn: sa.Connection, where: sa.ColumnElement[bool]) -> RefundRecord | None:
    """Load the one refund that fits."""
    found = load_refunds(conn, where, limit=1)
    return found[0] if found else None


def load_refunds(
    conn: sa.Connection, where: sa.ColumnElement[bool], *, limit: int = 100
) -> list[RefundRecord]:
    """Load refunds, the oldest first."""
    return [msgspec.convert(row, RefundRecord) for row in _read(conn, where, limit)]


def _read(
    conn: sa.Connection, where: sa.ColumnElement[bool], limit: int | None = None
) -> list[dict[str, Any]]:
    query = (
        sa.select(refunds, orders.c.currency)
        .join(orders, orders.c.id == refunds.c.order_id)
        .where(where)
        .order_by(refunds.c.created_ms, refunds.c.id)
        .limit(limit)
    )
    rows = [plain(row) | {"lines": []} for row in conn.execute(query).mappings()]
    by_id = {row["id"]: row["lines"] for row in rows}
    if rows:
        lines = sa.select(refund_lines).where(refund_lines.c.refund_id.in_(by_id))
        for line in conn.execute(lines.order_by(refund_lines.c.variant_id)).mappings():
            by_id[line["refund_id"]].append(plain(line))
    return rows


def insert_refund(conn: sa.Connection, refund: RefundRecord) -> bool:
    """Insert a refund with its lines; tell whether it went in (the same one again changes nothing)."""
    values: dict[str, Any] = msgspec.to_builtins(refund)
    row = {name: value for name, value in values.items() if name not in OTHER_TABLES}
    if not insert_once(conn, refunds, row):
        return False
    if refund.lines:
        lines = [{**line, "refund_id": refund.id} for line in values["lines"]]
        conn.execute(sa.insert(refund_lines), lines)
    return True


def update_refund(conn: sa.Connection, refund: RefundRecord, **changes: Any) -> RefundRecord:  # noqa: ANN401
    """Write the changed fields and return the changed record."""
    conn.execute(sa.update(refunds).where(refunds.c.id == refund.id).values(**changes))
    return msgspec.structs.replace(refund, **changes)


def mark_restocked(conn: sa.Connection, refund: RefundRecord, back: Mapping[str, int]) -> RefundRecord:
    """Note how many pieces of each variant of a refund are on the shelf again."""
    for variant_id, quantity in back.items():
        line = (refund_lines.c.refund_id == refund.id) & (refund_lines.c.variant_id == variant_id)
        conn.execute(sa.update(refund_lines).where(line).values(restocked=quantity))
    lines = [msgspec.structs.replace(line, restocked=back[line.variant_id]) for line in refund.lines]
    return msgspec.structs.replace(refund, lines=lines)


def promise(conn: sa.Connection, record: OrderRecord, amount_minor: int) -> OrderRecord | None:
    """Set a sum aside to be given back (or, if negative, free it); None when that is more than was paid."""
    after = orders.c.returned_minor + amount_minor
    changed = conn.execute(
        sa.update(orders)
        .where(orders.c.id == record.id, after <= orders.c.total_minor, after >= 0)
        .values(returned_minor=after)
    )
    if changed.rowcount != 1:
        return None
    return msgspec.structs.replace(record, returned_minor=record.returned_minor + amount_minor)


def dispute_rows(conn: sa.Connection, order_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Read the disputes of orders, the oldest first, by the order's id."""
    if not order_ids:
        return {}
    query = sa.select(disputes).where(disputes.c.order_id.in_(order_ids)).order_by(disputes.c.opened_ms)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["order_id"], []).append(plain(row))
    return found


def keep_dispute(conn: sa.Connection, order_id: str, dispute: Dispute) -> bool:
    """Store a dispute, or what became of it; tell whether that was new. A decision is never undone."""
    values: dict[str, Any] = msgspec.to_builtins(dispute)
    if insert_once(conn, disputes, {**values, "order_id": order_id}):
        return True
    if dispute.state == "open":
        return False
    still_open = (disputes.c.id == dispute.id) & (disputes.c.state == "open")
    decided = sa.update(disputes).where(still_open)
    return conn.execute(decided.values(state=dispute.state, closed_ms=dispute.closed_ms)).rowcount == 1
