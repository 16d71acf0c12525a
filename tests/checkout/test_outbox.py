"""The news leave once they are committed, in order, at least once."""

import asyncio

import pytest
import sqlalchemy as sa

from checkout import CheckoutEvent, OrderPaid, StockChanged
from checkout.outbox import MOST_TRIES, TELL_SECONDS, Dispatcher
from checkout.store.stock import Movement, move_stock
from checkout.store.tables import outbox
from tests.fakes.checkout_shop import START_MS, Shop


class Listener:
    """Fails for some events, and remembers the others."""

    def __init__(self, *refused: type[CheckoutEvent]) -> None:
        self.refused = refused
        self.heard: list[CheckoutEvent] = []

    async def __call__(self, event: CheckoutEvent) -> None:
        if isinstance(event, self.refused):
            raise ConnectionError
        self.heard.append(event)


async def test_an_event_that_nobody_took_is_told_again_before_later_ones(shop: Shop) -> None:
    await shop.pay(await shop.ready(await shop.jug()))
    deaf = Listener(StockChanged)
    dispatcher = Dispatcher(shop.database, deaf, now_ms=shop.clock)
    await dispatcher.run()
    assert deaf.heard == []
    told = await shop.news()
    assert [type(event) for event in told] == [StockChanged, OrderPaid]
    assert await shop.service.parts.dispatcher.run() == 0


async def test_an_event_that_can_never_be_told_is_set_aside_in_the_end(shop: Shop) -> None:
    await shop.pay(await shop.ready(await shop.jug()))
    deaf = Listener(OrderPaid)
    dispatcher = Dispatcher(shop.database, deaf, now_ms=shop.clock)
    for _ in range(MOST_TRIES):
        await dispatcher.run()
    await shop.jug()
    assert await dispatcher.run() == 1
    assert isinstance(deaf.heard[-1], StockChanged)


async def test_what_was_rolled_back_is_not_told(shop: Shop) -> None:
    jug = await shop.jug()

    def change_and_fail(conn: sa.Connection) -> None:
        move_stock(conn, [Movement(jug.variants[0].id, "held", reserved=1)], START_MS)
        raise LookupError

    with pytest.raises(LookupError):
        await shop.database.write(change_and_fail)
    assert len(await shop.news()) == 1


async def test_the_news_of_a_restart_are_told_by_the_next_process(shop: Shop) -> None:
    await shop.jug()
    await shop.restart()
    assert len(await shop.news()) == 1
    count = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.told_ms == START_MS)
    assert await shop.database.read(lambda conn: conn.execute(count).scalar()) == 1


async def test_of_a_rush_on_one_variant_only_the_newest_state_is_told(shop: Shop) -> None:
    jug, cup = await shop.jug(stock=3), await shop.jug(stock=9)
    for _ in range(3):
        await shop.hold(jug)
    changes = [event for event in await shop.news() if isinstance(event, StockChanged)]
    assert {event.variant_id: event.available for event in changes} == {
        jug.variants[0].id: 0,
        cup.variants[0].id: 9,
    }
    assert len(changes) == 2
    assert await shop.service.parts.dispatcher.run() == 0


async def test_closing_does_not_wait_for_news_that_nobody_takes(shop: Shop) -> None:
    async def hang(_event: CheckoutEvent) -> None:
        await asyncio.Event().wait()

    await shop.jug()
    parts, listening = shop.service.parts, shop.service.parts.dispatcher
    parts.dispatcher = Dispatcher(shop.database, hang, now_ms=shop.clock)
    async with asyncio.timeout(TELL_SECONDS / 2):
        await parts.close()
    parts.dispatcher = listening
    assert len(await shop.news()) == 1
