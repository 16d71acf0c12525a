"""Asking for money: one attempt at a time, and what to do with each kind of answer."""

import asyncio
import logging
from collections.abc import Awaitable

import sqlalchemy as sa

from checkout.errors import CheckoutBusy, OrderClosed, PaymentDeclined, PaymentRefused, ProviderUnavailable
from checkout.orders import OrderStatus
from checkout.payments.apply import apply
from checkout.payments.attempts import begin, finish, note_try, reload
from checkout.payments.intents import Decline, Intent
from checkout.payments.limiter import Limiter
from checkout.payments.provider import Declined, OutcomeUnknown, Provider, ProviderError, Refused, Unsaid
from checkout.ports import Clock, NewId
from checkout.settings import CheckoutSettings
from checkout.store.records import Attempt, OrderRecord
from checkout.store.transactions import Store

log = logging.getLogger(__name__)

REPLAY_HOURS = 23
"""Stripe may forget an idempotency key after 24 hours; before that, the same request is safe to repeat."""
UNSAID_TRIES = 3
LOOK_BACK_SECONDS = 300
BUSY_SECONDS = 5
MISCONFIGURED = frozenset(
    {
        "AuthenticationError",
        "PermissionError",
        "secret_key_required",
        "account_closed",
        "account_invalid",
        "api_key_expired",
        "platform_api_key_expired",
        "testmode_charges_only",
    }
)
"""Key or account of the shop are the trouble (https://docs.stripe.com/error-codes): no other card helps."""


