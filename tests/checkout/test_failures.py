"""What fails beneath the shop: a killed process, a busy database, a full disk, a closed account."""

import asyncio
import itertools
import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Literal

import pytest
import sqlalchemy as sa

from checkout import Buyer, Order, OrderChange, OrderStatus, Product
from checkout.errors import PaymentDeclined, ProviderUnavailable
from checkout.payments.stripe import InProcessClient
from checkout.ports import Database, T, Work
from server.db import DatabaseBusy, DatabaseError, StorageFull
from tests.fakes.checkout_shop import ANN, DECLINED, HOME, Shop

Moment = Literal["before", "after"]


class Died(Exception):
    """The process is gone."""


class Failing:
    """A database that fails once, before or after a certain step, and from then on as long as it should."""

    def __init__(
        self, database: Database, step: int, error: Callable[[], Exception], moment: Moment = "before"
    ) -> None:
        self._database = database
        self._left = step
        self._error = error
        self._moment = moment
        self.dialect = database.dialect

    async def read(self, work: Work[T]) -> T:
        return await self._count(self._database.read, work)

    async def write(self, work: Work[T]) -> T:
        return await self._count(self._database.write, work)

    async def _count(self, run: Callable[[Work[T]], object], work: Work[T]) -> T:
        self._left -= 1
        if self._left < 0 or (self._left == 0 and self._moment == "before"):
            raise self._error()
        result: T = await run(work)  # type: ignore[misc]  # it is a coroutine function
        if self._left == 0:
            raise self._error()
        return result


async def purchase(shop: Shop, jug: Product, buyer: Buyer) -> Order:
    """Everything from the tap on Buy to the paid order, with the keys of one page."""
    order = await shop.hold(jug, buyer, key="tap")
    if order.status is OrderStatus.HELD:
        wanted = OrderChange(email="ann@example.com", address=HOME)
        order = await shop.service.change(buyer, order.id, wanted)
    return order if order.status is OrderStatus.PAID else (await shop.pay(order, buyer=buyer)).order


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_whatever_step_a_crash_comes_at_the_buyer_pays_once_and_gets_it(
    shop: Shop, moment: Moment
) -> None:
    whole = shop.database
    for step in itertools.count(1):
        jug, buyer, charged = await shop.jug(stock=1), Buyer(id=f"b-{step}", name=""), await shop.charges()
        shop.database = Failing(whole, step, Died, moment)
        await shop.restart()
        died = False
        try:
            await purchase(shop, jug, buyer)
        except Died:
            died = True
        shop.database = whole
        await shop.restart()
        shop.clock.pass_seconds(20)
        await shop.deliver_webhooks()
        await shop.sweep()
        assert (await purchase(shop, jug, buyer)).status is OrderStatus.PAID
        assert len(await shop.charges()) == len(charged) + 1
        if not died:
            break
    assert step > 6, "hold, details, attempt, the provider's own, its answer, the order: each is one"


@pytest.mark.parametrize("error", [DatabaseBusy, StorageFull])
async def test_a_database_that_takes_nothing_leaves_nothing_half_done(
    shop: Shop, error: type[DatabaseError]
) -> None:
    whole, jug = shop.database, await shop.jug(stock=1)

    async def while_failing(act: Callable[[], object]) -> None:
        shop.database = Failing(whole, 1, lambda: error("not now"))
        await shop.restart()
        with pytest.raises(error):
            await act()  # type: ignore[misc]  # it is a coroutine function
        shop.database = whole
        await shop.restart()

    await while_failing(lambda: shop.hold(jug, key="tap"))
    assert await shop.stock(jug) == (1, 0, 0)
    order = await shop.hold(jug, key="tap")
    wanted = OrderChange(email="ann@example.com", address=HOME)
    await while_failing(lambda: shop.service.change(ANN, order.id, wanted))
    ready = await shop.service.change(ANN, order.id, wanted)
    await while_failing(lambda: shop.service.cancel(ANN, order.id))
    assert (await shop.pay(ready)).order.status is OrderStatus.PAID
    assert await shop.stock(jug) == (0, 0, 1)


async def test_a_full_disk_in_a_rush_is_named_and_takes_nothing_from_the_shelf(sqlite_shop: Shop) -> None:
    jug = await sqlite_shop.jug(stock=50_000, limit=1000)

    def limit_pages(conn: sa.Connection, *, spare: int) -> None:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one() + spare
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await sqlite_shop.database.write(lambda conn: limit_pages(conn, spare=2))
    crowd = [Buyer(id=f"buyer-{number}", name="") for number in range(600)]
    outcomes = await asyncio.gather(
        *(sqlite_shop.hold(jug, buyer) for buyer in crowd), return_exceptions=True
    )
    held = sum(isinstance(outcome, Order) for outcome in outcomes)
    assert {type(outcome) for outcome in outcomes if not isinstance(outcome, Order)} == {StorageFull}
    assert await sqlite_shop.stock(jug) == (50_000 - held, held, 0)
    await sqlite_shop.database.write(lambda conn: limit_pages(conn, spare=100_000))
    await sqlite_shop.hold(jug)
    assert await sqlite_shop.service.audit() == []


async def test_a_database_locked_by_another_program_is_named_and_the_same_tap_works_later(
    sqlite_shop: Shop,
) -> None:
    jug = await sqlite_shop.jug(stock=1)
    await sqlite_shop.database.write(lambda conn: conn.exec_driver_sql("PRAGMA busy_timeout=1"))
    main = await sqlite_shop.database.read(lambda conn: conn.exec_driver_sql("PRAGMA database_list").one())
    other = sqlite3.connect(main.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        await sqlite_shop.hold(jug, key="tap")
    other.execute("ROLLBACK")
    other.close()
    assert (await sqlite_shop.hold(jug, key="tap")).status is OrderStatus.HELD


async def test_while_the_sellers_account_is_closed_nothing_is_charged_and_the_hold_stays(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    client = shop.service.parts.provider.http
    assert isinstance(client, InProcessClient)
    open_account = client.transport
    problem = {"error": {"type": "invalid_request_error", "code": "account_invalid", "message": "Closed."}}

    async def closed(*_: object) -> tuple[int, Mapping[str, str], bytes]:
        return 403, {}, json.dumps(problem).encode()

    client.transport = closed
    with pytest.raises(ProviderUnavailable):
        await shop.pay(order)
    assert await shop.charges() == []
    assert (await shop.order(order)).payment.state == "none"
    client.transport = open_account
    with pytest.raises(PaymentDeclined):
        await shop.pay(order, DECLINED)
    assert (await shop.pay(order)).order.status is OrderStatus.PAID
