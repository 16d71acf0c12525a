"""A shop, a provider, the network between them and the time, all decided by one seed.

The shop is the real ``CheckoutService``, the provider the strict sandbox on a database of its own. What is
simulated is what is around them: a process that is killed at any step, requests and answers that get lost,
webhooks that are dropped, doubled, late and out of order.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from random import Random
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

import msgspec
import sqlalchemy as sa

from checkout import (
    CheckoutEvent,
    CheckoutService,
    CheckoutSettings,
    Fault,
    Offered,
    PaymentTerms,
    Sandbox,
)
from checkout.errors import WebhookRejected
from checkout.sandbox.shelf import Body, Shelf
from checkout.store.tables import orders
from server.db.errors import DatabaseError
from tests.fakes.checkout_shop import SELLER, START_MS, ZONES
from tests.simulation.disk import BUSY_CHANCE, Disk, Handle, ProcessDied, pause

T = TypeVar("T")
SECRET_KEY, PUBLISHABLE_KEY, WEBHOOK_SECRET = "sk_test_simulated", "pk_test_simulated", "whsec_simulated"
SETTINGS = CheckoutSettings(
    stripe_secret_key=SECRET_KEY,
    stripe_publishable_key=PUBLISHABLE_KEY,
    stripe_webhook_secret=WEBHOOK_SECRET,
    provider_requests_per_second=1e9,  # nobody waits for a turn: turns are told by a real clock
    provider_backoff_seconds=0,
    # Short, so that much runs out in one life.
    hold_seconds=100,
    payment_seconds=120,
    longest_hold_seconds=300,
    grace_seconds=60,
)
PAID_LATER = PaymentTerms(
    delivery=Offered(enabled=True), invoice=Offered(enabled=True, words="DE02 1203"), most_open=20
)
LOST_BEFORE, LOST_AFTER, ANSWERED_500, ANSWERED_429 = 0.08, 0.16, 0.21, 0.24


class Charge(NamedTuple):
    """Money that the provider took for an order, and when (epoch seconds)."""

    order_id: str
    amount: int
    refunded: int
    created_s: int


class Crashed(Exception):
    """The process that was asked is gone; whether it did what it was asked, nobody knows."""


class World:
    """Everything, and the hand of chance."""

    def __init__(self, seed: int, *, forgets_keys: bool = False, trace: list[str] | None = None) -> None:
        self.chance = Random(seed)  # noqa: S311 - a life that can be lived again
        self.now_ms = START_MS
        self.faulty = False
        self.forgets_keys = forgets_keys
        # In some lives the network is bad, and in some it is hardly there.
        self.weather = self.chance.choice((0.5, 1.0, 1.0, 2.5))
        self.trace = trace if trace is not None else []
        self.told: list[CheckoutEvent] = []
        self.unexpected: list[str] = []
        self._numbers = itertools.count(1)
        self._disk, self._stripe_disk = Disk(), Disk()
        self.stripe = Sandbox(
            Handle(self._stripe_disk, self.chance),
            secret_key=SECRET_KEY,
            publishable_key=PUBLISHABLE_KEY,
            webhook_secret=WEBHOOK_SECRET,
            now_ms=lambda: self.now_ms,
            new_id=self.new_id,
            new_secret=self.new_id,
            after_write=lambda: None,
        )
        self._tasks: set[asyncio.Task[object]] = set()
        self._on_their_way: set[asyncio.Task[object]] = set()
        self._boot()

    def new_id(self) -> str:
        return f"{next(self._numbers):032x}"

    # --- the process ---------------------------------------------------------------------------------------

    def _boot(self) -> None:
        self._handle = Handle(self._disk, self.chance, busy_chance=BUSY_CHANCE if self.faulty else 0.0)
        self.service = CheckoutService(
            SETTINGS,
            database=self._handle,
            publish=self._listen,
            now_ms=lambda: self.now_ms,
            new_id=self.new_id,
            new_secret=self.new_id,
            transport=self._carry,
        )
        self.service.parts.reservations.start()

    async def open(self) -> None:
        await self.service.set_shipping(SELLER, ZONES)
        await self.service.paid_later.set_terms(SELLER, PAID_LATER)

    def begin_trouble(self) -> None:
        """From now on things go wrong."""
        self.faulty = True
        self._handle.busy_chance = BUSY_CHANCE

    async def crash(self) -> None:
        """Kill the process where it stands and start another one on the same database."""
        self._handle.dead = True
        dying, self._tasks = self._tasks, set()
        for task in dying:
            task.cancel()
        await asyncio.gather(*dying, return_exceptions=True)
        await self.service.parts.reservations.close()
        await self.service.parts.cashier.close()
        self._boot()

    def begin(self, act: Callable[[CheckoutService], Awaitable[T]]) -> asyncio.Task[T]:
        """Let the process that runs now do something, until it is done or killed."""

        async def run() -> T:
            return await act(self.service)

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def ask(self, act: Callable[[CheckoutService], Awaitable[T]]) -> T:
        """Ask the shop as a browser does.

        Raises:
            Crashed: there was no answer.
        """
        task = self.begin(act)
        await asyncio.wait({task})
        if task.cancelled() or isinstance(task.exception(), ProcessDied):
            raise Crashed
        return task.result()

    async def work(self, act: Callable[[CheckoutService], Awaitable[object]]) -> None:
        """Do one round of the background work; what fails is tried again another time, as by a Worker."""
        try:
            await self.ask(act)
        except (Crashed, DatabaseError):
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            self.unexpected.append(f"background: {error!r}")

    async def _listen(self, event: CheckoutEvent) -> None:
        await pause(self.chance)
        self.trace.append(f"{self.now_ms} {event}")
        self.told.append(event)

    # --- the network ---------------------------------------------------------------------------------------

    async def _carry(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Carry one request of the shop to the provider, perhaps."""
        await pause(self.chance)
        fate = self.chance.random() / self.weather if self.faulty else 1.0
        self.trace.append(f"{self.now_ms} {method} {path} {body!r} {fate}")
        if fate < LOST_BEFORE:
            raise ConnectionError("the request did not arrive")
        if self.forgets_keys:
            headers = {name: value for name, value in headers.items() if name.lower() != "idempotency-key"}
        fault = None
        if LOST_AFTER <= fate < ANSWERED_500:
            fault = Fault.SERVER_ERROR
        elif ANSWERED_500 <= fate < ANSWERED_429:
            fault = Fault.RATE_LIMITED
        # What has left arrives, also when whoever sent it is killed meanwhile.
        arriving = asyncio.create_task(self.stripe.handle(method, path, headers, body, fault=fault))
        self._on_their_way.add(arriving)
        arriving.add_done_callback(self._on_their_way.discard)
        reply = await asyncio.shield(arriving)
        await pause(self.chance)
        if LOST_BEFORE <= fate < LOST_AFTER:
            raise ConnectionError("the answer did not arrive")
        return reply

    async def page(self, path: str, form: Mapping[str, str]) -> Body:
        """Ask the provider as its own script in a browser does."""
        headers = {
            "Authorization": f"Bearer {PUBLISHABLE_KEY}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        reply = await self.stripe.handle("POST", path, headers, urlencode(form).encode())
        body: Body = msgspec.json.decode(reply.body)
        return body

    async def webhook(self) -> None:
        """Deliver any event, be it new, old or delivered before; nobody says that it was."""
        events = await self.stripe.pending()
        if not events:
            return
        event = self.chance.choice(events)
        payload, signature = self.stripe.sign(event)
        try:
            await self.ask(lambda service: service.receive_webhook(payload, signature))
        except (Crashed, DatabaseError):
            pass
        except WebhookRejected as rejected:
            self.unexpected.append(f"webhook: {rejected!r}")

    async def settle_network(self) -> None:
        while self._on_their_way:
            await asyncio.wait(self._on_their_way)

    def charges(self) -> list[Charge]:
        """What the provider took, according to the provider."""
        shelves = self._stripe_disk.run(
            lambda conn: (Shelf(conn).all("charge"), Shelf(conn).all("payment_intent"))
        )
        charges, intents = shelves
        order_of = {intent["id"]: intent["metadata"]["order_id"] for intent in intents}
        return [
            Charge(order_of[body["payment_intent"]], body["amount"], body["amount_refunded"], body["created"])
            for body in charges
        ]

    def net(self) -> int:
        """What the provider has, or paid out, according to the provider."""
        lines = self._stripe_disk.run(lambda conn: Shelf(conn).all("balance_transaction", limit=10_000))
        return sum(line["net"] for line in lines if line["type"] != "payout")

    def hold_ends(self) -> dict[str, int]:
        """Until when each order's stock was held at most (epoch ms), the grace not counted."""
        query = sa.select(orders.c.id, orders.c.hold_expires_ms)
        return self._disk.run(lambda conn: {row.id: row.hold_expires_ms for row in conn.execute(query)})

    async def close(self) -> None:
        await self.crash()
        self._handle.dead = True
        await self.service.parts.reservations.close()
        self._disk.close()
        self._stripe_disk.close()