class Cashier:
    """Sends attempts and applies their answers."""

    def __init__(
        self,
        store: Store,
        provider: Provider,
        limiter: Limiter,
        settings: CheckoutSettings,
        *,
        now_ms: Clock,
        new_id: NewId,
    ) -> None:
        self._store = store
        self._provider = provider
        self._limiter = limiter
        self._settings = settings
        self._now_ms = now_ms
        self._new_id = new_id
        self._tasks: dict[str, asyncio.Task[OrderRecord]] = {}

    async def pay(self, buyer_id: str, order_id: str, confirmation_token: str) -> OrderRecord:
        """Try to pay an order with a confirmation token.

        Returns:
            The order: paid, or ``paying`` with a challenge or without an answer (see its attempt).

        Raises:
            PaymentDeclined, PaymentRefused, PaymentInProgress, ProviderUnavailable, or an OrderError.
            CheckoutBusy: too many wait for the provider already; nothing was begun.
        """
        if self._limiter.full:
            raise CheckoutBusy(retry_after_s=BUSY_SECONDS)
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> tuple[OrderRecord, Attempt | None]:
            return begin(
                conn,
                buyer_id,
                order_id,
                confirmation_token,
                settings=self._settings,
                now_ms=now_ms,
                new_id=self._new_id,
            )

        record, attempt = await self._store.write(work)
        if attempt is None:
            return record
        return _verdict(await self._send_meanwhile(attempt), attempt)

    async def _send_meanwhile(self, attempt: Attempt) -> OrderRecord:
        """Send an attempt in a task of its own, so that nobody who goes away takes the payment with them."""
        task = asyncio.create_task(self.send(attempt), name=f"pay-{attempt.order_id}")
        self._tasks[attempt.id] = task
        task.add_done_callback(lambda ended: self._ended(attempt, ended))
        done, _ = await asyncio.wait({task}, timeout=self._settings.answer_seconds)
        if done:
            return task.result()
        return await self._store.read(lambda conn: reload(conn, attempt.order_id))

    def _ended(self, attempt: Attempt, task: asyncio.Task[OrderRecord]) -> None:
        """Forget a task. Whoever began it may be gone, so what went wrong is logged here."""
        self._tasks.pop(attempt.id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("attempt %s: %s", attempt.idempotency_key, error)

    def is_sending(self, attempt: Attempt) -> bool:
        """Tell whether an attempt waits for its turn, or for its answer, in this process."""
        return attempt.id in self._tasks

    async def close(self) -> None:
        """Stop waiting for answers; the attempts stay ``sent`` and are asked about after the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def send(self, attempt: Attempt) -> OrderRecord:
        """Send an attempt and apply the answer. Without one it stays ``sent``, and the hold stays too."""
        return await self._hear(attempt, self._ask(attempt))

    async def look_up(self, attempt: Attempt) -> OrderRecord:
        """Find out what became of an attempt, and apply that, without asking for money again."""
        return await self._hear(attempt, self._find(attempt))

    async def _hear(self, attempt: Attempt, answer: Awaitable[Intent]) -> OrderRecord:
        try:
            intent = await answer
        except Declined as declined:
            if declined.intent is not None:
                return await self.apply(declined.intent, attempt)
            return await self._finish(attempt, declined.decline)
        except Refused as refused:
            return await self._refused(attempt, refused)
        except Unsaid as unsaid:
            log.warning("attempt %s: %s", attempt.idempotency_key, unsaid)
            return await self._unsaid(attempt)
        except OutcomeUnknown as unknown:
            log.warning("attempt %s has no answer: %s", attempt.idempotency_key, unknown)
            return await self._waiting(attempt)
        return await self.apply(intent, attempt)

    async def apply(self, intent: Intent, attempt: Attempt | None = None) -> OrderRecord:
        """Apply what the provider said about an intent of ours."""
        now_ms = self._now_ms()
        attempt_id = attempt.id if attempt else None
        record = await self._store.write(
            lambda conn: apply(
                conn, intent, livemode=self._settings.livemode, now_ms=now_ms, attempt_id=attempt_id
            )
        )
        if record is None:
            raise PaymentRefused("The payment provider answered for another order.")
        return record

    async def _ask(self, attempt: Attempt) -> Intent:
        age_ms = self._now_ms() - attempt.sent_ms
        if age_ms > REPLAY_HOURS * 3_600_000:
            return await self._find(attempt)
        if attempt.intent_id is None:
            return await self._provider.create(attempt.params, attempt.idempotency_key, name=attempt.order_id)
        return await self._provider.confirm(
            attempt.intent_id, attempt.params, attempt.idempotency_key, name=attempt.order_id
        )

    async def _find(self, attempt: Attempt) -> Intent:
        """Find out what became of an attempt without repeating it.

        Raises:
            Refused: it never arrived.
        """
        if attempt.intent_id is not None:
            return await self._provider.retrieve(attempt.intent_id)
        found = await self._provider.find(attempt.order_id, attempt.sent_ms // 1000 - LOOK_BACK_SECONDS)
        if found is None:
            raise Refused("never_arrived", "The payment did not reach the provider.")
        return found

    async def _refused(self, attempt: Attempt, refused: Refused) -> OrderRecord:
        if refused.intent is not None:
            # "Unexpected state": the intent is paid or cancelled already, and says so.
            return await self.apply(refused.intent, attempt)
        decline = Decline(code=refused.code, message=refused.message)
        return await self._finish(attempt, decline)

    async def _unsaid(self, attempt: Attempt) -> OrderRecord:
        """Handle a 500: the same key would bring the same 500 for ever, so after some tries look instead."""
        if attempt.tries + 1 < UNSAID_TRIES:
            return await self._waiting(attempt)
        try:
            return await self.apply(await self._find(attempt), attempt)
        except Refused as never:
            return await self._refused(attempt, never)
        except ProviderError:
            return await self._waiting(attempt)

    async def _waiting(self, attempt: Attempt) -> OrderRecord:
        def work(conn: sa.Connection) -> OrderRecord:
            note_try(conn, attempt)
            return reload(conn, attempt.order_id)

        return await self._store.write(work)

    async def _finish(self, attempt: Attempt, decline: Decline) -> OrderRecord:
        def work(conn: sa.Connection) -> OrderRecord:
            finish(conn, attempt, "declined" if decline.decline_code else "failed", decline)
            return reload(conn, attempt.order_id)

        return await self._store.write(work)


def _verdict(record: OrderRecord, attempt: Attempt) -> OrderRecord:
    """Return an order that is paid or under way; raise what the buyer must hear otherwise."""
    latest = record.attempt
    if latest is None or latest.id != attempt.id or record.status is OrderStatus.PAID:
        return record
    if latest.state == "declined":
        sentence = latest.message or "Your card was declined. Try another card."
        raise PaymentDeclined(sentence, latest.code or "generic_decline")
    if latest.state == "failed":
        if latest.code in MISCONFIGURED:
            raise ProviderUnavailable
        raise PaymentRefused(
            "The payment was not accepted and nothing was charged. Enter the card again.", latest.code or ""
        )
    if latest.state == "cancelled":
        raise OrderClosed(record.status.value)
    return record
