"""Who waits for what is sold out: the table, and reading and writing it."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from checkout.store.plain import plain
from checkout.store.tables import Id, metadata, orders, products, variants
from checkout.store.tables import Sequence as SequenceType

waiters = sa.Table(
    "checkout_waiters",
    metadata,
    # The place in the list: whoever came first has the lowest.
    sa.Column("seq", SequenceType, primary_key=True, autoincrement=True),
    sa.Column("variant_id", Id, sa.ForeignKey(variants.c.id), nullable=False),
    sa.Column("person_id", Id, nullable=False, index=True),
    sa.Column("person_name", sa.String(100), nullable=False),
    sa.Column("show_id", Id),
    sa.Column("email", sa.String(254)),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id)),
    sa.Column("joined_ms", sa.BigInteger, nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'offered', 'left', 'passed')", name="state"),
    # Nobody stands in one list twice.
    sa.Index(
        "uq_checkout_waiters_waiting",
        "variant_id",
        "person_id",
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    ),
)

WAITING = waiters.c.state == "waiting"


def waiting_counts(conn: sa.Connection, variant_ids: Sequence[str]) -> dict[str, int]:
    """Count who waits for each of some variants; those that nobody waits for are left out."""
    return {row.variant_id: row.n for row in conn.execute(_COUNTS, {"variant_ids": list(variant_ids)})}


# Built once: it runs for every batch of holds.
_COUNTS = (
    sa.select(waiters.c.variant_id, sa.func.count().label("n"))
    .where(waiters.c.variant_id.in_(sa.bindparam("variant_ids", expanding=True)), WAITING)
    .group_by(waiters.c.variant_id)
)


def next_waiters(conn: sa.Connection, limit: int) -> list[Mapping[str, object]]:
    """List whose turn it is: the first of the list of each variant that can be had again, in order."""
    left = variants.c.total - variants.c.reserved - variants.c.sold
    place = sa.func.row_number().over(partition_by=waiters.c.variant_id, order_by=waiters.c.seq)
    queue = (
        sa.select(waiters, left.label("left"), place.label("place"))
        .join(variants, variants.c.id == waiters.c.variant_id)
        .join(products, products.c.id == variants.c.product_id)
        .where(WAITING, left > 0, variants.c.listed, products.c.status == "active")
        .subquery()
    )
    query = sa.select(queue).where(queue.c.place <= queue.c.left).order_by(queue.c.seq).limit(limit)
    return [plain(row) for row in conn.execute(query).mappings()]
