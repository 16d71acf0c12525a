"""Finishing what was left open: attempts without an answer, holds that ran out, refunds that are due."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from checkout.events import OrderRefunded
from checkout.holds import release_all
from checkout.money import in_provider_units
from checkout.orders import PAYABLE, HoldStatus, OrderStatus
from checkout.payments.attempts import unanswered
from checkout.payments.cashier import Cashier
from checkout.payments.provider import Provider, ProviderError, Refused
from checkout.ports import Clock
from checkout.settings import CheckoutSettings
from checkout.store.news import tell
from checkout.store.order_rows import load_order, load_orders, step
from checkout.store.records import OrderRecord
from checkout.store.tables import orders, refunds
from checkout.store.transactions import Store

log = logging.getLogger(__name__)

AT_ONCE = 100
ALREADY_REFUNDED = "charge_already_refunded"


class Refund(NamedTuple):
    """Money that is owed to a buyer."""

    id: str
    order_id: str
    intent_id: str
    amount_minor: int
    currency: str


class Reconciler:
    """Looks at rows, never at memory, so that it also finishes what a crash left behind."""

    def __init__(
        self, store: Store, provider: Provider, cashier: Cashier, settings: CheckoutSettings, *, now_ms: Clock
    ) -> None:
        self._store = store
        self._provider = provider
        self._cashier = cashier
        self._settings = settings
        self._now_ms = now_ms

    async def resend_unanswered(self) -> int:
        """Send attempts again that have no answer, with the key and the parameters they were written with."""
        # Leave those alone whose answer may still be on its way.
        patience_ms = int(self._settings.provider_timeout_seconds * 1500)
        before_ms = self._now_ms() - patience_ms
        waiting = await self._store.read(lambda conn: unanswered(conn, before_ms, AT_ONCE))
        for attempt, live in waiting:
            if live:
                await self._cashier.send(attempt)
            else:
                # Its stock was given back: find out what happened, but ask for no money any more.
                await self.cancel_intent(await self._cashier.look_up(attempt), "abandoned")
        return len(waiting)

    async def expire_holds(self) -> int:
        """Close orders whose time ran out: without an intent at once, with one by cancelling it first."""
        now_ms = self._now_ms()
        count = 0
        # Nearly always there is nothing to do, and a look is cheaper than a transaction.
        while expired := await self._store.read(lambda conn: _expired(conn, now_ms, lock=False)):
            released = await self._store.write(lambda conn: _release_expired(conn, now_ms, self._grace_ms))
            count += released
            if released < len(expired):
                await self._cancel_intents(expired)
                break
        return count

    async def _cancel_intents(self, expired: Sequence[OrderRecord]) -> None:
        for record in expired:
            if record.intent_id is not None and not _in_flight(record):
                await self.cancel_intent(record, "abandoned")

    async def cancel_intent(self, record: OrderRecord, reason: str) -> OrderRecord:
        """Cancel an order's intent; the order follows from the answer, whatever it is.

        If the provider cannot be reached the order stays as it is, for the next round.
        """
        if record.intent_id is None:
            return record
        try:
            intent = await self._provider.cancel(record.intent_id, reason)
        except Refused as refused:
            if refused.intent is None:
                log.warning("cancelling %s was refused: %s", record.intent_id, refused)
                return record
            intent = refused.intent
        except ProviderError as error:
            log.warning("cancelling %s: %s", record.intent_id, error)
            return record
        return await self._cashier.apply(intent)

    async def refund_due(self) -> int:
        """Send the refunds that are written down and not done."""
        due = await self._store.read(_due)
        for refund in due:
            await self._refund(refund)
        return len(due)

    async def _refund(self, refund: Refund) -> None:
        params = {
            "payment_intent": refund.intent_id,
            "amount": in_provider_units(refund.amount_minor, refund.currency),
            "metadata": {"order_id": refund.order_id, "refund_id": refund.id},
        }
        try:
            provider_id = await self._provider.refund(params, f"refund-{refund.id}")
        except Refused as refused:
            if refused.code != ALREADY_REFUNDED:
                log.exception("refund %s was refused", refund.id)
                return
            provider_id = None
        except ProviderError as error:
            log.warning("refund %s: %s", refund.id, error)
            return
        now_ms = self._now_ms()
        await self._store.write(lambda conn: _refunded(conn, refund, provider_id, now_ms))

    @property
    def _grace_ms(self) -> int:
        return self._settings.grace_seconds * 1000


def _in_flight(record: OrderRecord) -> bool:
    return record.attempt is not None and record.attempt.state == "sent"


def _expired(conn: sa.Connection, now_ms: int, *, lock: bool) -> list[OrderRecord]:
    return load_orders(
        conn,
        (orders.c.hold == HoldStatus.HELD.value)
        & (orders.c.hold_expires_ms <= now_ms)
        & orders.c.status.in_([status.value for status in PAYABLE]),
        limit=AT_ONCE,
        lock=lock,
    )


def _release_expired(conn: sa.Connection, now_ms: int, grace_ms: int) -> int:
    """Release what nobody can still pay for, and what the provider kept silent about past the grace.

    Money that comes for it after all is late money, and ``apply`` knows what to do with that.
    """
    lapsed = [
        record
        for record in _expired(conn, now_ms, lock=True)
        if (record.intent_id is None and not _in_flight(record))
        or record.hold_expires_ms + grace_ms <= now_ms
    ]
    release_all(conn, lapsed, OrderStatus.EXPIRED, now_ms)
    return len(lapsed)


def _due(conn: sa.Connection) -> list[Refund]:
    query = (
        sa.select(
            refunds.c.id, refunds.c.order_id, refunds.c.intent_id, refunds.c.amount_minor, orders.c.currency
        )
        .join(orders, orders.c.id == refunds.c.order_id)
        .where(refunds.c.state == "due")
        .order_by(refunds.c.created_ms)
        .limit(AT_ONCE)
    )
    return [Refund(*row) for row in conn.execute(query)]


def _refunded(conn: sa.Connection, refund: Refund, provider_id: str | None, now_ms: int) -> None:
    still_due = (refunds.c.id == refund.id) & (refunds.c.state == "due")
    done = sa.update(refunds).where(still_due).values(state="done", provider_id=provider_id, done_ms=now_ms)
    record = load_order(conn, refund.order_id, lock=True)
    if conn.execute(done).rowcount != 1 or record is None:
        return
    if record.status is not OrderStatus.REFUND_DUE:
        return  # the order keeps what it is: it was paid by another intent
    refunded = step(conn, record, OrderStatus.REFUNDED, now_ms)
    event = OrderRefunded(
        event_id=f"order-refunded-{refund.id}",
        order=refunded.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
    )
    tell(conn, event, now_ms)
