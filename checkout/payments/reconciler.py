"""Finishing what was left open: attempts without an answer and holds that ran out."""

import logging
from collections.abc import Sequence

import sqlalchemy as sa

from checkout.holds import release_all
from checkout.orders import PAYABLE, HoldStatus, OrderStatus
from checkout.payments.attempts import unanswered
from checkout.payments.cashier import Cashier
from checkout.payments.provider import Provider, ProviderError, Refused
from checkout.ports import Clock
from checkout.settings import CheckoutSettings
from checkout.store.order_rows import load_orders
from checkout.store.records import OrderRecord
from checkout.store.tables import orders
from checkout.store.transactions import Store

log = logging.getLogger(__name__)

AT_ONCE = 100


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
        found = await self._store.read(lambda conn: unanswered(conn, before_ms, AT_ONCE))
        waiting = [(attempt, live) for attempt, live in found if not self._cashier.is_sending(attempt)]
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
