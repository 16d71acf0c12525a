"""With its background tasks running, checkout needs nobody to step it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from checkout import CheckoutEvent, CheckoutService, CheckoutSettings, OrderExpired, OrderPaid, OrderStatus
from checkout.config import SANDBOX_SCRIPT_URL
from checkout.worker import Worker
from server.db import Database
from tests.fakes.checkout_shop import CHALLENGED, SELLER, ZONES, Shop


class Running(Shop):
    """A shop whose tasks run, and which can be waited for."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, CheckoutSettings(sweep_seconds=0.01))
        self.heard: asyncio.Queue[CheckoutEvent] = asyncio.Queue()

    async def _listen(self, event: CheckoutEvent) -> None:
        self.heard.put_nowait(event)

    async def until(self, kind: type[CheckoutEvent]) -> CheckoutEvent:
        async with asyncio.timeout(20):
            while not isinstance(event := await self.heard.get(), kind):
                pass
        return event


@pytest.fixture
async def running(checkout_database: Database) -> AsyncIterator[Running]:
    shop = Running(checkout_database)
    await shop.service.start()
    await shop.service.set_shipping(SELLER, ZONES)
    yield shop
    await shop.close()


async def test_a_challenge_is_finished_by_the_webhook_without_anybody_asking(running: Running) -> None:
    order = await running.ready(await running.jug())
    result = await running.pay(order, CHALLENGED)
    assert result.next_action is not None
    await running.challenge(result.next_action.client_secret, "succeed")
    paid = await running.until(OrderPaid)
    assert isinstance(paid, OrderPaid)
    assert (paid.order.id, paid.buyer_id, paid.buyer_name) == (order.id, "ann", "Ann")


async def test_an_expired_hold_is_noticed(running: Running) -> None:
    order = await running.hold(await running.jug())
    running.clock.pass_seconds(301)
    await running.until(OrderExpired)
    assert (await running.order(order)).status is OrderStatus.EXPIRED


async def test_a_worker_survives_its_own_failures() -> None:
    calls: asyncio.Queue[None] = asyncio.Queue()

    async def work() -> None:
        calls.put_nowait(None)
        raise ConnectionError

    worker = Worker("test", work, every_seconds=3600)
    worker.start()
    async with asyncio.timeout(20):
        await calls.get()
        worker.wake()
        await calls.get()
    await worker.close()


async def test_a_page_is_told_that_no_money_moves(running: Running) -> None:
    config = await running.service.config()
    assert (config.provider, config.script_url) == ("sandbox", SANDBOX_SCRIPT_URL)
    assert config.countries == ["DE", "US"]
    assert len(config.test_cards) > 5


async def test_with_keys_of_stripe_there_is_no_sandbox(checkout_database: Database) -> None:
    settings = CheckoutSettings(
        stripe_secret_key="sk_live_x", stripe_publishable_key="pk_live_x", stripe_webhook_secret="whsec_x"
    )
    shop = Shop(checkout_database)
    service = CheckoutService(
        settings, database=checkout_database, publish=shop._listen, now_ms=shop.clock, new_id=shop.new_id
    )
    config = await service.config()
    assert (service.sandbox, config.provider, config.test_cards) == (None, "stripe", [])
    assert config.script_url.startswith("https://js.stripe.com/")
    assert settings.livemode
    await service.close()


def test_half_a_set_of_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="publishable key"):
        CheckoutSettings(stripe_secret_key="sk_test_x")
