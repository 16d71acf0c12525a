"""Whatever happens in whatever order, in the end stock and money agree."""

import asyncio
import contextlib
import random
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from checkout import Buyer, CheckoutError, Fault, Order, OrderPaid, OrderStatus, PayRequest, Product, metadata
from server.db import open_database
from tests.databases import SqliteTemplates
from tests.fakes.checkout_shop import CHALLENGED, DECLINED, GOOD, REFUNDS_FAIL, REFUNDS_LATER, Shop

pytestmark = pytest.mark.timeout(240)

T = TypeVar("T")
BUYERS = [Buyer(id=name, name=name) for name in ("ann", "ben", "eve")]
CARDS = st.sampled_from([GOOD, GOOD, DECLINED, CHALLENGED, REFUNDS_LATER, REFUNDS_FAIL])
FAULTS = st.sampled_from([None, None, *Fault])
OVER = {
    OrderStatus.PAID,
    OrderStatus.EXPIRED,
    OrderStatus.CANCELLED,
    OrderStatus.PART_REFUNDED,
    OrderStatus.REFUNDED,
}
ENDED = {"done", "failed"}
PAST_EVERYTHING_SECONDS = 3000
TEMPLATES = SqliteTemplates(Path(tempfile.mkdtemp()))


class Rush(RuleBasedStateMachine):
    """Buyers, a provider that fails in every way, webhooks in disorder, crashes, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        self.orders: dict[str, tuple[Order, Buyer]] = {}
        self.secrets: dict[str, str] = {}
        self.shop, self.jug = self.run(self._open())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def _open(self) -> tuple[Shop, Product]:
        file = self.folder / "shop.db"
        await TEMPLATES.copy(file, [metadata])
        self.database = open_database(f"sqlite:///{file}")
        shop = Shop(self.database)
        await shop.open()
        return shop, await shop.jug(stock=1)

    @initialize(stock=st.integers(1, 3))
    def stock_the_shelf(self, stock: int) -> None:
        self.jug = self.run(self.shop.jug(stock=stock))

    @rule(buyer=st.sampled_from(BUYERS), quantity=st.integers(1, 2))
    def hold(self, buyer: Buyer, quantity: int) -> None:
        with contextlib.suppress(CheckoutError):
            order = self.run(self.shop.ready(self.jug, buyer, quantity=quantity))
            self.orders[order.id] = (order, buyer)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), card=CARDS, fault=FAULTS)
    def pay(self, data: st.DataObject, card: str, fault: Fault | None) -> None:
        order, buyer = self.orders[data.draw(st.sampled_from(sorted(self.orders)))]
        token = PayRequest(confirmation_token=self.run(self.shop.token(card)))
        self._break(fault)
        with contextlib.suppress(CheckoutError):
            result = self.run(self.shop.service.pay(buyer, order.id, token))
            if result.next_action:
                self.secrets[order.id] = result.next_action.client_secret

    @precondition(lambda self: self.secrets)
    @rule(data=st.data(), outcome=st.sampled_from(["succeed", "fail"]))
    def finish_a_challenge(self, data: st.DataObject, outcome: str) -> None:
        order_id = data.draw(st.sampled_from(sorted(self.secrets)))
        self.run(self.shop.challenge(self.secrets[order_id], outcome))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), fault=FAULTS)
    def cancel(self, data: st.DataObject, fault: Fault | None) -> None:
        order, buyer = self.orders[data.draw(st.sampled_from(sorted(self.orders)))]
        self._break(fault)
        with contextlib.suppress(CheckoutError):
            self.run(self.shop.service.cancel(buyer, order.id))

    @precondition(lambda self: self.orders)
    @rule(
        data=st.data(),
        amount=st.none() | st.sampled_from([1, 1000, 4590]),
        pieces=st.integers(0, 2),
        key=st.sampled_from(["one", "two", "three"]),
        reason=st.sampled_from(["returned", "cancelled"]),
        fault=FAULTS,
    )
    def refund(  # noqa: PLR0917 - one argument a choice
        self,
        data: st.DataObject,
        amount: int | None,
        pieces: int,
        key: str,
        reason: str,
        fault: Fault | None,
    ) -> None:
        order, _ = self.orders[data.draw(st.sampled_from(sorted(self.orders)))]
        lines = [{"variant_id": order.lines[0].variant_id, "quantity": pieces}] if pieces else []
        self._break(fault)
        with contextlib.suppress(CheckoutError):
            self.run(
                self.shop.refund(
                    order,
                    client_key=key,
                    reason=reason,
                    amount_minor=amount,
                    lines=lines,
                    restock=pieces == 1,
                )
            )

    @rule()
    def banks_answer(self) -> None:
        self.run(self.shop.sandbox.pass_time())

    @rule(seed=st.integers(0, 99), fault=FAULTS)
    def webhooks_arrive_in_disorder(self, seed: int, fault: Fault | None) -> None:
        """Some twice, some never, the rest shuffled; what is lost stays lost until the poll."""
        dice = random.Random(seed)  # noqa: S311 - it only has to be repeatable
        events = [event for event in self.run(self.shop.sandbox.pending()) for _ in range(dice.randint(0, 2))]
        dice.shuffle(events)
        self._break(fault)
        for event in events:
            self.run(self.shop.service.receive_webhook(*self.shop.sandbox.sign(event)))
        self.run(self.shop.service.parts.webhooks.work_off())

    @rule(fault=FAULTS)
    def background_work(self, fault: Fault | None) -> None:
        self._break(fault)
        self.run(self.shop.sweep())

    @rule(seconds=st.sampled_from([1, 20, 301, 601, 1600]))
    def time_passes(self, seconds: int) -> None:
        self.shop.clock.pass_seconds(seconds)

    @rule()
    def crash(self) -> None:
        self.run(self.shop.restart())

    @invariant()
    def everything_adds_up(self) -> None:
        assert self.run(self.shop.service.audit()) == []

    def _break(self, fault: Fault | None) -> None:
        if fault is not None:
            self.shop.sandbox.inject(fault)

    def teardown(self) -> None:
        try:
            self.run(self.shop.restart())  # injected faults are forgotten with it
            for _ in range(4):
                self.shop.clock.pass_seconds(PAST_EVERYTHING_SECONDS)
                self.run(self._settle())
            self.everything_adds_up()
            self.run(self._money_agrees())
        finally:
            self.run(self.shop.close())
            self.run(self.database.close())
            self.runner.close()
            shutil.rmtree(self.folder)

    async def _settle(self) -> None:
        await self.shop.sandbox.pass_time()
        await self.shop.service.parts.webhooks.poll()
        await self.shop.service.parts.webhooks.work_off()
        await self.shop.sweep()

    async def _money_agrees(self) -> None:
        charges = {charge["payment_intent"]: charge for charge in await self.shop.charges()}
        taken = await self.database.read(_intents)
        told = [event.order.id for event in await self.shop.news() if isinstance(event, OrderPaid)]
        for order_id, (_, buyer) in self.orders.items():
            order = await self.shop.service.order(buyer.id, order_id)
            assert {refund.state for refund in order.refunds} <= ENDED, "no refund is stuck"
            came_back = any(refund.state == "failed" for refund in order.refunds)
            assert order.status in OVER or (order.status is OrderStatus.REFUND_DUE and came_back), (
                "nor an order"
            )
            charge = charges.get(taken[order_id] or "", {"amount": 0, "amount_refunded": 0})
            kept = order.totals.total_minor - order.refunded_minor if charge["amount"] else 0
            assert charge["amount"] - charge["amount_refunded"] == kept, (
                "money in is money kept and money back"
            )
            assert told.count(order_id) == (order.paid_ms is not None)
        assert len(charges) == len(await self.shop.charges()), "no intent was charged twice"
        assert set(charges) <= set(taken.values()), "no charge without an order"


def _intents(conn: sa.Connection) -> dict[str, str | None]:
    from checkout.store.tables import orders  # noqa: PLC0415

    return {row.id: row.intent_id for row in conn.execute(sa.select(orders.c.id, orders.c.intent_id))}


TestRush = Rush.TestCase
TestRush.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
