"""Refunds as transactions: written down before the provider hears of them, moved by its word alone."""

import logging
from typing import Any

import sqlalchemy as sa

from checkout.details import is_id, read_text
from checkout.errors import NotRefundable, OrderNotFound, RefundInvalid, RefundTooLarge
from checkout.events import OrderRefunded, RefundFailed
from checkout.money import from_provider, in_provider_units
from checkout.orders import REFUNDABLE, SETTLED, HoldStatus, OrderStatus
from checkout.payments.returns import ProviderRefund
from checkout.ports import NewId
from checkout.purchases import RefundReason, RefundRequest, RefundState
from checkout.refunding import Back, Paid, moves_up, weigh
from checkout.store.news import tell
from checkout.store.order_rows import load_order, load_orders, step
from checkout.store.records import OrderRecord, RefundRecord
from checkout.store.refund_rows import (
    insert_refund,
    load_refund,
    mark_restocked,
    promise,
    update_refund,
)
from checkout.store.stock import Movement, move_stock
from checkout.store.tables import orders, refunds

log = logging.getLogger(__name__)

NOTE_LIMIT = 300
PROVIDER_REASONS: dict[RefundReason, str] = {"stray": "duplicate"}
"""Stripe knows three reasons; what we call by other names was asked for by the customer."""


class TooEarly(Exception):
    """Word of what happened before is still to come; this has to be heard again later."""


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
    refund = _refund_of(record, request, _weigh(record, request), now_ms, new_id)
    if promise(conn, record, refund.amount_minor) is None:
        raise RefundTooLarge(record.left_minor, record.currency)
    insert_refund(conn, refund)
    return refund, True


def _weigh(record: OrderRecord, request: RefundRequest) -> Back:
    if record.status not in REFUNDABLE or record.left_minor == 0 or record.intent_id is None:
        raise NotRefundable(record.status.value)
    if request.reason == "cancelled" and record.shipment is not None:
        raise RefundInvalid("It was sent already, so it cannot be cancelled any more.", field="reason")
    paid = Paid(
        record.lines,
        record.shipping,
        record.totals,
        record.currency,
        [refund for refund in record.own_refunds if refund.live],
        record.left_minor,
    )
    return weigh(paid, request)


def _refund_of(
    record: OrderRecord, request: RefundRequest, back: Back, now_ms: int, new_id: NewId
) -> RefundRecord:
    refund_id = new_id()
    restock = (request.restock or request.reason == "cancelled") and record.hold is HoldStatus.CONSUMED
    return RefundRecord(
        id=refund_id,
        order_id=record.id,
        intent_id=record.intent_id or "",
        state="sent",
        amount_minor=back.amount_minor,
        currency=record.currency,
        reason=request.reason,
        lines=back.lines,
        shipping=back.shipping,
        restock=restock and bool(back.lines),
        note=read_text(request.note, NOTE_LIMIT, "note"),
        client_key=request.client_key,
        idempotency_key=f"refund-{refund_id}",
        created_ms=now_ms,
        sent_ms=now_ms,
    )


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


def provider_params(refund: RefundRecord) -> dict[str, Any]:
    """Build the request that gives the money back; the same row always makes the same one."""
    return {
        "payment_intent": refund.intent_id,
        "amount": in_provider_units(refund.amount_minor, refund.currency),
        "reason": PROVIDER_REASONS.get(refund.reason, "requested_by_customer"),
        "metadata": {"order_id": refund.order_id, "refund_id": refund.id},
    }


def apply_refund(conn: sa.Connection, found: ProviderRefund, now_ms: int) -> RefundRecord | None:
    """Bring a refund of ours in line with the provider's; safe to repeat, in any order.

    Returns:
        The refund as it is now, or None if it is for no order of ours.

    Raises:
        TooEarly: it was made at the provider's page, and the payment, or a promise of ours, is still open.
    """
    refund = _refund_row(conn, found, now_ms)
    return None if refund is None else settle(conn, refund.id, found.state, now_ms, found=found)


def _refund_row(conn: sa.Connection, found: ProviderRefund, now_ms: int) -> RefundRecord | None:
    where = refunds.c.provider_id == found.id
    if found.refund_id is not None:
        where |= refunds.c.id == found.refund_id
    return load_refund(conn, where) or _made_elsewhere(conn, found, now_ms)


