"""How many pieces of limited products buyers have already, counted while nobody else can take more."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from checkout.store.tables import order_lines, orders, products, refund_lines, refunds

Had = dict[tuple[str, str], int]
"""Pieces by person and product; a person is a buyer's id or, as ``email:...``, an e-mail."""


def identities(buyer_id: str, email: str | None) -> list[str]:
    """By which a buyer is known: the id, and the e-mail if there is one."""
    return [buyer_id, *([f"{EMAIL}{email.lower()}"] if email else [])]


def buyer_limits(conn: sa.Connection, product_ids: Collection[str]) -> dict[str, int]:
    """Read how many one buyer may have of each product that has such a limit; nothing is locked."""
    column = products.c
    query = sa.select(column.id, column.max_per_buyer)
    rows = conn.execute(query.where(column.id.in_(product_ids), column.max_per_buyer.is_not(None)))
    return {row.id: row.max_per_buyer for row in rows}


def load_had(
    conn: sa.Connection, product_ids: Collection[str], people: Sequence[str], *, besides: str = ""
) -> Had:
    """Lock products that have a limit for each buyer, and count what these people have of them.

    Args:
        conn: the transaction; if it needs variants, it has locked them already.
        product_ids: those with a limit.
        people: who wants some.
        besides: an order that does not count, because it is being changed.
    """
    if not product_ids:
        return {}
    lock_products(conn, product_ids)
    return pieces_had(conn, people, product_ids, besides=besides)


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
