"""The single place where the provider's word changes an order: response, webhook and poll all end here."""

import logging

import sqlalchemy as sa

from checkout.errors import CurrencyUnknown
from checkout.events import ReviewNeeded
from checkout.holds import release, sell
from checkout.money import from_provider
from checkout.orders import SETTLED, UNPAID, HoldStatus, OrderStatus
from checkout.payments.intents import Decline, Intent
from checkout.payments.refund_requests import owe
from checkout.store.news import tell
from checkout.store.order_rows import load_order, load_orders, step, update_order
from checkout.store.records import AttemptState, OrderRecord
from checkout.store.tables import attempts, inbox, orders

log = logging.getLogger(__name__)


def apply(
    conn: sa.Connection,
    intent: Intent,
    *,
    livemode: bool,
    now_ms: int,
    attempt_id: str | None = None,
    event_id: str | None = None,
) -> OrderRecord | None:
    """Bring the order of an intent in line with it, in one transaction with the news and the event's mark.

    Safe to repeat, in any order: a terminal intent stays what it is, and what was done is not done again.

    Args:
        conn: the transaction.
        intent: what the provider said. Unless it is terminal it must be fresh.
        livemode: whether this shop takes real money.
        now_ms: the time.
        attempt_id: the attempt whose own answer this is; nothing else may end an attempt that was just sent.
        event_id: the webhook that brought it; an event that was worked off is not looked at again.

    Returns:
        The order as it is now, or None if the intent is none of ours.
    """
    if event_id is not None and not take_event(conn, event_id, now_ms):
        return None
    record = _order_of(conn, intent)
    if record is None:
        log.warning("intent %s belongs to no order", intent.id)
        return None
    if record.intent_id is None and _is_its_payment(record, intent, livemode=livemode):
        known = {"intent_id": intent.id, "client_secret": intent.client_secret}
        record = update_order(conn, record, later=None, **known)
    _settle_attempts(conn, record, intent, attempt_id)
    record = _advance(conn, record, intent, livemode=livemode, now_ms=now_ms)
    return load_order(conn, record.id)


def take_event(conn: sa.Connection, event_id: str, now_ms: int) -> bool:
    """Mark an event of the inbox as done; tell whether it was still open."""
    open_one = (inbox.c.event_id == event_id) & inbox.c.done_ms.is_(None)
    return conn.execute(sa.update(inbox).where(open_one).values(done_ms=now_ms)).rowcount == 1


def _order_of(conn: sa.Connection, intent: Intent) -> OrderRecord | None:
    """Find the order by the metadata that we sent (a webhook may come before the answer) or by the intent."""
    if intent.order_id is not None:
        return load_order(conn, intent.order_id, lock=True)
    found = load_orders(conn, orders.c.intent_id == intent.id, lock=True)
    return found[0] if found else None


def _is_its_payment(record: OrderRecord, intent: Intent, *, livemode: bool) -> bool:
    """An order's first intent is its own. One that is paid later takes a card's money while it is unpaid.

    That intent was dropped when the order was placed; its money may have been on its way all the same.
    """
    if record.later is None:
        return True
    came = intent.status == "succeeded" and record.status in UNPAID
    return came and _matches(record, intent, livemode=livemode)


def _advance(
    conn: sa.Connection, record: OrderRecord, intent: Intent, *, livemode: bool, now_ms: int
) -> OrderRecord:
    if record.intent_id != intent.id:
        return _stray(conn, record, intent, now_ms) if intent.status == "succeeded" else record
    match intent.status:
        case "succeeded":
            return _receive(conn, record, intent, livemode=livemode, now_ms=now_ms)
        case "canceled" if record.hold is HoldStatus.HELD and record.payable_at_all:
            by_buyer = intent.cancellation_reason == "requested_by_customer"
            return release(conn, record, OrderStatus.CANCELLED if by_buyer else OrderStatus.EXPIRED, now_ms)
        case _:
            return record