def _made_elsewhere(conn: sa.Connection, found: ProviderRefund, now_ms: int) -> RefundRecord | None:
    """Take over a refund that somebody made at the provider's own page."""
    if found.payment_intent is None or found.state == "failed":
        return None
    mine = load_orders(conn, orders.c.intent_id == found.payment_intent, lock=True)
    if not mine or mine[0].currency != found.currency.upper():
        return None
    [record] = mine
    if record.status is OrderStatus.NEEDS_REVIEW:
        return None  # a person is looking at this order anyhow
    if record.status not in SETTLED | {OrderStatus.REFUND_DUE}:
        raise TooEarly(found.id)  # word of the payment itself is still to come
    refund = RefundRecord(
        id=found.id,
        order_id=record.id,
        intent_id=found.payment_intent,
        state="sent",
        amount_minor=from_provider(found.amount, record.currency),
        currency=record.currency,
        reason="provider",
        idempotency_key=f"refund-{found.id}",
        created_ms=now_ms,
        sent_ms=now_ms,
    )
    if promise(conn, record, refund.amount_minor) is None:
        raise TooEarly(found.id)
    insert_refund(conn, refund)
    return refund


def settle(
    conn: sa.Connection,
    refund_id: str,
    to: RefundState,
    now_ms: int,
    *,
    found: ProviderRefund | None = None,
    fail_code: str | None = None,
) -> RefundRecord:
    """Move a refund, and with it the shelf, the order and the news. A move that is not up changes nothing."""
    record, refund = _locked(conn, refund_id)
    if not moves_up(refund.state, to):
        return refund
    changes: dict[str, Any] = {"state": to}
    if found is not None:
        changes["provider_id"] = found.id
        fail_code = found.failure_reason or fail_code
    if to == "done":
        changes["done_ms"] = now_ms
    if to == "failed":
        changes["fail_code"] = (fail_code or "unknown")[:64]
    refund = update_refund(conn, refund, **changes)
    if to == "failed":
        return _failed(conn, record, refund, now_ms)
    refund = _restock(conn, refund, now_ms)
    if to == "done":
        _done(conn, record, refund, now_ms)
    return refund


def _locked(conn: sa.Connection, refund_id: str) -> tuple[OrderRecord, RefundRecord]:
    """Lock the order, then read the refund, so that two answers for one refund wait for each other."""
    order_id = conn.execute(sa.select(refunds.c.order_id).where(refunds.c.id == refund_id)).scalar_one()
    record = load_order(conn, order_id, lock=True)
    refund = load_refund(conn, refunds.c.id == refund_id)
    if record is None or refund is None:
        raise LookupError(refund_id)
    return record, refund


def _restock(conn: sa.Connection, refund: RefundRecord, now_ms: int) -> RefundRecord:
    """Put the pieces back on the shelf once the provider took the refund; the ledger tells of each."""
    back = [line for line in refund.lines if line.restocked < line.quantity]
    if not refund.restock or not back:
        return refund
    movements = [Movement(line.variant_id, "refunded", refund.order_id, sold=-line.quantity) for line in back]
    move_stock(conn, movements, now_ms)
    return mark_restocked(conn, refund)


def _done(conn: sa.Connection, record: OrderRecord, refund: RefundRecord, now_ms: int) -> None:
    if refund.intent_id != record.intent_id:
        return  # a stray payment went back; the order keeps what it is
    record = _follow(conn, record, now_ms)
    event = OrderRefunded(
        event_id=f"order-refunded-{refund.id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
        refund=refund.shown(),
    )
    tell(conn, event, now_ms)


def _failed(conn: sa.Connection, record: OrderRecord, refund: RefundRecord, now_ms: int) -> RefundRecord:
    """Free the sum again. Pieces that came back stay on the shelf: they are there, whatever the bank says."""
    log.error("refund %s of order %s failed: %s", refund.id, record.id, refund.fail_code)
    if refund.intent_id != record.intent_id:
        return refund
    promise(conn, record, -refund.amount_minor)
    record = _follow(conn, record, now_ms)
    event = RefundFailed(
        event_id=f"refund-failed-{refund.id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
        refund=refund.shown(),
    )
    tell(conn, event, now_ms)
    return refund


def _follow(conn: sa.Connection, record: OrderRecord, now_ms: int) -> OrderRecord:
    """Give the order the status that its refunds make; a disputed one keeps waiting for its bank."""
    record = load_order(conn, record.id) or record
    if record.status is OrderStatus.DISPUTED:
        return record
    to = standing(record)
    return record if to is record.status else step(conn, record, to, now_ms)


def standing(record: OrderRecord) -> OrderStatus:
    """Say where an order stands when nothing but its refunds and its parcel count."""
    if record.refunded_minor >= record.totals.total_minor:
        return OrderStatus.REFUNDED
    if record.paid_ms is None:
        return OrderStatus.REFUND_DUE
    if record.refunded_minor:
        return OrderStatus.PART_REFUNDED
    return OrderStatus.FULFILLED if record.shipment else OrderStatus.PAID
