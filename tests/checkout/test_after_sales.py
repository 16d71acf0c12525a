"""After the payment: a buyer cancels, something is sent back, a payment needs a second look."""

import asyncio
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from checkout import (
    Order,
    OrderRefunded,
    OrderStatus,
    OrderWithdrawn,
    RefundFailed,
    ReturnAnswer,
    ReturnAnswered,
    ReturnReceipt,
    ReturnRequest,
    ReturnRequested,
    ReviewNeeded,
    ReviewRequest,
    ShipmentRequest,
    reviewing,
)
from checkout.errors import (
    DetailsInvalid,
    NotReturnable,
    NotShippable,
    OrderClosed,
    OrderNotFound,
    RefundInvalid,
    ReturnClosed,
    ReturnInvalid,
    ReturnNotFound,
    ReviewRefused,
)
from checkout.payments.apply import apply
from checkout.payments.intents import Intent
from checkout.sandbox.intents import authenticate
from checkout.sandbox.shelf import Shelf
from checkout.sandbox.till import Till
from checkout.store.tables import attempts, inbox, stock_movements
from tests.fakes.checkout_shop import ANN, BEN, CHALLENGED, REFUNDS_FAIL, SELLER, Shop


async def given_back(shop: Shop) -> int:
    return sum(charge["amount_refunded"] for charge in await shop.charges())


async def news(shop: Shop, kind: type[Any]) -> list[Any]:
    return [event for event in await shop.news() if isinstance(event, kind)]


async def test_a_buyer_cancels_what_was_not_sent_and_gets_everything_back(shop: Shop) -> None:
    order = await shop.paid(quantity=2)
    gone, again = await asyncio.gather(shop.service.cancel(ANN, order.id), shop.service.cancel(ANN, order.id))
    assert {gone.status, again.status} <= {OrderStatus.REFUNDED, OrderStatus.PAID}
    after = await shop.service.cancel(ANN, order.id)
    assert (after.status, after.refunded_minor) == (OrderStatus.REFUNDED, order.totals.total_minor)
    assert [refund.reason for refund in after.refunds] == ["withdrawn"]
    assert await given_back(shop) == order.totals.total_minor
    assert await shop.stock(order.lines[0].product_id) == (5, 0, 0)
    back = sa.select(stock_movements.c.sold_delta).where(stock_movements.c.reason == "refunded")
    assert await shop.database.read(lambda conn: conn.execute(back).scalars().all()) == [-2]
    assert len(await news(shop, OrderWithdrawn)) == 1, "the seller is told once not to send it"
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, order.id, ShipmentRequest())


