"""Starting a payment attempt: key and parameters are written down before the provider hears of it."""

from typing import Any

import msgspec
import sqlalchemy as sa

from checkout.details import read_text
from checkout.errors import DetailsMissing, PaymentInProgress
from checkout.holds import check_complete, check_live, owned
from checkout.money import to_provider
from checkout.orders import SETTLED, HoldStatus, OrderStatus
from checkout.payments.apply import decline_columns
from checkout.payments.intents import Decline
from checkout.ports import NewId
from checkout.settings import CheckoutSettings
from checkout.store.order_rows import attempt_row, load_order, step, update_order
from checkout.store.plain import plain
from checkout.store.records import Attempt, AttemptState, OrderRecord, spell_number
from checkout.store.tables import attempts, orders


def begin(
    conn: sa.Connection,
    buyer_id: str,
    order_id: str,
    confirmation_token: str,
    *,
    settings: CheckoutSettings,
    now_ms: int,
    new_id: NewId,
) -> tuple[OrderRecord, Attempt | None]:
    """Write an attempt down and extend the hold so that a 3-D Secure challenge can be finished.

    Returns:
        The order and the attempt to send; no attempt when the order is paid already.

    Raises:
        OrderNotFound, OrderClosed, HoldExpired, DetailsMissing, AmountNotChargeable, DetailsInvalid.
        PaymentInProgress: an earlier attempt has no answer yet.
    """
    record = owned(conn, buyer_id, order_id)
    if record.status in SETTLED:
        return record, None
    check_live(record, now_ms)
    if record.attempt is not None and record.attempt.state == "sent":
        raise PaymentInProgress
    check_complete(record)
    token = read_text(confirmation_token, 255, "confirmation_token")
    attempt = _next_attempt(record, token, now_ms, new_id)
    expires_ms = _extended(record, settings, now_ms)
    record = update_order(conn, record, hold_expires_ms=expires_ms)
    if record.status is OrderStatus.HELD:
        record = step(conn, record, OrderStatus.PAYING, now_ms)
    conn.execute(sa.insert(attempts).values(**attempt_row(attempt)))
    return record, attempt


def _extended(record: OrderRecord, settings: CheckoutSettings, now_ms: int) -> int:
    """Give the bank time, but never keep stock from others for ever."""
    latest_ms = record.created_ms + settings.longest_hold_seconds * 1000
    return max(record.hold_expires_ms, min(now_ms + settings.payment_seconds * 1000, latest_ms))


def _next_attempt(record: OrderRecord, token: str, now_ms: int, new_id: NewId) -> Attempt:
    n = record.attempt.n + 1 if record.attempt else 1
    return Attempt(
        id=new_id(),
        order_id=record.id,
        n=n,
        state="sent",
        intent_id=record.intent_id,
        idempotency_key=f"o{record.id}-a{n}",
        params=confirm_params(token) if record.intent_id else create_params(record, token),
        sent_ms=now_ms,
    )


def create_params(record: OrderRecord, token: str) -> dict[str, Any]:
    """Build the request that creates and confirms an order's one PaymentIntent."""
    return {
        "amount": to_provider(record.totals.total_minor, record.currency),
        "currency": record.currency.lower(),
        # Nothing that leaves the page: the show goes on beside the sheet.
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "description": f"Order {spell_number(record.number)}",
        "metadata": {"order_id": record.id, "order_number": spell_number(record.number)},
        "shipping": _shipping(record),
        "confirm": True,
        **confirm_params(token),
    }


def confirm_params(token: str) -> dict[str, Any]:
    """Build the request that tries another card on the same intent."""
    return {"confirmation_token": token, "use_stripe_sdk": True}


def _shipping(record: OrderRecord) -> dict[str, Any]:
    address = record.address
    if address is None:
        raise DetailsMissing(["address"])
    lines = {
        "line1": address.line1,
        "line2": address.line2,
        "city": address.city,
        "postal_code": address.postal_code,
        "state": address.region,
        "country": address.country,
    }
    # Stripe reads an empty string as "unset this", which makes no sense in a new object.
    return {"name": address.name, "address": {name: value for name, value in lines.items() if value}}


def finish(
    conn: sa.Connection, attempt: Attempt, state: AttemptState, decline: Decline | None = None
) -> None:
    """End an attempt whose answer brought no intent."""
    sent = (attempts.c.id == attempt.id) & (attempts.c.state == "sent")
    conn.execute(sa.update(attempts).where(sent).values(state=state, **decline_columns(decline)))


def note_try(conn: sa.Connection, attempt: Attempt) -> None:
    """Count one more time that an attempt was sent."""
    conn.execute(sa.update(attempts).where(attempts.c.id == attempt.id).values(tries=attempts.c.tries + 1))


def unanswered(conn: sa.Connection, sent_before_ms: int, limit: int) -> list[tuple[Attempt, bool]]:
    """List attempts that were sent a while ago and have no answer, each with whether its stock is held."""
    query = (
        sa.select(attempts, (orders.c.hold == HoldStatus.HELD.value).label("live"))
        .join(orders, orders.c.id == attempts.c.order_id)
        .where(attempts.c.state == "sent", attempts.c.sent_ms <= sent_before_ms)
        .order_by(attempts.c.sent_ms)
        .limit(limit)
    )
    rows = [plain(row) for row in conn.execute(query).mappings()]
    return [(msgspec.convert(row, Attempt), bool(row["live"])) for row in rows]


def reload(conn: sa.Connection, order_id: str) -> OrderRecord:
    """Load an order that is known to exist."""
    record = load_order(conn, order_id)
    if record is None:
        raise LookupError(order_id)
    return record
