"""Orders that are paid later, as transactions: placed, paid to the seller by hand, or called off."""

from typing import NamedTuple

import sqlalchemy as sa

from checkout.aftercare import CallOffRequest
from checkout.details import read_text
from checkout.errors import OrderClosed, OrderNotFound, PayLaterRefused, PaymentInProgress
from checkout.events import OrderCalledOff, OrderPlaced
from checkout.holds import check_complete, check_live, owned, release, sell
from checkout.orders import SETTLED, UNPAID, OrderStatus
from checkout.pay_later import PayLaterMethod, choose
from checkout.store.news import tell
from checkout.store.order_rows import load_order, step, update_order
from checkout.store.payment_terms import count_unpaid, load_terms
from checkout.store.records import OrderRecord
from checkout.store.stock import Movement, move_stock

NOTE_LIMIT = 300


class Placed(NamedTuple):
    """An order that was placed, and the payment that nobody needs any more because of it."""

    record: OrderRecord
    dropped_intent_id: str | None = None


def place(
    conn: sa.Connection, buyer_id: str, order_id: str, method: PayLaterMethod, *, is_guest: bool, now_ms: int
) -> Placed:
    """Place a held order that is paid on delivery or by invoice; its pieces stay reserved for it.

    Again changes nothing. A card that was declined before is forgotten; money that it brings after all pays
    the order, or goes back (see ``payments.apply``).

    Raises:
        OrderNotFound, OrderClosed, HoldExpired, DetailsMissing.
        PaymentInProgress: a card payment has no answer yet.
        PayLaterRefused: the shop does not trust this order, or this person, so far.
    """
    record = owned(conn, buyer_id, order_id)
    if record.later is not None and record.status in UNPAID | SETTLED:
        return Placed(record)
    check_live(record, now_ms)
    if record.attempt is not None and record.attempt.state == "sent":
        raise PaymentInProgress
    check_complete(record)
    # Whoever places an order in this shop waits here, so that nobody has two counted as one.
    terms = load_terms(conn, record.seller_id, lock=True)
    later = choose(terms, method, record.totals.total_minor, record.currency, is_guest=is_guest)
    if count_unpaid(conn, record.seller_id, buyer_id, record.email) >= terms.most_open:
        raise PayLaterRefused("too_many_open", "Pay your earlier orders first, or pay this one by card.")
    dropped = record.intent_id
    record = update_order(conn, record, later=later, intent_id=None, client_secret=None)
    record = step(conn, record, OrderStatus.PLACED, now_ms)
    event = OrderPlaced(
        event_id=f"order-placed-{record.id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
    )
    tell(conn, event, now_ms)
    return Placed(record, dropped)


def receive(conn: sa.Connection, seller_id: str, order_id: str, now_ms: int) -> OrderRecord:
    """Note that the money of an order came by hand; again changes nothing.

    Raises:
        OrderNotFound: there is none, or it is another seller's.
        OrderClosed: it is not one that is paid by hand, or was called off.
    """
    record = _own(conn, seller_id, order_id)
    if record.later is not None and record.status in SETTLED:
        return record
    if record.status not in UNPAID:
        raise OrderClosed(record.status.value)
    paid = sell(conn, record, now_ms)
    if paid is None:
        raise LookupError(record.id)  # what is held can be sold
    return paid


def call_off(
    conn: sa.Connection, seller_id: str, order_id: str, wanted: CallOffRequest, now_ms: int
) -> OrderRecord:
    """Give up an order that was not paid: it will not be sent, or its parcel came back, or was lost.

    Raises:
        OrderNotFound: there is none, or it is another seller's.
        OrderClosed: it is paid, or over.
        DetailsInvalid: the note is too long.
    """
    record = _own(conn, seller_id, order_id)
    note = read_text(wanted.note, NOTE_LIMIT, "note")
    if record.status not in UNPAID:
        raise OrderClosed(record.status.value)
    record = release(conn, record, OrderStatus.CANCELLED, now_ms)
    if not wanted.restock:
        gone = [Movement(line.variant_id, "lost", record.id, total=-line.quantity) for line in record.lines]
        move_stock(conn, gone, now_ms)
    event = OrderCalledOff(
        event_id=f"order-called-off-{record.id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
        note=note,
    )
    tell(conn, event, now_ms)
    return record


def _own(conn: sa.Connection, seller_id: str, order_id: str) -> OrderRecord:
    record = load_order(conn, order_id, lock=True)
    if record is None or record.seller_id != seller_id:
        raise OrderNotFound
    return record
