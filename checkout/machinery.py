"""The parts of checkout put together, and the background tasks that keep them going."""

import asyncio
import contextlib
from collections.abc import Callable

from checkout.config import SANDBOX_PUBLISHABLE_KEY
from checkout.inventory import Terms
from checkout.outbox import Dispatcher
from checkout.payments.bookkeeper import Bookkeeper
from checkout.payments.cashier import Cashier
from checkout.payments.limiter import Limiter
from checkout.payments.paced import PacedProvider
from checkout.payments.reconciler import Reconciler
from checkout.payments.refunder import Refunder
from checkout.payments.stripe import StripeProvider, Transport
from checkout.ports import Clock, Database, NewId, Publish, SoldInOf
from checkout.reservations import Reservations
from checkout.sandbox.sandbox import Sandbox
from checkout.settings import CheckoutSettings
from checkout.store.transactions import Store
from checkout.waiting import WaitingList
from checkout.webhooks import Webhooks
from checkout.worker import Worker

EVENT_POLL_SECONDS = 60.0
STATEMENT_SECONDS = 60.0
IDLE_SECONDS = 5.0
"""How soon something is noticed that nobody woke us for, such as news committed by another process."""
GATHER_SECONDS = 0.1
"""News wait this long for others: a rush on one variant is told ten times a second, not a thousand."""
LAST_NEWS_SECONDS = 1.0
"""How long closing may spend on telling what is committed; the rows of the rest stay."""


class Machinery:
    """Everything that works behind ``CheckoutService``; each part can be stepped by hand."""

    def __init__(
        self,
        settings: CheckoutSettings,
        *,
        database: Database,
        publish: Publish,
        now_ms: Clock,
        new_id: NewId,
        new_secret: Callable[[], str],
        transport: Transport | None = None,
        sold_in: SoldInOf | None = None,
    ) -> None:
        self.dispatcher = Dispatcher(database, publish, now_ms=now_ms)
        self._telling = Worker(
            "checkout-news",
            self.dispatcher.run,
            every_seconds=IDLE_SECONDS,
            gather_seconds=GATHER_SECONDS,
        )
        self.store = Store(database, self._after_commit)
        self.waiting = WaitingList(self.store, settings, now_ms=now_ms, new_id=new_id, sold_in=sold_in)
        self._turns = Worker(
            "checkout-turns",
            self.waiting.give_turns,
            every_seconds=IDLE_SECONDS,
            gather_seconds=GATHER_SECONDS,
        )
        self.sandbox = (
            None if settings.stripe_secret_key else self._sandbox(database, now_ms, new_id, new_secret)
        )
        if self.sandbox is not None:
            transport = self.sandbox.transport
        self.provider = self._provider(settings, now_ms, transport)
        self.reservations = Reservations(
            self.store,
            Terms(settings.hold_seconds, settings.live_holds_per_buyer, new_id),
            now_ms=now_ms,
            queue_limit=settings.reservation_queue,
            batch_limit=settings.reservation_batch,
        )
        self.limiter = Limiter(
            per_second=settings.provider_requests_per_second, queue_limit=settings.provider_queue
        )
        paced = PacedProvider(self.provider, self.limiter, backoff_seconds=settings.provider_backoff_seconds)
        self.cashier = Cashier(self.store, paced, self.limiter, settings, now_ms=now_ms, new_id=new_id)
        self.reconciler = Reconciler(self.store, paced, self.cashier, settings, now_ms=now_ms)
        self.refunder = Refunder(self.store, paced, settings, now_ms=now_ms, new_id=new_id)
        self.webhooks = Webhooks(self.store, paced, self.refunder, settings, now_ms=now_ms)
        self.bookkeeper = Bookkeeper(self.store, paced, now_ms=now_ms)
        self._inbox = Worker(
            "checkout-inbox", self.webhooks.work_off, every_seconds=settings.reconcile_seconds
        )
        self._workers = [
            self._inbox,
            self._turns,
            Worker("checkout-expiry", self.reconciler.expire_holds, every_seconds=settings.sweep_seconds),
            Worker("checkout-reconciler", self._reconcile, every_seconds=settings.reconcile_seconds),
            Worker("checkout-events", self._poll, every_seconds=EVENT_POLL_SECONDS),
            Worker("checkout-books", self.bookkeeper.read_on, every_seconds=STATEMENT_SECONDS),
        ]
        if self.sandbox is not None:
            self._workers.append(self._delivery)

    def _sandbox(
        self, database: Database, now_ms: Clock, new_id: NewId, new_secret: Callable[[], str]
    ) -> Sandbox:
        self._delivery = Worker("sandbox-webhooks", self._deliver, every_seconds=IDLE_SECONDS)
        self._sandbox_secret_key = f"sk_test_{new_secret()}"
        self._sandbox_webhook_secret = f"whsec_{new_secret()}"
        return Sandbox(
            database,
            secret_key=self._sandbox_secret_key,
            publishable_key=SANDBOX_PUBLISHABLE_KEY,
            webhook_secret=self._sandbox_webhook_secret,
            now_ms=now_ms,
            new_id=new_id,
            new_secret=new_secret,
            after_write=self._delivery.wake,
        )

    def _provider(
        self, settings: CheckoutSettings, now_ms: Clock, transport: Transport | None
    ) -> StripeProvider:
        return StripeProvider(
            settings.stripe_secret_key or self._sandbox_secret_key,
            webhook_secret=settings.stripe_webhook_secret or self._sandbox_webhook_secret,
            webhook_tolerance_seconds=settings.webhook_tolerance_seconds,
            timeout_seconds=settings.provider_timeout_seconds,
            now_ms=now_ms,
            transport=transport,
        )

    def _after_commit(self) -> None:
        """Whatever was committed may be news, and may be a piece that somebody waits for."""
        self._telling.wake()
        self._turns.wake()

    def start(self) -> None:
        """Start every task; they belong to this object until ``close``."""
        self.reservations.start()
        self._telling.start()
        for worker in self._workers:
            worker.start()

    async def close(self) -> None:
        """Stop every task, then tell what is committed and untold."""
        await self.reservations.close()
        for worker in (*self._workers, self._telling):
            await worker.close()
        await self.cashier.close()
        self.limiter.close()
        await self.provider.close()
        with contextlib.suppress(TimeoutError):
            # What does not get through in time keeps its row and is told by the next process.
            async with asyncio.timeout(LAST_NEWS_SECONDS):
                await self.dispatcher.run()

    def wake_inbox(self) -> None:
        """Have new webhooks worked off now."""
        self._inbox.wake()

    async def _reconcile(self) -> None:
        # One that fails must not keep the other from its turn.
        try:
            await self.reconciler.resend_unanswered()
        finally:
            await self.refunder.send_open()

    async def _poll(self) -> None:
        if await self.webhooks.poll():
            self._inbox.wake()

    async def _deliver(self) -> None:
        if self.sandbox is not None:
            await self.sandbox.pass_time()
            await self.sandbox.deliver(self._receive)

    async def _receive(self, payload: bytes, signature: str) -> None:
        if await self.webhooks.receive(payload, signature):
            self._inbox.wake()
