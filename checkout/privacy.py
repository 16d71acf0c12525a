"""What orders hold of a buyer who wants to be forgotten: what goes, and what a seller's books need."""

from collections.abc import Collection

import sqlalchemy as sa

from checkout.errors import OrdersOpen
from checkout.orders import OrderStatus
from checkout.store.offer_tables import discount_claims
from checkout.store.return_rows import returns
from checkout.store.tables import attempts, inbox, order_readers, orders, outbox
from checkout.store.waiting_rows import waiters

S = OrderStatus
# Somebody still owes something: a payment, a parcel, money back, an answer.
OPEN = (S.HELD, S.PAYING, S.PAID, S.PART_REFUNDED, S.REFUND_DUE, S.DISPUTED, S.NEEDS_REVIEW)
NEVER_PAID = (S.EXPIRED, S.CANCELLED)
OPEN_REFUNDS = ("due", "sent", "pending")


def require_none_open(conn: sa.Connection, buyer_ids: Collection[str]) -> None:
    """Refuse while an order of the buyer is not over.

    A part refund of an order that was sent leaves it over; one of an order that was not leaves it open.

    Raises:
        OrdersOpen: with how many.
    """
    is_open = orders.c.status.in_([status.value for status in OPEN])
    was_sent = sa.and_(orders.c.status == S.PART_REFUNDED.value, orders.c.shipment.is_not(None))
    on_its_way_back = orders.c.id.in_(
        sa.select(returns.c.order_id).where(returns.c.state.in_(("requested", "accepted")))
    )
    is_owed = sa.or_(sa.and_(is_open, sa.not_(was_sent)), on_its_way_back)
    query = sa.select(sa.func.count()).where(orders.c.buyer_id.in_(buyer_ids), is_owed)
    if count := conn.execute(query).scalar_one():
        raise OrdersOpen(count)


def forget(conn: sa.Connection, buyer_ids: Collection[str]) -> None:
    """Take the buyer out of their orders.

    Of a paid order stay number, sums, lines and the address of its invoice, which the seller has to keep; of
    one that was never paid stay only the lines that the stock's ledger names.

    Raises:
        OrdersOpen: an order is not over.
    """
    require_none_open(conn, buyer_ids)
    theirs = orders.c.buyer_id.in_(buyer_ids)
    ids = list(conn.execute(sa.select(orders.c.id).where(theirs)).scalars())
    nobody = {"buyer_name": "", "email": None, "note": "", "show_name": False, "client_secret": None}
    conn.execute(sa.update(orders).where(theirs).values(nobody))
    never_paid = orders.c.status.in_([status.value for status in NEVER_PAID])
    conn.execute(sa.update(orders).where(theirs, never_paid).values(address=None))
    conn.execute(sa.delete(discount_claims).where(discount_claims.c.order_id.in_(ids)))
    conn.execute(sa.update(returns).where(returns.c.order_id.in_(ids)).values(note=""))
    conn.execute(sa.update(attempts).where(attempts.c.order_id.in_(ids)).values(params={}))
    conn.execute(sa.delete(order_readers).where(order_readers.c.reader_id.in_(buyer_ids)))
    conn.execute(sa.delete(waiters).where(waiters.c.person_id.in_(buyer_ids)))
    _blank_news(conn, ids)
    # Whoever bears the old id finds nothing any more; two ids of one person must not meet in one key.
    for order_id in ids:
        conn.execute(sa.update(orders).where(orders.c.id == order_id).values(buyer_id=f"erased:{order_id}"))


def _blank_news(conn: sa.Connection, order_ids: Collection[str]) -> None:
    """Blank what was told of the orders, and the provider's messages dealt with: both name the buyer."""
    for order_id in order_ids:
        told = sa.and_(outbox.c.told_ms.is_not(None), outbox.c.payload.contains(order_id, autoescape=True))
        conn.execute(sa.update(outbox).where(told).values(payload="{}"))
    intents = sa.select(orders.c.intent_id).where(orders.c.id.in_(order_ids), orders.c.intent_id.is_not(None))
    for intent_id in conn.execute(intents).scalars().all():
        names_it = sa.cast(inbox.c.payload, sa.Text).contains(intent_id, autoescape=True)
        done = sa.update(inbox).where(inbox.c.done_ms.is_not(None), names_it)
        conn.execute(done.values(payload={}))
