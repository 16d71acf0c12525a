"""Money back: whole, in parts, once, and never more than was paid."""

import asyncio

import pytest
import sqlalchemy as sa

from checkout import (
    Fault,
    Order,
    OrderRefunded,
    OrderStatus,
    RefundFailed,
    RefundRequest,
    ShipmentRequest,
    StockChanged,
)
from checkout.errors import (
    NotRefundable,
    NotShippable,
    OrderNotFound,
    RefundInvalid,
    RefundRefused,
    RefundTooLarge,
)
from checkout.store.tables import orders, stock_movements
from tests.fakes.checkout_shop import BEN, CHALLENGED, REFUNDS_FAIL, REFUNDS_LATER, SELLER, Shop


def line(order: Order, quantity: int) -> list[dict[str, object]]:
    return [{"variant_id": order.lines[0].variant_id, "quantity": quantity}]


async def given_back(shop: Shop) -> int:
    """What the provider gave back, according to the provider."""
    return sum(charge["amount_refunded"] for charge in await shop.charges())


async def refund_news(shop: Shop) -> list[int]:
    return [event.refund.amount_minor for event in await shop.news() if isinstance(event, OrderRefunded)]


async def test_pieces_come_back_with_their_price_and_go_on_the_shelf_if_the_seller_says_so(
    shop: Shop,
) -> None:
    order = await shop.paid(quantity=3)
    product = order.lines[0].product_id
    once = await shop.refund(order, lines=line(order, 1), restock=True, reason="returned", note="Thank you")
    assert (once.status, once.refunded_minor) == (OrderStatus.PART_REFUNDED, 4100)
    assert once.refunds[0].note == "Thank you"
    assert await shop.stock(product) == (3, 0, 2)
    twice = await shop.refund(order, lines=line(order, 1), reason="lost")
    assert await shop.stock(product) == (3, 0, 2), "what is lost is not on the shelf"
    assert twice.refunded_minor == 8200
    whole = await shop.refund(order, lines=line(order, 1))
    assert (whole.status, whole.refunded_minor) == (OrderStatus.REFUNDED, order.totals.total_minor)
    assert await given_back(shop) == order.totals.total_minor
    assert await refund_news(shop) == [4100, 4100, order.totals.total_minor - 8200]


async def test_the_ledger_and_the_show_hear_of_pieces_that_came_back(shop: Shop) -> None:
    order = await shop.paid(quantity=2)
    await shop.refund(order, lines=line(order, 2), restock=True)
    rows = sa.select(stock_movements.c.sold_delta).where(stock_movements.c.reason == "refunded")
    assert await shop.database.read(lambda conn: conn.execute(rows).scalars().all()) == [-2]
    changes = [event for event in await shop.news() if isinstance(event, StockChanged)]
    assert (changes[-1].available, changes[-1].sold) == (5, 0)


async def test_a_cancelled_order_gives_everything_back(shop: Shop) -> None:
    order = await shop.paid(quantity=2)
    gone = await shop.refund(order, reason="cancelled")
    assert (gone.status, gone.refunded_minor) == (OrderStatus.REFUNDED, order.totals.total_minor)
    assert await shop.stock(order.lines[0].product_id) == (5, 0, 0)
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, order.id, ShipmentRequest())
    with pytest.raises(NotRefundable):
        await shop.refund(order, amount_minor=1)


async def test_what_was_sent_cannot_be_cancelled_but_refunded(shop: Shop) -> None:
    order = await shop.paid()
    await shop.service.ship(SELLER, order.id, ShipmentRequest(carrier="DHL", tracking="1"))
    with pytest.raises(RefundInvalid):
        await shop.refund(order, reason="cancelled")
    assert (await shop.refund(order, amount_minor=500)).status is OrderStatus.PART_REFUNDED
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, order.id, ShipmentRequest())


