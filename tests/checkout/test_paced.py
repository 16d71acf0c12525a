"""The provider asked at a pace: 429s, places in the queue, buyers who go away."""

import asyncio
from collections.abc import Mapping

import pytest

from checkout import CheckoutSettings, Fault, OrderStatus, PayRequest
from checkout.errors import CheckoutBusy
from checkout.payments.limiter import Limiter
from checkout.payments.paced import PacedProvider
from checkout.payments.provider import Slowed
from checkout.payments.stripe import InProcessClient, StripeProvider
from server.db import Database
from tests.fakes.checkout_shop import ANN, BEN, Clock, Shop
from tests.fakes.rung_time import Time


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def limiter(time: Time) -> Limiter:
    return Limiter(per_second=20, queue_limit=100, now_s=time, later=time.later)


class Busy:
    """A transport that answers 429 a few times, and then a refund list."""

    def __init__(self, times: int, retry_after: str | None) -> None:
        self.left = times
        self.headers = {"Retry-After": retry_after} if retry_after else {}
        self.asked = 0

    async def __call__(
        self, _method: str, _path: str, _headers: Mapping[str, str], _body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        self.asked += 1
        if self.asked <= self.left:
            return 429, self.headers, b'{"error": {"type": "invalid_request_error", "code": "rate_limit"}}'
        return 200, {}, b'{"object": "list", "data": [], "has_more": false, "url": "/v1/refunds"}'


def paced(limiter: Limiter, transport: Busy) -> PacedProvider:
    provider = StripeProvider(
        "sk_test_x",
        webhook_secret="whsec_x",
        webhook_tolerance_seconds=300,
        timeout_seconds=5,
        now_ms=Clock(),
        transport=transport,
    )
    return PacedProvider(provider, limiter, backoff_seconds=1)


async def test_retry_after_is_honoured(time: Time, limiter: Limiter) -> None:
    busy = Busy(1, "7")
    asking = asyncio.create_task(paced(limiter, busy).refunds_of("pi_1"))
    await time.pass_seconds(6.9)
    assert busy.asked == 1
    await time.pass_seconds(0.2)
    assert await asking == []


async def test_without_one_each_pause_is_twice_as_long(time: Time, limiter: Limiter) -> None:
    busy = Busy(3, None)
    asking = asyncio.create_task(paced(limiter, busy).refunds_of("pi_1"))
    asked = []
    for _ in range(7):
        await time.pass_seconds(1.001)
        asked.append(busy.asked)
    assert asked == [2, 2, 3, 3, 3, 3, 4]
    assert await asking == []


async def test_a_provider_that_stays_busy_is_given_up_for_now(time: Time, limiter: Limiter) -> None:
    busy = Busy(99, "1")
    asking = asyncio.create_task(paced(limiter, busy).refunds_of("pi_1"))
    await time.pass_seconds(30)
    with pytest.raises(Slowed):
        await asking
    assert busy.asked == 4


async def test_a_buyer_who_waits_for_a_turn_sees_their_place_and_then_pays(sqlite_database: Database) -> None:
    settings = CheckoutSettings(answer_seconds=0.01, provider_backoff_seconds=0)
    shop = Shop(sqlite_database, settings)
    await shop.open()
    order = await shop.ready(await shop.jug())
    shop.service.parts.limiter.pause("create", 0.5)
    waiting = (await shop.pay(order)).order
    assert (waiting.payment.state, waiting.payment.queue_place) == ("working", 1)
    shop.clock.pass_seconds(60)
    await shop.sweep()
    assert shop.service.parts.limiter.waiting == 1, "nobody sends it a second time meanwhile"
    async with asyncio.timeout(20):
        await asyncio.gather(*shop.service.parts.cashier._tasks.values())
    assert (await shop.order(order)).status is OrderStatus.PAID
    await shop.close()


async def test_when_too_many_wait_nothing_is_begun(sqlite_database: Database) -> None:
    shop = Shop(sqlite_database, CheckoutSettings(answer_seconds=0.01, provider_queue=1))
    await shop.open()
    jug = await shop.jug()
    first, second = await shop.ready(jug), await shop.ready(jug, BEN)
    shop.service.parts.limiter.pause("create", 3600)
    await shop.pay(first)
    with pytest.raises(CheckoutBusy):
        await shop.pay(second, buyer=BEN)
    assert (await shop.order(second, BEN)).status is OrderStatus.HELD
    await shop.close()


async def test_whoever_goes_away_does_not_take_the_payment_with_them(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug())
    token = PayRequest(confirmation_token=await sqlite_shop.token())
    arrived, go_on = asyncio.Event(), asyncio.Event()
    client = sqlite_shop.service.parts.provider.http
    assert isinstance(client, InProcessClient)
    carry = client.transport

    async def slow(
        method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        arrived.set()
        await go_on.wait()
        return await carry(method, path, headers, body)

    client.transport = slow
    tap = asyncio.create_task(sqlite_shop.service.pay(ANN, order.id, token))
    await arrived.wait()
    tap.cancel()
    await asyncio.gather(tap, return_exceptions=True)
    go_on.set()
    await asyncio.gather(*sqlite_shop.service.parts.cashier._tasks.values())
    assert (await sqlite_shop.order(order)).status is OrderStatus.PAID


async def test_a_429_is_not_an_answer_to_the_buyer(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug())
    for _ in range(2):
        sqlite_shop.sandbox.inject(Fault.RATE_LIMITED, "/v1/payment_intents")
    assert (await sqlite_shop.pay(order)).order.status is OrderStatus.PAID
