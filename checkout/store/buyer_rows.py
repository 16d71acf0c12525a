"""How many pieces of limited products buyers have already, counted while nobody else can take more."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from checkout.store.tables import order_lines, orders, products, refund_lines, refunds

Had = dict[tuple[str, str], int]
"""Pieces by person and product; a person is a buyer's id or, as ``email:...``, an e-mail."""


def lock_products(conn: sa.Connection, product_ids: Collection[str]) -> None:
    """Make transactions that sell the same limited products wait for each other.

    The lock of a variant is not enough: one buyer may take two variants of a product in two transactions.
    Variants are locked before products everywhere, both in the order of their ids, so nobody waits in a ring.
    """
    query = sa.select(products.c.id).where(products.c.id.in_(product_ids)).order_by(products.c.id)
    conn.execute(query.with_for_update()).all()


def pieces_had(
    conn: sa.Connection, people: Sequence[str], product_ids: Collection[str], *, besides: str = ""
) -> Had:
    """Count what people hold or bought of products, in all orders but one, without what came back."""
    buyers = [person for person in people if not person.startswith(EMAIL)]
    emails = [person.removeprefix(EMAIL) for person in people if person.startswith(EMAIL)]
    lowered = sa.func.lower(orders.c.email)
    theirs = orders.c.buyer_id.in_(buyers) | lowered.in_(emails) if emails else orders.c.buyer_id.in_(buyers)
    back = (
        sa.select(sa.func.sum(refund_lines.c.restocked))
        .join(refunds, refunds.c.id == refund_lines.c.refund_id)
        .where(refunds.c.order_id == orders.c.id, refund_lines.c.variant_id == order_lines.c.variant_id)
        .scalar_subquery()
    )
    query = (
        sa.select(
            orders.c.buyer_id,
            lowered.label("email"),
            order_lines.c.product_id,
            (order_lines.c.quantity - sa.func.coalesce(back, 0)).label("pieces"),
        )
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(
            order_lines.c.product_id.in_(product_ids),
            orders.c.hold.in_(("held", "consumed")),
            orders.c.id != besides,
            theirs,
        )
    )
    had: Had = {}
    for row in conn.execute(query):
        for person in (row.buyer_id, f"{EMAIL}{row.email}"):
            key = (person, row.product_id)
            had[key] = had.get(key, 0) + int(row.pieces)
    return had


EMAIL = "email:"
