"""The queue before the stock: bounded, and one bad ask harms nobody else."""

import asyncio

import pytest

from checkout import Buyer, CheckoutSettings, HoldRequest, LineRequest
from checkout.errors import CheckoutBusy
from checkout.inventory import Ask, Terms
from checkout.reservations import Reservations
from tests.fakes.checkout_shop import ANN, BEN, Shop
from tests.fakes.checkout_shop import START_MS as NOW


def ask(buyer: Buyer, variant_id: str = "v") -> Ask:
    return Ask(buyer, HoldRequest(client_key="k", lines=[LineRequest(variant_id=variant_id, quantity=1)]))


async def test_a_full_queue_says_try_again(shop: Shop) -> None:
    queue = Reservations(
        shop.service.parts.store, Terms(300, 3, shop.new_id), now_ms=shop.clock, queue_limit=1, batch_limit=8
    )
    waiting = asyncio.create_task(queue.hold(ask(ANN)))
    await asyncio.sleep(0)
    with pytest.raises(CheckoutBusy):
        await queue.hold(ask(BEN))
    await queue.close()
    assert isinstance(await waiting, CheckoutBusy), "who waits at the end is told, not left waiting"


async def test_an_ask_that_the_database_refuses_fails_alone(shop: Shop) -> None:
    jug = await shop.jug()
    variant_id = jug.variants[0].id
    broken = Buyer(id="broken", name=None)  # type: ignore[arg-type]
    outcomes = await asyncio.gather(
        shop.service.parts.reservations.hold(ask(ANN, variant_id)),
        shop.service.parts.reservations.hold(ask(broken, variant_id)),
        shop.service.parts.reservations.hold(ask(BEN, variant_id)),
        return_exceptions=True,
    )
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False]


async def test_a_buyer_who_left_does_not_stop_the_batch(shop: Shop) -> None:
    jug = await shop.jug()
    leaving = asyncio.create_task(shop.hold(jug, ANN))
    staying = asyncio.create_task(shop.hold(jug, BEN))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying).hold_expires_ms == NOW + CheckoutSettings().hold_seconds * 1000
    with pytest.raises(asyncio.CancelledError):
        await leaving
