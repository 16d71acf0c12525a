"""Asking for money back: a refund is written down, with its sum set aside, before it is sent."""

import sqlalchemy as sa

from checkout.details import is_id, read_text
from checkout.errors import NotRefundable, OrderClosed, OrderNotFound, RefundInvalid, RefundTooLarge
from checkout.events import OrderWithdrawn
from checkout.orders import REFUNDABLE, SHIPPABLE, HoldStatus
from checkout.ports import NewId
from checkout.purchases import WHOLE, RefundReason, RefundRequest
from checkout.refunding import Back, Paid, weigh, whole
from checkout.store.news import tell
from checkout.store.order_rows import load_order
from checkout.store.records import OrderRecord, RefundRecord
from checkout.store.refund_rows import insert_refund, load_refund, promise
from checkout.store.tables import refunds

NOTE_LIMIT = 300


def begin(
    conn: sa.Connection, seller_id: str, order_id: str, request: RefundRequest, *, now_ms: int, new_id: NewId
) -> tuple[RefundRecord, bool]:
    """Write a refund down, with its sum set aside, unless the same tap did so before.

    Returns:
        The refund, and whether it is new and has to be sent.

    Raises:
        OrderNotFound: there is none, or it is another seller's.
        NotRefundable, RefundInvalid, RefundTooLarge, DetailsInvalid.
    """
    record = load_order(conn, order_id, lock=True)
    if record is None or record.seller_id != seller_id:
        raise OrderNotFound
    if not is_id(request.client_key):
        raise RefundInvalid("The client key has 1 to 64 characters.", field="client_key")
    earlier = load_refund(
        conn, (refunds.c.order_id == record.id) & (refunds.c.client_key == request.client_key)
    )
    if earlier is not None:
        return earlier, False
    refund = _write(
        conn,
        record,
        _weigh(record, request),
        request.reason,
        client_key=request.client_key,
        now_ms=now_ms,
        new_id=new_id,
        restock=request.restock,
        note=request.note,
    )
    return refund, True


def begin_withdrawal(
    conn: sa.Connection, buyer_id: str, order_id: str, *, now_ms: int, new_id: NewId
) -> tuple[RefundRecord, bool]:
    """Write down that the buyer cancels a paid order: all of it goes back, and the seller hears of it.

    Returns:
        The refund, and whether it is new and has to be sent.

    Raises:
        OrderNotFound: there is none, or it is somebody else's.
        OrderClosed: it was sent, or is over in another way.
    """
    record = load_order(conn, order_id, lock=True)
    if record is None or record.buyer_id != buyer_id:
        raise OrderNotFound
    earlier = [refund for refund in record.own_refunds if refund.reason == "withdrawn"]
    if earlier and earlier[-1].live:
        return earlier[-1], False
    if record.status not in SHIPPABLE or record.shipment is not None or record.left_minor == 0:
        raise OrderClosed(record.status.value)
    key = f"withdrawal-{len(earlier) + 1}"
    back = whole(_paid(record))
    refund = _write(conn, record, back, "withdrawn", client_key=key, now_ms=now_ms, new_id=new_id)
    event = OrderWithdrawn(
        event_id=f"order-withdrawn-{refund.id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
    )
    tell(conn, event, now_ms)
    return refund, True


def _weigh(record: OrderRecord, request: RefundRequest) -> Back:
    came_by = record.intent_id or record.later
    if record.status not in REFUNDABLE or record.left_minor == 0 or came_by is None:
        raise NotRefundable(record.status.value)
    if request.reason == "cancelled" and record.shipment is not None:
        raise RefundInvalid("It was sent already, so it cannot be cancelled any more.", field="reason")
    return weigh(_paid(record), request)


def _paid(record: OrderRecord) -> Paid:
    return Paid(
        record.lines,
        record.shipping,
        record.totals,
        record.currency,
        [refund for refund in record.own_refunds if refund.live],
        record.left_minor,
    )


def _write(
    conn: sa.Connection,
    record: OrderRecord,
    back: Back,
    reason: RefundReason,
    *,
    client_key: str,
    now_ms: int,
    new_id: NewId,
    restock: bool = False,
    note: str = "",
) -> RefundRecord:
    refund_id = new_id()
    on_the_shelf = (restock or reason in WHOLE) and record.hold is HoldStatus.CONSUMED
    refund = RefundRecord(
        id=refund_id,
        order_id=record.id,
        intent_id=record.intent_id,
        state="sent",
        amount_minor=back.amount_minor,
        currency=record.currency,
        reason=reason,
        lines=back.lines,
        shipping=back.shipping,
        restock=on_the_shelf and bool(back.lines),
        note=read_text(note, NOTE_LIMIT, "note"),
        client_key=client_key,
        idempotency_key=f"refund-{refund_id}",
        created_ms=now_ms,
        sent_ms=now_ms,
    )
    if promise(conn, record, refund.amount_minor) is None:
        raise RefundTooLarge(record.left_minor, record.currency)
    insert_refund(conn, refund)
    return refund


def owe(
    conn: sa.Connection,
    record: OrderRecord,
    intent_id: str,
    *,
    amount_minor: int,
    reason: RefundReason,
    now_ms: int,
) -> None:
    """Write down a refund that nobody asked for, once for each intent; the reconciler sends it."""
    refund_id = f"{intent_id}-{reason}"
    refund = RefundRecord(
        id=refund_id,
        order_id=record.id,
        intent_id=intent_id,
        state="due",
        amount_minor=amount_minor,
        currency=record.currency,
        reason=reason,
        idempotency_key=f"refund-{refund_id}",
        created_ms=now_ms,
        sent_ms=now_ms,
    )
    if insert_refund(conn, refund) and intent_id == record.intent_id:
        promise(conn, record, amount_minor)
