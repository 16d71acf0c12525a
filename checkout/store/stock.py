"""Moving stock: a guarded update, a line in the ledger and the news of it, always the three together."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from checkout.events import StockChanged
from checkout.store.bulk import insert_rows, insert_values
from checkout.store.news import tell, tell_many
from checkout.store.tables import products, stock_movements, variants


class Movement(NamedTuple):
    """One line of the ledger: by how much each number of a variant changes, and why."""

    variant_id: str
    reason: str
    order_id: str | None = None
    total: int = 0
    reserved: int = 0
    sold: int = 0


# In the order of a Movement's fields, and the time.
LEDGER_COLUMNS = (
    "variant_id",
    "reason",
    "order_id",
    "total_delta",
    "reserved_delta",
    "sold_delta",
    "at_ms",
)


class StockShort(Exception):
    """A movement would promise more than there is; nothing may be kept of its transaction."""

    def __init__(self, variant_id: str, available: int) -> None:
        super().__init__(f"{available} left of {variant_id}")
        self.variant_id = variant_id
        self.available = available


def move_stock(conn: sa.Connection, movements: Sequence[Movement], now_ms: int) -> None:
    """Apply movements to variants, all of them or (by the exception) none.

    Variants are touched in the order of their ids, so that transactions never wait for each other in a ring.

    Raises:
        StockShort: available, reserved or sold would fall below zero.
    """
    sums: dict[str, tuple[int, int, int]] = {}
    for movement in movements:
        total, reserved, sold = sums.get(movement.variant_id, (0, 0, 0))
        sums[movement.variant_id] = (
            total + movement.total,
            reserved + movement.reserved,
            sold + movement.sold,
        )
    changed = sorted(variant_id for variant_id, deltas in sums.items() if any(deltas))
    for variant_id in changed:
        _guarded_update(conn, variant_id, *sums[variant_id])
    insert_rows(conn, stock_movements, LEDGER_COLUMNS, [(*movement, now_ms) for movement in movements])
    _tell_stock(conn, changed, now_ms)


# Statements are built once: building and hashing one costs more than running it.
_more = {name: sa.bindparam(f"more_{name}", type_=sa.BigInteger) for name in ("total", "reserved", "sold")}
_column = variants.c
_MOVE = (
    sa.update(variants)
    .where(
        _column.id == sa.bindparam("variant_id"),
        _column.total + _more["total"] - _column.reserved - _more["reserved"] - _column.sold - _more["sold"]
        >= 0,
        _column.reserved + _more["reserved"] >= 0,
        _column.sold + _more["sold"] >= 0,
    )
    .values(
        total=_column.total + _more["total"],
        reserved=_column.reserved + _more["reserved"],
        sold=_column.sold + _more["sold"],
        version=_column.version + 1,
    )
)


def _guarded_update(conn: sa.Connection, variant_id: str, total: int, reserved: int, sold: int) -> None:
    updated = conn.execute(
        _MOVE,
        {"variant_id": variant_id, "more_total": total, "more_reserved": reserved, "more_sold": sold},
    )
    if updated.rowcount != 1:
        raise StockShort(variant_id, available(conn, variant_id))


class Fresh(NamedTuple):
    """A variant that is not there yet: whose it is, how many pieces there are, and its other columns."""

    seller_id: str
    product_id: str
    variant_id: str
    total: int
    values: Mapping[str, object]


def put_up(conn: sa.Connection, fresh: Sequence[Fresh], now_ms: int) -> None:
    """Insert many new variants with their stock, the ledger and the news of it, in three statements."""
    insert_values(conn, variants, [_fresh_row(each) for each in fresh])
    stocked = [each for each in fresh if each.total]
    lines = [(*Movement(each.variant_id, "stock_set", total=each.total), now_ms) for each in stocked]
    insert_rows(conn, stock_movements, LEDGER_COLUMNS, lines)
    news = [
        StockChanged(
            event_id=f"stock-{each.variant_id}-1",
            seller_id=each.seller_id,
            product_id=each.product_id,
            variant_id=each.variant_id,
            total=each.total,
            available=each.total,
            held=0,
            sold=0,
        )
        for each in stocked
    ]
    tell_many(conn, news, now_ms)


def _fresh_row(fresh: Fresh) -> dict[str, object]:
    stock = {"total": fresh.total, "reserved": 0, "sold": 0, "version": int(fresh.total > 0)}
    return {"id": fresh.variant_id, "product_id": fresh.product_id, **fresh.values, **stock}


def available(conn: sa.Connection, variant_id: str) -> int:
    """Count what is neither held nor sold."""
    column = variants.c
    query = sa.select(column.total - column.reserved - column.sold).where(column.id == variant_id)
    return int(conn.execute(query).scalar() or 0)


_CHANGED = (
    sa.select(
        variants.c.id,
        variants.c.product_id,
        variants.c.version,
        variants.c.total,
        variants.c.reserved,
        variants.c.sold,
        products.c.seller_id,
    )
    .join(products, products.c.id == variants.c.product_id)
    .where(variants.c.id.in_(sa.bindparam("variant_ids", expanding=True)))
    .order_by(variants.c.id)
)


def _tell_stock(conn: sa.Connection, variant_ids: Sequence[str], now_ms: int) -> None:
    """Tell the state of each variant once for this transaction, however many movements it had."""
    for row in conn.execute(_CHANGED, {"variant_ids": variant_ids}).all():
        tell(
            conn,
            StockChanged(
                event_id=f"stock-{row.id}-{row.version}",
                seller_id=row.seller_id,
                product_id=row.product_id,
                variant_id=row.id,
                total=row.total,
                available=row.total - row.reserved - row.sold,
                held=row.reserved,
                sold=row.sold,
            ),
            now_ms,
        )