def _receive(
    conn: sa.Connection, record: OrderRecord, intent: Intent, *, livemode: bool, now_ms: int
) -> OrderRecord:
    """Money came: sell the stock, or take it again, or owe the money back."""
    if record.status in SETTLED or record.status in {OrderStatus.REFUND_DUE, OrderStatus.NEEDS_REVIEW}:
        return record
    if record.review is not None:
        return record  # a person has decided about this payment
    if not _matches(record, intent, livemode=livemode):
        return _review(conn, record, intent, now_ms)
    paid = sell(conn, record, now_ms)
    if paid is not None:
        return paid
    owe(conn, record, intent.id, amount_minor=record.totals.total_minor, reason="late", now_ms=now_ms)
    return step(conn, record, OrderStatus.REFUND_DUE, now_ms)


def _matches(record: OrderRecord, intent: Intent, *, livemode: bool) -> bool:
    currency = intent.currency.upper()
    try:
        received = from_provider(intent.amount_received, currency)
    except CurrencyUnknown:
        return False
    expected = (record.totals.total_minor, record.currency, livemode, record.id)
    return (received, currency, intent.livemode, intent.order_id) == expected


def _review(conn: sa.Connection, record: OrderRecord, intent: Intent, now_ms: int) -> OrderRecord:
    """Stop the machine for this order: a person has to look. Its stock stays as it is."""
    log.error(
        "order %s: intent %s does not match (received %d %s)",
        record.id,
        intent.id,
        intent.amount_received,
        intent.currency,
    )
    left_alone = SETTLED | UNPAID | {OrderStatus.NEEDS_REVIEW, OrderStatus.REFUND_DUE}
    if record.status in left_alone:
        return record
    record = step(conn, record, OrderStatus.NEEDS_REVIEW, now_ms)
    event = ReviewNeeded(
        event_id=f"review-needed-{record.id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
    )
    tell(conn, event, now_ms)
    return record


def _stray(conn: sa.Connection, record: OrderRecord, intent: Intent, now_ms: int) -> OrderRecord:
    """A second intent took money for one order, which only a request that was lost for long can do."""
    log.error("order %s: stray intent %s took money beside %s", record.id, intent.id, record.intent_id)
    if intent.currency.upper() != record.currency:
        return _review(conn, record, intent, now_ms)
    received_minor = from_provider(intent.amount_received, record.currency)
    owe(conn, record, intent.id, amount_minor=received_minor, reason="stray", now_ms=now_ms)
    return record


def _settle_attempts(
    conn: sa.Connection, record: OrderRecord, intent: Intent, attempt_id: str | None
) -> None:
    """End the attempts that this intent answers.

    A terminal intent answers them all. Another answers its own attempt, and one that waits for the buyer
    (``action``); it never answers an attempt that was sent meanwhile, because it may be older than that.
    """
    mine = attempts.c.order_id == record.id
    if intent.terminal:
        answered = mine & attempts.c.state.in_(["sent", "action"])
    else:
        answered = mine & ((attempts.c.id == attempt_id) | (attempts.c.state == "action"))
    state = attempt_state(intent)
    if state is None:
        return
    decline = intent.last_payment_error if state == "declined" else None
    conn.execute(
        sa.update(attempts)
        .where(answered, attempts.c.state.in_(["sent", "action"]))
        .values(state=state, intent_id=intent.id, **decline_columns(decline))
    )


def attempt_state(intent: Intent) -> AttemptState | None:
    """Tell what an intent's status means for the attempt that it answers; None while it is processing."""
    match intent.status:
        case "succeeded":
            return "succeeded"
        case "canceled":
            return "cancelled"
        case "requires_action":
            return "action"
        case "requires_payment_method" | "requires_confirmation":
            return "declined"
        case _:
            return None


def decline_columns(decline: Decline | None) -> dict[str, str | None]:
    """Turn a decline into the columns of an attempt."""
    if decline is None:
        return {"code": None, "message": None}
    return {"code": decline.reason[:64], "message": decline.sentence}
