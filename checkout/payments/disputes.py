"""A buyer who asks their bank for the money: stored, shown and told to the seller; stock stays as it is."""

import logging

import sqlalchemy as sa

from checkout.errors import CurrencyUnknown
from checkout.events import DisputeClosed, OrderDisputed
from checkout.money import from_provider
from checkout.orders import SETTLED, OrderStatus
from checkout.payments.refunds import TooEarly, standing
from checkout.payments.returns import ProviderDispute
from checkout.purchases import Dispute
from checkout.store.news import tell
from checkout.store.order_rows import load_order, load_orders, step
from checkout.store.records import OrderRecord
from checkout.store.refund_rows import keep_dispute
from checkout.store.tables import orders

log = logging.getLogger(__name__)


def apply_dispute(conn: sa.Connection, found: ProviderDispute, now_ms: int) -> OrderRecord | None:
    """Store a dispute, or the bank's decision, and move its order; safe to repeat, in any order.

    Returns:
        The order as it is now, or None if the dispute is about none of ours.

    Raises:
        TooEarly: the order's payment has not been heard of yet.
    """
    mine = load_orders(conn, orders.c.intent_id == found.payment_intent, lock=True)
    if found.payment_intent is None or not mine:
        log.warning("dispute %s belongs to no order", found.id)
        return None
    [record] = mine
    waits_for_payment = record.status not in SETTLED | {OrderStatus.REFUND_DUE, OrderStatus.NEEDS_REVIEW}
    if waits_for_payment:
        raise TooEarly(found.id)
    dispute = _dispute_of(found, record, now_ms)
    if not keep_dispute(conn, record.id, dispute):
        return record
    record = _follow(conn, record.id, now_ms)
    kind = OrderDisputed if dispute.state == "open" else DisputeClosed
    event = kind(
        event_id=f"order-dispute-{dispute.id}-{dispute.state}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
        dispute=dispute,
    )
    tell(conn, event, now_ms)
    return record


def _dispute_of(found: ProviderDispute, record: OrderRecord, now_ms: int) -> Dispute:
    due_s = found.evidence_details.due_by if found.evidence_details else None
    try:
        amount_minor = from_provider(found.amount, found.currency.upper())
    except CurrencyUnknown:
        amount_minor = record.totals.total_minor
    return Dispute(
        id=found.id,
        state=found.state,
        amount_minor=amount_minor,
        reason=found.reason[:64],
        opened_ms=found.created * 1000,
        due_ms=due_s * 1000 if due_s else None,
        closed_ms=None if found.state == "open" else now_ms,
    )


def _follow(conn: sa.Connection, order_id: str, now_ms: int) -> OrderRecord:
    """An order with a dispute that is open or lost is disputed; one that won stands where it stood."""
    record = load_order(conn, order_id)
    if record is None:
        raise LookupError(order_id)
    if record.status not in SETTLED:
        return record
    contested = any(dispute.state != "won" for dispute in record.disputes)
    to = OrderStatus.DISPUTED if contested else standing(record)
    return record if to is record.status else step(conn, record, to, now_ms)