async def test_only_its_buyer_cancels_and_only_what_is_left_goes_back(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.paid()
    with pytest.raises(OrderNotFound):
        await shop.service.cancel(BEN, order.id)
    await shop.refund(order, amount_minor=500)
    after = await shop.service.cancel(ANN, order.id)
    assert (after.status, after.refunded_minor) == (OrderStatus.REFUNDED, order.totals.total_minor)
    assert await given_back(shop) == order.totals.total_minor


async def test_a_buyer_may_cancel_again_when_the_bank_sent_the_money_back(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.paid(card=REFUNDS_FAIL)
    await shop.service.cancel(ANN, order.id)
    shop.clock.pass_seconds(6)
    await shop.sandbox.pass_time()
    await shop.deliver_webhooks()
    assert (await shop.order(order)).status is OrderStatus.PAID
    assert len(await news(shop, RefundFailed)) == 1
    await shop.paid()
    await shop.service.cancel(ANN, order.id)
    after = await shop.order(order)
    assert await shop.stock(order.lines[0].product_id) == (5, 0, 0), "no piece is put back twice"
    assert [refund.reason for refund in after.refunds] == [
        "withdrawn",
        "withdrawn",
    ]


@pytest.mark.parametrize(
    "link",
    [
        "http://dhl.example.com/1",
        "javascript:alert(1)",
        "https://",
        "https://localhost",
        "https://mia:secret@dhl.example.com/1",
        "https://dhl.example.com:8443/1",
        "https://dhl.example.com/a b",
        "https://dhl.example.com/1\nBcc: all@example.com",
        "https://dhl.example.com/" + "1" * 500,
    ],
)
async def test_a_tracking_link_is_a_plain_https_address(sqlite_shop: Shop, link: str) -> None:
    order = await sqlite_shop.paid()
    with pytest.raises(DetailsInvalid) as refused:
        await sqlite_shop.service.ship(SELLER, order.id, ShipmentRequest(tracking_url=link))
    assert refused.value.extra["field"] == "tracking_url"


async def test_the_buyer_sees_the_tracking_link(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.paid()
    link = "https://www.dhl.example.com/track?piece=00340&lang=en#now"
    await sqlite_shop.service.ship(
        SELLER, order.id, ShipmentRequest(carrier="DHL", tracking="00340", tracking_url=link)
    )
    shipment = (await sqlite_shop.order(order)).shipment
    assert shipment is not None
    assert shipment.tracking_url == link


# --- returns -----------------------------------------------------------------------------------------------


async def sent(shop: Shop, quantity: int = 2) -> Order:
    order = await shop.paid(quantity=quantity)
    return await shop.service.ship(SELLER, order.id, ShipmentRequest(carrier="DHL", tracking="1"))


def wish(order: Order, quantity: int = 1, **changes: object) -> ReturnRequest:
    lines = [{"variant_id": order.lines[0].variant_id, "quantity": quantity}]
    given = {"client_key": "tap", "reason": "does_not_fit", "lines": lines, "note": "Too small"} | changes
    return msgspec.convert(given, ReturnRequest)


async def test_a_return_is_asked_for_accepted_received_and_paid(shop: Shop) -> None:
    order = await sent(shop)
    service = shop.service.after_sales
    asked, again = await asyncio.gather(
        service.request_return(ANN.id, order.id, wish(order)),
        service.request_return(ANN.id, order.id, wish(order)),
    )
    assert len(asked.returns) == len(again.returns) == 1, "a double tap asks once"
    wanted = asked.returns[0]
    await service.answer_return(SELLER, order.id, wanted.id, ReturnAnswer(accept=True, note="Lindenweg 4"))
    after = await service.receive_return(
        SELLER, order.id, wanted.id, ReturnReceipt(restock=True, shipping=False)
    )
    assert (after.status, after.refunded_minor) == (OrderStatus.PART_REFUNDED, 4100)
    assert await shop.stock(order.lines[0].product_id) == (4, 0, 1)
    done = after.returns[0]
    assert (done.state, done.answer, done.refund_id) == ("received", "Lindenweg 4", after.refunds[0].id)
    once_more = await service.receive_return(SELLER, order.id, wanted.id, ReturnReceipt(restock=True))
    assert once_more.refunded_minor == 4100, "a second tap gives nothing more"
    assert [event.wanted.state for event in await news(shop, ReturnAnswered)] == ["accepted"]
    assert len(await news(shop, ReturnRequested)) == 1
    assert len(await news(shop, OrderRefunded)) == 1


async def test_what_cannot_be_sold_again_stays_off_the_shelf(sqlite_shop: Shop) -> None:
    order = await sent(sqlite_shop)
    service = sqlite_shop.service.after_sales
    wanted = (await service.request_return(ANN.id, order.id, wish(order, reason="damaged"))).returns[0]
    await service.answer_return(SELLER, order.id, wanted.id, ReturnAnswer(accept=True))
    receipt = ReturnReceipt(restock=False, shipping=True)
    after = await service.receive_return(SELLER, order.id, wanted.id, receipt)
    assert after.refunded_minor == 4100 + 490
    assert await sqlite_shop.stock(order.lines[0].product_id) == (3, 0, 2)


async def test_a_return_moves_only_as_its_table_allows(sqlite_shop: Shop) -> None:
    order = await sent(sqlite_shop)
    service = sqlite_shop.service.after_sales
    wanted = (await service.request_return(ANN.id, order.id, wish(order))).returns[0]
    with pytest.raises(ReturnClosed):
        await service.receive_return(SELLER, order.id, wanted.id, ReturnReceipt(restock=True))
    assert await given_back(sqlite_shop) == 0, "nothing is paid for a parcel that nobody agreed to"
    with pytest.raises(OrderNotFound):
        await service.answer_return("another", order.id, wanted.id, ReturnAnswer(accept=True))
    with pytest.raises(ReturnNotFound):
        await service.answer_return(SELLER, order.id, "none", ReturnAnswer(accept=True))
    with pytest.raises(NotReturnable):
        await service.request_return(ANN.id, order.id, wish(order, client_key="second"))
    await service.answer_return(SELLER, order.id, wanted.id, ReturnAnswer(accept=False, note="Used"))
    with pytest.raises(ReturnClosed):
        await service.withdraw_return(ANN.id, order.id, wanted.id)
    another = await service.request_return(ANN.id, order.id, wish(order, client_key="second"))
    kept = await service.withdraw_return(ANN.id, order.id, another.returns[1].id)
    assert [one.state for one in kept.returns] == ["declined", "withdrawn"]


async def test_a_return_that_never_comes_is_closed_by_the_seller(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await sent(shop)
    service = shop.service.after_sales
    wanted = (await service.request_return(ANN.id, order.id, wish(order, 2))).returns[0]
    await service.answer_return(SELLER, order.id, wanted.id, ReturnAnswer(accept=True))
    await shop.refund(order, lines=[msgspec.to_builtins(wanted.lines[0])])
    with pytest.raises(RefundInvalid):
        await service.receive_return(SELLER, order.id, wanted.id, ReturnReceipt(restock=True))
    closing = ReturnAnswer(accept=False, note="Paid back before")
    after = await service.answer_return(SELLER, order.id, wanted.id, closing)
    assert (after.returns[0].state, after.returns[0].answer) == ("declined", "Paid back before")
    assert [event.wanted.state for event in await news(shop, ReturnAnswered)] == ["accepted", "declined"]
    with pytest.raises(ReturnClosed):
        await service.answer_return(SELLER, order.id, wanted.id, closing)
    await shop.service.require_none_open([ANN.id])


async def test_only_what_was_sent_and_not_paid_back_can_be_returned(sqlite_shop: Shop) -> None:
    paid = await sqlite_shop.paid()
    service = sqlite_shop.service.after_sales
    with pytest.raises(NotReturnable):
        await service.request_return(ANN.id, paid.id, wish(paid))
    order = await sent(sqlite_shop)
    with pytest.raises(OrderNotFound):
        await service.request_return(BEN.id, order.id, wish(order))
    await sqlite_shop.refund(
        order, lines=[{"variant_id": order.lines[0].variant_id, "quantity": 1}], reason="lost"
    )
    for wrong in (wish(order, 2), wish(order, 0), wish(order, lines=[]), wish(order, client_key="")):
        with pytest.raises(ReturnInvalid):
            await service.request_return(ANN.id, order.id, wrong)


# --- second looks ------------------------------------------------------------------------------------------


async def mismatched(shop: Shop) -> Order:
    """An order for which the provider took another sum than it says."""
    order = await shop.ready(await shop.jug(stock=1))
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    intent_id = result.next_action.client_secret.partition("_secret_")[0]

    def take_less(till: Till) -> None:
        intent = till.shelf.get("payment_intent", intent_id)
        authenticate(till, {**intent, "amount": 100}, succeeds=True)

    await shop.database.write(lambda conn: take_less(Till(Shelf(conn), 0, shop.new_id)))
    await shop.deliver_webhooks()
    return await shop.order(order)


async def test_money_that_does_not_match_is_given_back_whole(shop: Shop) -> None:
    order = await mismatched(shop)
    assert order.status is OrderStatus.NEEDS_REVIEW
    assert len(await news(shop, ReviewNeeded)) == 1
    after = await shop.service.after_sales.review(SELLER, order.id, ReviewRequest(decision="refund"))
    assert after.status is OrderStatus.REFUNDED
    assert [charge["amount"] for charge in await shop.charges()] == [await given_back(shop)]
    assert await shop.stock(order.lines[0].product_id) == (1, 0, 0)
    with pytest.raises(OrderClosed):
        await shop.service.after_sales.review(SELLER, order.id, ReviewRequest(decision="accept"))


async def test_a_mismatch_that_was_refunded_at_the_providers_page_is_closed_by_any_decision(
    sqlite_shop: Shop,
) -> None:
    shop = sqlite_shop
    for decision, ends in (("refund", OrderStatus.REFUNDED), ("dismiss", OrderStatus.CANCELLED)):
        order = await mismatched(shop)
        intent_id = (await shop.charges())[0]["payment_intent"]
        await shop.service.parts.provider.refund({"payment_intent": intent_id}, f"by-hand-{decision}")
        wanted = msgspec.convert({"decision": decision}, ReviewRequest)
        after = await shop.service.after_sales.review(SELLER, order.id, wanted)
        assert after.status is ends
        await shop.deliver_webhooks()
        waiting = sa.select(inbox.c.event_id).where(inbox.c.done_ms.is_(None))
        assert await shop.database.read(lambda conn: conn.execute(waiting).all()) == []  # noqa: B023
        assert (await shop.order(order)).status is ends


async def test_a_decision_waits_for_its_own_refund_alone(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    other, order = await mismatched(shop), await mismatched(shop)
    due = ReviewRequest(decision="refund")
    await shop.database.write(lambda conn: reviewing.decide(conn, SELLER, other.id, due, shop.clock()))
    await shop.service.after_sales.review(SELLER, order.id, due)
    assert (await shop.order(order)).status is OrderStatus.REFUNDED
    assert (await shop.order(other)).status is OrderStatus.REFUND_DUE


async def test_money_that_does_not_match_is_accepted_by_a_person(shop: Shop) -> None:
    order = await mismatched(shop)
    with pytest.raises(OrderNotFound):
        await shop.service.after_sales.review("another", order.id, ReviewRequest(decision="accept"))
    wanted = ReviewRequest(decision="accept", note="They paid the rest by hand")
    after = await shop.service.after_sales.review(SELLER, order.id, wanted)
    assert after.status is OrderStatus.PAID
    assert after.review is not None
    assert after.review.note == "They paid the rest by hand"
    shown = (await shop.order(order)).review
    assert shown is not None
    assert (shown.decision, shown.note) == ("accept", ""), "the note is for the seller's books"
    assert await shop.stock(order.lines[0].product_id) == (0, 0, 1)


async def test_a_payment_that_was_dismissed_is_never_asked_about_again(shop: Shop) -> None:
    order = await mismatched(shop)
    after = await shop.service.after_sales.review(SELLER, order.id, ReviewRequest(decision="dismiss"))
    assert after.status is OrderStatus.CANCELLED
    assert await shop.stock(order.lines[0].product_id) == (1, 0, 0)
    intent_id = (await shop.charges())[0]["payment_intent"]
    intent = await shop.service.parts.provider.retrieve(intent_id)
    now_ms = shop.clock()
    await shop.database.write(lambda conn: apply(conn, intent, livemode=False, now_ms=now_ms))
    assert (await shop.order(order)).status is OrderStatus.CANCELLED
    states = sa.select(attempts.c.state)
    assert await shop.database.read(lambda conn: conn.execute(states).scalars().all()) == ["failed"]


async def test_what_is_gone_cannot_be_sold_as_paid(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    product = await shop.jug(stock=1)
    order = await shop.ready(product)
    shop.clock.pass_seconds(301)
    await shop.sweep()
    await shop.hold(product, BEN)
    foreign = Intent(
        id="pi_x",
        status="succeeded",
        amount=100,
        amount_received=100,
        currency="eur",
        livemode=False,
        metadata={"order_id": order.id},
    )
    now_ms = shop.clock()
    await shop.database.write(lambda conn: apply(conn, foreign, livemode=False, now_ms=now_ms))
    assert (await shop.order(order)).status is OrderStatus.NEEDS_REVIEW
    with pytest.raises(ReviewRefused):
        await shop.service.after_sales.review(SELLER, order.id, ReviewRequest(decision="accept"))
    assert (await shop.order(order)).status is OrderStatus.NEEDS_REVIEW


# --- the bookkeeper's table --------------------------------------------------------------------------------


async def test_the_table_has_every_paid_order_of_its_days_once(
    sqlite_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = sqlite_shop
    monkeypatch.setattr("checkout.selling.AT_ONCE", 2)
    for _ in range(5):
        await shop.paid()
    await shop.hold(await shop.jug())
    after_sales, now_ms = shop.service.after_sales, shop.clock()
    table = b"".join([piece async for piece in after_sales.table(SELLER, now_ms, now_ms + 1)])
    numbers = [row.split(",")[0] for row in table.decode().splitlines()[1:]]
    assert len(numbers) == len(set(numbers)) == 5
    later = [piece async for piece in after_sales.table(SELLER, now_ms + 1, now_ms + 2)]
    assert len(later) == 1, "nothing but the head"
    assert [piece async for piece in after_sales.table("another", now_ms, now_ms + 1)] == later
