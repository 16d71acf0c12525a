"""A person's decision about a payment that did not match its order, as a transaction."""

import sqlalchemy as sa

from checkout.aftercare import Review, ReviewRequest
from checkout.details import read_text
from checkout.errors import OrderClosed, OrderNotFound, ReviewRefused
from checkout.holds import release, sell
from checkout.orders import HoldStatus, OrderStatus
from checkout.payments.refund_requests import owe
from checkout.store.order_rows import load_order, step, update_order
from checkout.store.records import OrderRecord
from checkout.store.tables import attempts

NOTE_LIMIT = 500


def decide(
    conn: sa.Connection, seller_id: str, order_id: str, wanted: ReviewRequest, now_ms: int
) -> OrderRecord:
    """Close an order that needs a second look; from then on its payment is left alone by the machine.

    Raises:
        OrderNotFound: there is none, or it is another seller's.
        OrderClosed: it does not wait for a decision.
        ReviewRefused: it cannot be sold as paid, because its stock is gone.
        DetailsInvalid: the note is too long.
    """
    record = load_order(conn, order_id, lock=True)
    if record is None or record.seller_id != seller_id:
        raise OrderNotFound
    if record.status is not OrderStatus.NEEDS_REVIEW:
        raise OrderClosed(record.status.value)
    review = Review(decision=wanted.decision, note=read_text(wanted.note, NOTE_LIMIT, "note"), at_ms=now_ms)
    record = update_order(conn, record, review=review)
    if wanted.decision == "accept":
        paid = sell(conn, record, now_ms)
        if paid is None:
            raise ReviewRefused
        return paid
    if record.hold is HoldStatus.HELD:
        record = release(conn, record, OrderStatus.CANCELLED, now_ms)
    if wanted.decision == "refund" and record.intent_id is not None:
        total_minor = record.totals.total_minor
        owe(conn, record, record.intent_id, amount_minor=total_minor, reason="mismatch", now_ms=now_ms)
        record = step(conn, record, OrderStatus.REFUND_DUE, now_ms)
    elif record.status is not OrderStatus.CANCELLED:
        record = step(conn, record, OrderStatus.CANCELLED, now_ms)
    if record.status is OrderStatus.CANCELLED:
        _count_for_nothing(conn, record)
    return record


def _count_for_nothing(conn: sa.Connection, record: OrderRecord) -> None:
    """The payment was none of this order's: it has sold nothing, and nothing is owed for it."""
    taken = (attempts.c.order_id == record.id) & (attempts.c.state == "succeeded")
    conn.execute(sa.update(attempts).where(taken).values(state="failed"))