async def test_a_part_refunded_order_can_still_be_sent(shop: Shop) -> None:
    order = await shop.paid(quantity=2)
    await shop.refund(order, lines=line(order, 1))
    sent = await shop.service.ship(SELLER, order.id, ShipmentRequest(carrier="DHL", tracking="1"))
    assert (sent.status, sent.refunded_minor) == (OrderStatus.FULFILLED, 4100)


async def test_an_order_whose_money_is_on_its_way_back_is_not_sent(shop: Shop) -> None:
    order = await shop.paid(card=REFUNDS_LATER)
    assert (await shop.refund(order, reason="cancelled")).refunds[0].state == "pending"
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, order.id, ShipmentRequest())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "amount_minor"),
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": -5}, "amount_minor"),
        ({"lines": [{"variant_id": "another", "quantity": 1}]}, "lines"),
        ({"client_key": ""}, "client_key"),
    ],
)
async def test_a_refund_that_makes_no_sense_is_refused(
    sqlite_shop: Shop, wrong: dict[str, object], field: str
) -> None:
    order = await sqlite_shop.paid()
    with pytest.raises(RefundInvalid) as refused:
        await sqlite_shop.refund(order, **wrong)
    assert refused.value.extra == {"field": field}


async def test_no_piece_and_no_shipping_is_refunded_twice(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.paid(quantity=2)
    for lines in (line(order, 3), line(order, 0), line(order, 1) * 2):
        with pytest.raises(RefundInvalid):
            await sqlite_shop.refund(order, lines=lines)
    await sqlite_shop.refund(order, lines=line(order, 2), shipping=True)
    for request in ({"lines": line(order, 1)}, {"shipping": True}):
        with pytest.raises((RefundInvalid, NotRefundable)):
            await sqlite_shop.refund(order, **request)


async def test_only_its_seller_refunds_a_paid_order(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.paid()
    held = await sqlite_shop.ready(await sqlite_shop.jug(), BEN)
    with pytest.raises(NotRefundable):
        await sqlite_shop.refund(held, amount_minor=1)
    provider = sqlite_shop.service.parts.refunder
    with pytest.raises(OrderNotFound):
        await sqlite_shop.service.refund("another", order.id, _goodwill(1))
    assert await provider.send_open() == 0


def _goodwill(amount_minor: int, key: str = "tap") -> RefundRequest:
    return RefundRequest(client_key=key, reason="goodwill", amount_minor=amount_minor)


async def test_a_double_click_on_refund_gives_back_once(shop: Shop) -> None:
    order = await shop.paid()
    clicks = [shop.service.refund(SELLER, order.id, _goodwill(1000)) for _ in range(3)]
    seen = await asyncio.gather(*clicks)
    assert {len(each.refunds) for each in seen} == {1}
    assert await given_back(shop) == 1000
    assert await refund_news(shop) == [1000]


async def test_refunds_at_once_never_give_back_more_than_was_paid(shop: Shop) -> None:
    order = await shop.paid()
    clicks = [shop.service.refund(SELLER, order.id, _goodwill(2000, f"tap-{n}")) for n in range(4)]
    results = await asyncio.gather(*clicks, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Order", "Order", *2 * ["RefundTooLarge"]]
    assert await given_back(shop) == 4000
    with pytest.raises(RefundTooLarge) as refused:
        await shop.refund(order, amount_minor=591)
    assert refused.value.extra["left_minor"] == 590
    assert (await shop.refund(order, amount_minor=590)).status is OrderStatus.REFUNDED


async def test_the_database_itself_refuses_to_promise_more_than_was_paid(shop: Shop) -> None:
    order = await shop.paid()
    too_much = (
        sa.update(orders).where(orders.c.id == order.id).values(returned_minor=orders.c.total_minor + 1)
    )
    with pytest.raises(sa.exc.IntegrityError):
        await shop.database.write(lambda conn: conn.execute(too_much).rowcount)


@pytest.mark.parametrize("fault", list(Fault))
async def test_whatever_goes_wrong_a_refund_is_given_once(shop: Shop, fault: Fault) -> None:
    order = await shop.paid(quantity=2)
    shop.sandbox.inject(fault, "/v1/refunds")
    await shop.refund(order, lines=line(order, 1), restock=True)
    for _ in range(5):
        shop.clock.pass_seconds(20)
        await shop.sweep()
    await shop.deliver_webhooks()
    after = await shop.order(order)
    assert (after.status, after.refunded_minor) == (OrderStatus.PART_REFUNDED, 4100)
    assert await given_back(shop) == 4100
    assert await refund_news(shop) == [4100]
    assert await shop.stock(order.lines[0].product_id) == (4, 0, 1)


async def test_a_500_that_the_key_repeats_for_ever_gets_a_new_key(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.paid()
    shop.sandbox.inject(Fault.SERVER_ERROR, "/v1/refunds")
    assert (await shop.refund(order, amount_minor=700)).refunds[0].state == "sent"
    rounds = 0
    while (await shop.order(order)).refunded_minor == 0:
        shop.clock.pass_seconds(20)
        await shop.sweep()
        rounds += 1
    assert rounds == 3, "the same 500 again, then a look that finds nothing, then a new key"
    assert await given_back(shop) == 700


async def test_a_day_later_a_refund_is_looked_up_and_not_sent_again(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.paid()
    shop.sandbox.inject(Fault.TIMEOUT_AFTER, "/v1/refunds")
    await shop.refund(order, amount_minor=700)
    shop.clock.pass_seconds(30 * 3600)  # the provider has forgotten the key by now
    await shop.sweep()
    assert (await shop.order(order)).refunded_minor == 700
    assert await given_back(shop) == 700


async def test_a_crash_before_the_request_left_is_made_up_for(shop: Shop) -> None:
    order = await shop.paid()
    shop.sandbox.inject(Fault.TIMEOUT_BEFORE, "/v1/refunds")
    await shop.refund(order, amount_minor=700)
    await shop.restart()
    shop.clock.pass_seconds(20)
    await shop.sweep()
    assert await given_back(shop) == 700


async def test_a_webhook_may_come_before_the_answer_and_many_times(shop: Shop) -> None:
    order = await shop.paid()
    shop.sandbox.inject(Fault.TIMEOUT_AFTER, "/v1/refunds")
    await shop.refund(order, amount_minor=700)
    events = [event for event in await shop.sandbox.pending() if "refund" in event["type"]]
    assert len(events) == 2
    for event in [*reversed(events), *events]:
        await shop.service.receive_webhook(*shop.sandbox.sign(event))
        await shop.service.parts.webhooks.work_off()
    shop.clock.pass_seconds(20)
    await shop.sweep()
    assert (await shop.order(order)).refunded_minor == 700
    assert await refund_news(shop) == [700]


async def test_a_refund_that_takes_its_time_counts_when_it_has_arrived(shop: Shop) -> None:
    order = await shop.paid(card=REFUNDS_LATER)
    asked = await shop.refund(order, amount_minor=4590)
    assert (asked.status, asked.refunded_minor, asked.refunds[0].state) == (OrderStatus.PAID, 0, "pending")
    with pytest.raises(NotRefundable):
        await shop.refund(order, amount_minor=1)
    assert await refund_news(shop) == []
    shop.clock.pass_seconds(6)
    await shop.sandbox.pass_time()
    await shop.deliver_webhooks()
    assert (await shop.order(order)).status is OrderStatus.REFUNDED
    assert await refund_news(shop) == [4590]


async def test_a_refund_that_the_bank_sends_back_can_be_made_again(shop: Shop) -> None:
    order = await shop.paid(card=REFUNDS_FAIL)
    assert (await shop.refund(order, amount_minor=4590)).status is OrderStatus.REFUNDED
    early = await shop.sandbox.pending()
    shop.clock.pass_seconds(6)
    await shop.sandbox.pass_time()
    await shop.deliver_webhooks()
    for event in early:  # old news after the new one
        await shop.service.receive_webhook(*shop.sandbox.sign({**event, "id": f"{event['id']}_again"}))
    await shop.service.parts.webhooks.work_off()
    back = await shop.order(order)
    assert (back.status, back.refunded_minor, back.refunds[0].state) == (OrderStatus.PAID, 0, "failed")
    assert [event.refund.fail_code for event in await shop.news() if isinstance(event, RefundFailed)] == [
        "lost_or_stolen_card"
    ]
    assert (await shop.refund(order, amount_minor=4590)).refunds[1].state == "done"


async def sent_back(shop: Shop) -> None:
    shop.clock.pass_seconds(6)
    await shop.sandbox.pass_time()
    await shop.deliver_webhooks()


async def test_pieces_of_a_refund_that_is_repeated_go_on_the_shelf_once(shop: Shop) -> None:
    order = await shop.paid(quantity=2, card=REFUNDS_FAIL)
    product = order.lines[0].product_id
    await shop.refund(order, lines=line(order, 1), restock=True)
    await sent_back(shop)
    await shop.refund(order, lines=line(order, 1), restock=True)
    assert await shop.stock(product) == (4, 0, 1), "the first one put this piece there"
    await shop.refund(order, lines=line(order, 1), restock=True)
    assert await shop.stock(product) == (5, 0, 0), "this one is another piece"
    await sent_back(shop)
    assert await shop.service.audit() == []
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, order.id, ShipmentRequest())


async def test_what_is_on_sale_again_or_given_back_is_not_sent(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.paid(quantity=2, card=REFUNDS_FAIL)
    await shop.refund(order, lines=line(order, 1), restock=True)
    await sent_back(shop)
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, order.id, ShipmentRequest())
    again = await shop.paid(quantity=2)
    await shop.refund(again, lines=line(again, 2))
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, again.id, ShipmentRequest())
    third = await shop.paid(quantity=2)
    await shop.refund(third, lines=line(third, 1), restock=True)
    sent = await shop.service.ship(SELLER, third.id, ShipmentRequest())
    assert sent.status is OrderStatus.FULFILLED


async def test_a_refund_that_the_provider_refuses_frees_its_sum(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.paid()
    intent_id = (await shop.charges())[0]["payment_intent"]
    await shop.service.parts.provider.refund({"payment_intent": intent_id, "amount": 4000}, "by-hand")
    with pytest.raises(RefundRefused):
        await shop.refund(order, amount_minor=1000, client_key="tap")
    with pytest.raises(RefundRefused):
        await shop.refund(order, amount_minor=1000, client_key="tap")
    await shop.deliver_webhooks()
    after = await shop.order(order)
    assert [(each.state, each.reason) for each in after.refunds] == [
        ("failed", "goodwill"),
        ("done", "provider"),
    ]
    assert (after.status, after.refunded_minor) == (OrderStatus.PART_REFUNDED, 4000)


async def test_word_of_a_refund_waits_for_word_of_its_payment(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    await shop.challenge(result.next_action.client_secret, "succeed")
    intent_id = (await shop.charges())[0]["payment_intent"]
    await shop.service.parts.provider.refund({"payment_intent": intent_id, "amount": 4000}, "by-hand")
    paid, *back = [
        event for event in await shop.sandbox.pending() if event["type"] != "payment_intent.created"
    ][1:]
    for event in [*back, paid]:
        await shop.service.receive_webhook(*shop.sandbox.sign(event))
        await shop.service.parts.webhooks.work_off()
    await shop.service.parts.webhooks.work_off()
    after = await shop.order(order)
    assert (after.status, after.refunded_minor) == (OrderStatus.PART_REFUNDED, 4000)


async def test_a_show_counts_what_it_keeps(shop: Shop) -> None:
    first, second = await shop.paid(quantity=2), await shop.paid()
    await shop.refund(first, lines=line(first, 1))
    await shop.refund(second, reason="cancelled")
    sales = await shop.service.show_sales(SELLER, "pots")
    assert (sales.orders, sales.units) == (1, 1)
    assert (sales.gross_minor, sales.refunded_minor, sales.net_minor) == (8690 + 4590, 4100 + 4590, 4590)
