"""What becomes of refunds, as transactions: they are moved by the provider's word alone."""

import logging
from collections import Counter
from typing import Any

import sqlalchemy as sa

from checkout.books import undo_refund, write_refund
from checkout.events import OrderRefunded, RefundFailed
from checkout.money import from_provider, in_provider_units
from checkout.orders import SETTLED, OrderStatus
from checkout.payments.returns import ProviderRefund
from checkout.purchases import RefundReason, RefundState
from checkout.refunding import moves_up
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

PROVIDER_REASONS: dict[RefundReason, str] = {"stray": "duplicate"}
"""Stripe knows three reasons; what we call by other names was asked for by the customer."""
TAKEN: frozenset[RefundState] = frozenset({"pending", "done"})
"""The provider took them, so their pieces are on the shelf."""


class TooEarly(Exception):
    """Word of what happened before is still to come; this has to be heard again later."""


def provider_params(refund: RefundRecord) -> dict[str, Any]:
    """Build the request that gives the money back; the same row always makes the same one."""
    # Of a payment that did not match, all of it goes back, whatever it was.
    whole = refund.reason == "mismatch"
    amount = {} if whole else {"amount": in_provider_units(refund.amount_minor, refund.currency)}
    return {
        "payment_intent": refund.intent_id,
        **amount,
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
    if record.status is OrderStatus.CANCELLED and record.review is not None:
        return None  # a person has decided that the payment was none of this order's
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
    was_done = refund.state == "done"
    refund = update_refund(conn, refund, **changes)
    if to == "failed":
        if was_done:
            undo_refund(conn, record, refund, now_ms)
        return _failed(conn, record, refund, now_ms)
    refund = _restock(conn, record, refund, now_ms)
    if to == "done":
        write_refund(conn, record, refund, now_ms)
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


def _restock(conn: sa.Connection, record: OrderRecord, refund: RefundRecord, now_ms: int) -> RefundRecord:
    """Put the pieces back on the shelf once the provider took the refund; the ledger tells of each.

    A refund that the bank sent back left its pieces there, and the one that repeats it names the same ones:
    so many go back as are missing of what the refunds in force name.
    """
    if not refund.restock or any(line.restocked for line in refund.lines):
        return refund
    there = record.on_the_shelf
    others = (other for other in record.refunds if other.id != refund.id and other.restock)
    named = Counter[str]()
    for other in others:
        if other.state in TAKEN:
            named.update({line.variant_id: line.quantity for line in other.lines})
    back = {
        line.variant_id: min(
            line.quantity, max(0, line.quantity + named[line.variant_id] - there[line.variant_id])
        )
        for line in refund.lines
    }
    movements = [
        Movement(variant_id, "refunded", refund.order_id, sold=-quantity)
        for variant_id, quantity in back.items()
        if quantity
    ]
    move_stock(conn, movements, now_ms)
    return mark_restocked(conn, refund, back)


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
    mismatch = any(refund.reason == "mismatch" and refund.state == "done" for refund in record.own_refunds)
    if mismatch or record.refunded_minor >= record.totals.total_minor:
        return OrderStatus.REFUNDED
    if record.paid_ms is None:
        return OrderStatus.REFUND_DUE
    if record.refunded_minor:
        return OrderStatus.PART_REFUNDED
    return OrderStatus.FULFILLED if record.shipment else OrderStatus.PAID
