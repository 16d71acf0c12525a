"""What orders hold of a buyer who wants to be forgotten: what goes, and what a seller's books need."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from checkout.errors import OrdersOpen
from checkout.orders import OrderStatus
from checkout.store import address_rows
from checkout.store.offer_tables import discount_claims
from checkout.store.return_rows import returns
from checkout.store.tables import attempts, inbox, order_readers, orders, outbox, refunds
from checkout.store.waiting_rows import waiters

S = OrderStatus
# Somebody still owes something: a payment, a parcel, money back, an answer.
OPEN = (S.HELD, S.PAYING, S.PLACED, S.SENT, S.PAID, S.PART_REFUNDED, S.REFUND_DUE, S.DISPUTED, S.NEEDS_REVIEW)
NEVER_PAID = (S.EXPIRED, S.CANCELLED)
OPEN_REFUNDS = ("due", "sent", "pending")


class Naming(NamedTuple):
    """What names a buyer's orders, by its keys: news, and the provider's messages."""

    news: list[int]
    messages: list[str]


def require_none_open(conn: sa.Connection, buyer_ids: Collection[str]) -> list[str]:
    """Refuse while an order of the buyer is not over.

    A part refund of an order that was sent leaves it over once the money is back; one of an order that was
    not leaves it open.

    Returns:
        The ids of all orders of theirs; what they may only read is another's.

    Raises:
        OrdersOpen: with how many.
    """
    is_open = orders.c.status.in_([status.value for status in OPEN])
    was_sent = sa.and_(orders.c.status == S.PART_REFUNDED.value, orders.c.shipment.is_not(None))
    on_its_way_back = orders.c.id.in_(
        sa.select(returns.c.order_id).where(returns.c.state.in_(("requested", "accepted")))
    )
    money_on_its_way = orders.c.id.in_(sa.select(refunds.c.order_id).where(refunds.c.state.in_(OPEN_REFUNDS)))
    is_owed = sa.or_(sa.and_(is_open, sa.not_(was_sent)), on_its_way_back, money_on_its_way)
    theirs = orders.c.buyer_id.in_(buyer_ids)
    query = sa.select(sa.func.count()).where(theirs, is_owed)
    if count := conn.execute(query).scalar_one():
        raise OrdersOpen(count)
    return list(conn.execute(sa.select(orders.c.id).where(theirs)).scalars())


def find_naming(conn: sa.Connection, buyer_ids: Collection[str]) -> Naming:
    """Look through all news and messages for the buyer's orders; this is slow, so nobody may wait for it."""
    query = sa.select(orders.c.id, orders.c.intent_id).where(orders.c.buyer_id.in_(buyer_ids))
    news: set[int] = set()
    messages: set[str] = set()
    for row in conn.execute(query).all():
        told = sa.select(outbox.c.seq).where(outbox.c.payload.contains(row.id, autoescape=True))
        news.update(conn.execute(told).scalars())
        # A payment that was given up, or came twice, is the order's no more; its attempts still are.
        tried = sa.select(attempts.c.intent_id).where(attempts.c.order_id == row.id)
        names = {row.id, row.intent_id, *conn.execute(tried).scalars()} - {None}
        payload = sa.cast(inbox.c.payload, sa.Text)
        names_it = sa.or_(*(payload.contains(name, autoescape=True) for name in names))
        messages.update(conn.execute(sa.select(inbox.c.event_id).where(names_it)).scalars())
    return Naming(sorted(news), sorted(messages))


def forget(conn: sa.Connection, buyer_ids: Collection[str], naming: Naming) -> None:
    """Take the buyer out of their orders.

    Of a paid order stay number, sums, lines and the address of its invoice, which the seller has to keep; of
    one that was never paid stay only the lines that the stock's ledger names. Blanked is what names them
    (``naming``, found beforehand), as far as it was told and dealt with.

    Raises:
        OrdersOpen: an order is not over.
    """
    ids = require_none_open(conn, buyer_ids)
    theirs = orders.c.buyer_id.in_(buyer_ids)
    nobody = {"buyer_name": "", "email": None, "note": "", "show_name": False, "client_secret": None}
    conn.execute(sa.update(orders).where(theirs).values(nobody))
    never_paid = orders.c.status.in_([status.value for status in NEVER_PAID])
    conn.execute(sa.update(orders).where(theirs, never_paid).values(address=None))
    conn.execute(sa.delete(discount_claims).where(discount_claims.c.order_id.in_(ids)))
    conn.execute(sa.update(returns).where(returns.c.order_id.in_(ids)).values(note=""))
    conn.execute(sa.update(attempts).where(attempts.c.order_id.in_(ids)).values(params={}))
    conn.execute(sa.delete(order_readers).where(order_readers.c.reader_id.in_(buyer_ids)))
    address_rows.forget(conn, buyer_ids)
    conn.execute(sa.delete(waiters).where(waiters.c.person_id.in_(buyer_ids)))
    _blank(conn, naming)
    # Whoever bears the old id finds nothing any more; two ids of one person must not meet in one key.
    for order_id in ids:
        conn.execute(sa.update(orders).where(orders.c.id == order_id).values(buyer_id=f"erased:{order_id}"))


def _blank(conn: sa.Connection, naming: Naming) -> None:
    told = outbox.c.seq.in_(naming.news) & outbox.c.told_ms.is_not(None)
    conn.execute(sa.update(outbox).where(told).values(payload="{}"))
    done = inbox.c.event_id.in_(naming.messages) & inbox.c.done_ms.is_not(None)
    conn.execute(sa.update(inbox).where(done).values(payload={}))
