"""Paying: every kind of answer, and none."""

import asyncio

import pytest

from checkout import Fault, OrderChange, OrderPaid, OrderStatus, PayRequest, PayResult
from checkout.errors import (
    AmountNotChargeable,
    DetailsMissing,
    HoldExpired,
    OrderClosed,
    OrderLocked,
    OrderNotFound,
    PaymentDeclined,
    PaymentInProgress,
    PaymentRefused,
)
from tests.fakes.checkout_shop import ANN, BEN, CHALLENGED, DECLINED, GOOD, POOR, Shop


async def paid_events(shop: Shop) -> int:
    return sum(isinstance(event, OrderPaid) for event in await shop.news())


async def test_a_double_click_on_pay_charges_once(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    tokens = [await shop.token(), await shop.token()]
    clicks = [shop.service.pay(ANN, order.id, PayRequest(confirmation_token=token)) for token in tokens]
    results = await asyncio.gather(*clicks, return_exceptions=True)
    # The second click hears that the first is under way, or (if it was slow) that the order is paid.
    assert {type(result) for result in results} <= {PaymentInProgress, PayResult}
    assert (await shop.order(order)).status is OrderStatus.PAID
    assert len(await shop.charges()) == 1
    assert await paid_events(shop) == 1


async def test_paying_a_paid_order_again_changes_nothing(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    await shop.pay(order)
    again = await shop.pay(order)
    assert again.order.status is OrderStatus.PAID
    assert len(await shop.charges()) == 1


@pytest.mark.parametrize(("card", "why"), [(DECLINED, "generic_decline"), (POOR, "insufficient_funds")])
async def test_a_declined_card_keeps_the_hold_and_another_card_pays(shop: Shop, card: str, why: str) -> None:
    order = await shop.ready(await shop.jug(stock=1))
    with pytest.raises(PaymentDeclined) as declined:
        await shop.pay(order, card)
    assert declined.value.extra == {"decline_code": why}
    kept = await shop.order(order)
    assert kept.hold_expires_ms is not None
    assert (kept.status, kept.payment.state, kept.payment.decline_code) == (
        OrderStatus.PAYING,
        "declined",
        why,
    )
    assert (await shop.pay(order, GOOD)).order.status is OrderStatus.PAID
    assert len(await shop.charges()) == 1
    await shop.deliver_webhooks()
    assert (await shop.order(order)).status is OrderStatus.PAID
    assert await paid_events(shop) == 1


async def test_without_an_answer_the_order_waits_and_the_same_key_pays_once(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    shop.sandbox.inject(Fault.TIMEOUT_AFTER, "/v1/payment_intents")
    waiting = await shop.pay(order)
    assert (waiting.order.status, waiting.order.payment.state) == (OrderStatus.PAYING, "working")
    assert waiting.next_action is None
    with pytest.raises(PaymentInProgress):
        await shop.pay(order)
    shop.clock.pass_seconds(20)
    await shop.restart()
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.PAID
    assert len(await shop.charges()) == 1


async def test_a_request_that_never_arrived_is_sent_again(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    shop.sandbox.inject(Fault.TIMEOUT_BEFORE)
    await shop.pay(order)
    assert await shop.charges() == []
    shop.clock.pass_seconds(20)
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.PAID
    assert len(await shop.charges()) == 1


async def test_a_rate_limited_request_is_sent_again(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    shop.sandbox.inject(Fault.RATE_LIMITED)
    assert (await shop.pay(order)).order.status is OrderStatus.PAID
    assert len(await shop.charges()) == 1


async def test_a_500_is_repeated_by_the_provider_so_after_some_tries_it_is_looked_up(
    sqlite_shop: Shop,
) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug())
    sqlite_shop.sandbox.inject(Fault.SERVER_ERROR)
    assert (await sqlite_shop.pay(order)).order.payment.state == "working"
    for _ in range(3):
        sqlite_shop.clock.pass_seconds(20)
        await sqlite_shop.sweep()
    assert (await sqlite_shop.order(order)).payment.state == "none"
    assert (await sqlite_shop.pay(order)).order.status is OrderStatus.PAID
    assert len(await sqlite_shop.charges()) == 1


async def test_a_key_older_than_a_day_is_looked_up_and_not_repeated(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug())
    sqlite_shop.sandbox.inject(Fault.TIMEOUT_AFTER)
    await sqlite_shop.pay(order)
    sqlite_shop.clock.pass_seconds(25 * 3600)
    await sqlite_shop.service.parts.reconciler.resend_unanswered()
    assert (await sqlite_shop.order(order)).status is OrderStatus.PAID
    assert len(await sqlite_shop.charges()) == 1


async def test_3d_secure_asks_the_buyer_and_the_webhook_finishes_it(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    assert result.order.payment.state == "needs_action"
    status, intent = await shop.challenge(result.next_action.client_secret, "succeed")
    assert (status, intent["status"]) == (200, "succeeded")
    await shop.deliver_webhooks()
    assert (await shop.order(order)).status is OrderStatus.PAID
    assert await paid_events(shop) == 1


async def test_a_failed_challenge_is_a_decline_and_another_card_pays(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    await shop.challenge(result.next_action.client_secret, "fail")
    await shop.deliver_webhooks()
    failed = (await shop.order(order)).payment
    assert (failed.state, failed.decline_code) == ("declined", "payment_intent_authentication_failure")
    assert (await shop.pay(order)).order.status is OrderStatus.PAID


async def test_a_challenge_left_alone_can_be_replaced_by_another_card(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    assert (await shop.pay(order, GOOD)).order.status is OrderStatus.PAID
    status, _ = await shop.challenge(result.next_action.client_secret, "succeed")
    assert status == 400
    assert len(await shop.charges()) == 1


async def test_paying_extends_the_hold_but_not_for_ever(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug())
    for _ in range(5):
        sqlite_shop.clock.pass_seconds(290)
        with pytest.raises(PaymentDeclined):
            await sqlite_shop.pay(order, DECLINED)
    longest_ms = order.created_ms + sqlite_shop.settings.longest_hold_seconds * 1000
    assert (await sqlite_shop.order(order)).hold_expires_ms == longest_ms


async def test_a_confirmation_token_pays_one_order_only(shop: Shop) -> None:
    jug = await shop.jug()
    token = PayRequest(confirmation_token=await shop.token())
    await shop.service.pay(ANN, (await shop.ready(jug)).id, token)
    other = await shop.ready(jug)
    with pytest.raises(PaymentRefused):
        await shop.service.pay(ANN, other.id, token)
    assert (await shop.pay(other)).order.status is OrderStatus.PAID


async def test_what_is_missing_is_named_before_any_money_is_asked_for(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.hold(await sqlite_shop.jug())
    with pytest.raises(DetailsMissing) as missing:
        await sqlite_shop.pay(order)
    assert missing.value.extra == {"fields": ["email", "address", "shipping"]}
    assert (await sqlite_shop.order(order)).status is OrderStatus.HELD


async def test_an_amount_above_what_a_card_can_take_is_refused(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug(price_minor=99_999_999, stock=5), quantity=2)
    with pytest.raises(AmountNotChargeable):
        await sqlite_shop.pay(order)


async def test_an_expired_hold_cannot_be_paid_even_before_the_sweeper_came(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    shop.clock.pass_seconds(301)
    with pytest.raises(HoldExpired):
        await shop.pay(order)
    assert await shop.charges() == []


async def test_somebody_elses_order_cannot_be_paid(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug())
    with pytest.raises(OrderNotFound):
        await sqlite_shop.pay(order, buyer=BEN)


async def test_the_total_is_locked_once_the_bank_knows_it(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    with pytest.raises(PaymentDeclined):
        await shop.pay(order, DECLINED)
    with pytest.raises(OrderLocked):
        await shop.service.change(ANN, order.id, OrderChange(shipping_rate_id="de-express"))
    renamed = await shop.service.change(ANN, order.id, OrderChange(note="Ring twice"))
    assert renamed.note == "Ring twice"


async def test_cancelling_after_a_decline_cancels_the_intent_too(shop: Shop) -> None:
    order = await shop.ready(await shop.jug(stock=1))
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    cancelled = await shop.service.cancel(ANN, order.id)
    assert cancelled.status is OrderStatus.CANCELLED
    status, _ = await shop.challenge(result.next_action.client_secret, "succeed")
    assert status == 400
    with pytest.raises(OrderClosed):
        await shop.pay(order)


async def test_cancelling_an_order_that_was_paid_meanwhile_leaves_it_paid(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    await shop.challenge(result.next_action.client_secret, "succeed")
    assert (await shop.service.cancel(ANN, order.id)).status is OrderStatus.PAID
