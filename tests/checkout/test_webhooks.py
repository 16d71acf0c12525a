"""Webhooks: believed or not, early, late, twice and in any order."""

import json
from collections.abc import Mapping

import pytest

from checkout import Fault, OrderPaid, OrderStatus
from checkout.errors import WebhookRejected
from checkout.payments.stripe import InProcessClient
from tests.fakes.checkout_shop import CHALLENGED, Shop


async def signed_success(shop: Shop) -> tuple[bytes, str]:
    [event] = [event for event in await shop.sandbox.pending() if event["type"].endswith("succeeded")]
    return shop.sandbox.sign(event)


async def test_a_webhook_may_come_before_the_answer(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    client = shop.service.parts.provider.http
    assert isinstance(client, InProcessClient)
    carry = client.transport

    async def webhook_first(
        method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        client.transport = carry
        answer = await carry(method, path, headers, body)
        await shop.deliver_webhooks()
        assert (await shop.order(order)).status is OrderStatus.PAID
        return answer

    client.transport = webhook_first
    assert (await shop.pay(order)).order.status is OrderStatus.PAID
    assert sum(isinstance(event, OrderPaid) for event in await shop.news()) == 1


async def test_the_same_webhook_many_times_sells_once(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    shop.sandbox.inject(Fault.TIMEOUT_AFTER)
    await shop.pay(order)
    payload, signature = await signed_success(shop)
    for _ in range(3):
        await shop.service.receive_webhook(payload, signature)
        await shop.service.parts.webhooks.work_off()
    shop.clock.pass_seconds(20)
    await shop.sweep()
    assert (await shop.order(order)).status is OrderStatus.PAID
    assert sum(isinstance(event, OrderPaid) for event in await shop.news()) == 1


async def test_an_old_failure_that_comes_after_the_success_changes_nothing(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    await shop.challenge(result.next_action.client_secret, "succeed")
    for event in reversed(await shop.sandbox.pending()):
        await shop.service.receive_webhook(*shop.sandbox.sign(event))
        await shop.service.parts.webhooks.work_off()
    assert (await shop.order(order)).status is OrderStatus.PAID


async def test_a_webhook_is_kept_while_the_provider_cannot_be_asked(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    await shop.challenge(result.next_action.client_secret, "fail")
    shop.sandbox.inject(Fault.TIMEOUT_BEFORE)
    await shop.deliver_webhooks()
    assert (await shop.order(order)).payment.state == "needs_action"
    await shop.service.parts.webhooks.work_off()
    assert (await shop.order(order)).payment.state == "declined"


@pytest.mark.parametrize("signature", ["", "t=1", "t=x,v1=00", "nonsense", "t=1800000000,v1=00"])
async def test_a_forged_signature_is_refused_and_nothing_is_kept(sqlite_shop: Shop, signature: str) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug())
    sqlite_shop.sandbox.inject(Fault.TIMEOUT_AFTER)
    await sqlite_shop.pay(order)
    payload, _ = await signed_success(sqlite_shop)
    with pytest.raises(WebhookRejected) as refused:
        await sqlite_shop.service.receive_webhook(payload, signature)
    assert refused.value.code == "webhook_signature_invalid"
    assert await sqlite_shop.service.parts.webhooks.work_off() == 0
    assert (await sqlite_shop.order(order)).status is OrderStatus.PAYING


async def test_a_changed_body_is_refused(sqlite_shop: Shop) -> None:
    await sqlite_shop.pay(await sqlite_shop.ready(await sqlite_shop.jug()))
    payload, signature = await signed_success(sqlite_shop)
    with pytest.raises(WebhookRejected):
        await sqlite_shop.service.receive_webhook(payload.replace(b"4590", b"1"), signature)


@pytest.mark.parametrize("seconds", [301, -301])
async def test_a_signature_from_another_time_is_refused(sqlite_shop: Shop, seconds: int) -> None:
    await sqlite_shop.pay(await sqlite_shop.ready(await sqlite_shop.jug()))
    payload, signature = await signed_success(sqlite_shop)
    sqlite_shop.clock.pass_seconds(seconds)
    with pytest.raises(WebhookRejected) as refused:
        await sqlite_shop.service.receive_webhook(payload, signature)
    assert refused.value.code == "webhook_too_old"


@pytest.mark.parametrize("body", ["[]", "{}", '{"id": 7}', "no json"])
async def test_a_signed_body_that_is_no_event_is_refused(sqlite_shop: Shop, body: str) -> None:
    with pytest.raises(WebhookRejected) as refused:
        await sqlite_shop.service.receive_webhook(*sqlite_shop.sandbox.sign_payload(body))
    assert refused.value.code == "webhook_invalid"


async def test_events_about_other_things_and_other_shops_are_done_at_once(sqlite_shop: Shop) -> None:
    foreign = {"id": "pi_x", "status": "succeeded", "amount": 1, "currency": "eur", "livemode": False}
    bodies: list[dict[str, object]] = [
        {"id": "evt_a", "type": "customer.created", "data": {"object": {}}},
        {"id": "evt_b", "type": "payment_intent.succeeded", "data": {"object": foreign}},
        {"id": "evt_c", "type": "payment_intent.succeeded", "data": {"object": {"id": 7}}},
        {"id": "evt_d", "type": "payment_intent.succeeded"},
        {
            "id": "evt_e",
            "type": "payment_intent.payment_failed",
            "data": {"object": {**foreign, "status": "requires_payment_method"}},
        },
    ]
    for body in bodies:
        await sqlite_shop.service.receive_webhook(*sqlite_shop.sandbox.sign_payload(json.dumps(body)))
    assert await sqlite_shop.service.parts.webhooks.work_off() == len(bodies)
    assert await sqlite_shop.service.parts.webhooks.work_off() == 0
