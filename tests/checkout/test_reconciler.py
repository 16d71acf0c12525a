"""Holds that run out, money that comes late, refunds."""

import asyncio

import pytest

from checkout import Buyer, Fault, OrderExpired, OrderRefunded, OrderStatus, StockChanged
from checkout.errors import PaymentDeclined
from checkout.sandbox.intents import authenticate
from checkout.sandbox.shelf import Shelf
from checkout.sandbox.till import Till
from tests.fakes.checkout_shop import BEN, CHALLENGED, DECLINED, Shop


async def test_an_expired_hold_goes_back_on_sale(shop: Shop) -> None:
    jug = await shop.jug(stock=1)
    order = await shop.hold(jug)
    shop.clock.pass_seconds(299)
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.HELD
    shop.clock.pass_seconds(1)
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.EXPIRED
    assert (await shop.hold(jug, BEN)).status is OrderStatus.HELD
    assert any(isinstance(event, OrderExpired) for event in await shop.news())


async def test_at_expiry_an_intent_is_cancelled_before_the_stock_is_released(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    with pytest.raises(PaymentDeclined):
        await shop.pay(order, DECLINED)
    shop.clock.pass_seconds(601)
    shop.sandbox.inject(Fault.TIMEOUT_BEFORE, "/cancel")
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.PAYING, "the provider has not agreed yet"
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.EXPIRED


async def test_at_expiry_an_intent_that_was_paid_makes_the_order_paid(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    await shop.challenge(result.next_action.client_secret, "succeed")
    shop.clock.pass_seconds(601)
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.PAID


async def test_a_hold_is_kept_while_the_answer_is_unknown_and_released_after_the_grace(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    shop.sandbox.inject(Fault.TIMEOUT_BEFORE)
    await shop.pay(order)
    shop.clock.pass_seconds(601)
    await shop.service.parts.reconciler.expire_holds()
    assert (await shop.order(order)).status is OrderStatus.PAYING
    shop.clock.pass_seconds(shop.settings.grace_seconds)
    await shop.service.parts.reconciler.expire_holds()
    assert (await shop.order(order)).status is OrderStatus.EXPIRED
    await shop.sweep()
    assert await shop.charges() == [], "an order whose stock is gone asks for no money"


async def expired_with_its_challenge_open(shop: Shop, stock: int) -> tuple[str, str]:
    """An order that was released while the provider was away; its challenge can still be finished."""
    jug = await shop.jug(stock=stock)
    order = await shop.ready(jug)
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    shop.clock.pass_seconds(601 + shop.settings.grace_seconds)
    await shop.service.parts.reconciler.expire_holds()
    assert (await shop.order(order)).status is OrderStatus.EXPIRED
    return order.id, result.next_action.client_secret


async def test_late_money_takes_the_stock_again_if_it_is_there(shop: Shop) -> None:
    order_id, secret = await expired_with_its_challenge_open(shop, stock=1)
    await shop.challenge(secret, "succeed")
    await shop.deliver_webhooks()
    assert (await shop.service.order("ann", order_id)).status is OrderStatus.PAID


async def test_late_money_for_stock_that_is_gone_is_given_back_once(shop: Shop) -> None:
    order_id, secret = await expired_with_its_challenge_open(shop, stock=1)
    [jug] = await shop.service.products()
    await shop.pay(await shop.ready(jug, BEN), buyer=BEN)
    await shop.challenge(secret, "succeed")
    await shop.deliver_webhooks()
    assert (await shop.service.order("ann", order_id)).status is OrderStatus.REFUND_DUE
    shop.sandbox.inject(Fault.TIMEOUT_AFTER, "/v1/refunds")
    await shop.sweep()
    assert (await shop.service.order("ann", order_id)).status is OrderStatus.REFUND_DUE
    await shop.sweep()
    await shop.sweep()
    assert (await shop.service.order("ann", order_id)).status is OrderStatus.REFUNDED
    assert sorted(charge["amount_refunded"] for charge in await shop.charges()) == [0, 4590]
    assert sum(isinstance(event, OrderRefunded) for event in await shop.news()) == 1


async def test_a_second_intent_that_took_money_for_one_order_is_refunded(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    paid = await shop.pay(order)
    token = await shop.token()
    provider = shop.service.parts.provider
    params = {"amount": 4590, "currency": "eur", "confirm": True, "confirmation_token": token}
    stray = await provider.create(params | {"metadata": {"order_id": order.id}}, "from-long-ago")
    await shop.deliver_webhooks()
    await shop.sweep()
    await shop.sweep()
    assert (await shop.order(order)).status is paid.order.status
    refunded = {charge["payment_intent"]: charge["amount_refunded"] for charge in await shop.charges()}
    assert refunded.pop(stray.id) == 4590
    assert list(refunded.values()) == [0]


async def test_many_holds_that_expire_together_are_one_piece_of_news(shop: Shop) -> None:
    jug = await shop.jug(stock=200)
    buyers = [Buyer(id=f"buyer-{number}", name="") for number in range(120)]
    await asyncio.gather(*(shop.hold(jug, buyer) for buyer in buyers))
    before = len(await shop.news())
    shop.clock.pass_seconds(301)
    assert await shop.service.parts.reconciler.expire_holds() == 120
    changes = [event for event in (await shop.news())[before:] if isinstance(event, StockChanged)]
    assert [event.held for event in changes] == [0]


async def test_a_refund_made_by_hand_at_the_provider_counts(shop: Shop) -> None:
    order_id, secret = await expired_with_its_challenge_open(shop, stock=1)
    [jug] = await shop.service.products()
    await shop.pay(await shop.ready(jug, BEN), buyer=BEN)
    await shop.challenge(secret, "succeed")
    await shop.deliver_webhooks()
    await shop.service.parts.provider.refund({"payment_intent": secret.partition("_secret_")[0]}, "by-hand")
    await shop.sweep()
    assert (await shop.service.order("ann", order_id)).status is OrderStatus.REFUNDED


async def test_events_that_no_webhook_delivered_are_fetched(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    await shop.challenge(result.next_action.client_secret, "succeed")
    assert await shop.service.parts.webhooks.poll() > 0
    assert await shop.service.parts.webhooks.poll() == 0
    await shop.service.parts.webhooks.work_off()
    assert (await shop.order(order)).status is OrderStatus.PAID


async def test_money_that_does_not_match_is_left_for_a_person(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    intent_id = result.next_action.client_secret.partition("_secret_")[0]

    def pay_too_little(till: Till) -> None:
        intent = till.shelf.get("payment_intent", intent_id)
        authenticate(till, {**intent, "amount": 100}, succeeds=True)

    await shop.database.write(lambda conn: pay_too_little(Till(Shelf(conn), 0, shop.new_id)))
    await shop.deliver_webhooks()
    shop.clock.pass_seconds(10_000)
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.NEEDS_REVIEW
