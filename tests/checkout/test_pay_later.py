"""Orders that are paid on delivery or by invoice: one life cycle, and the seller's word for the money."""

import asyncio
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from checkout import (
    Buyer,
    CallOffRequest,
    Offered,
    Order,
    OrderCalledOff,
    OrderPaid,
    OrderPlaced,
    OrderStatus,
    OrderWithdrawn,
    PaymentTerms,
    ShipmentRequest,
)
from checkout.errors import (
    DetailsMissing,
    HoldExpired,
    NotRefundable,
    OrderClosed,
    OrderNotFound,
    OrdersOpen,
    PayLaterRefused,
    PaymentInProgress,
    PaymentTermsInvalid,
)
from checkout.pay_later import check_terms
from checkout.payments.attempts import begin
from checkout.payments.provider import OutcomeUnknown
from checkout.store.tables import orders, refunds
from tests.fakes.checkout_shop import ANN, BEN, CHALLENGED, DECLINED, SELLER, Shop

TERMS = PaymentTerms(
    delivery=Offered(enabled=True, words="Have it ready."),
    invoice=Offered(enabled=True, words="DE02 1203 0000 0000 2020 51"),
    most_minor=50_000,
)


async def placed(shop: Shop, buyer: Buyer = ANN, *, quantity: int = 1, method: str = "delivery") -> Order:
    await shop.service.paid_later.set_terms(SELLER, TERMS)
    order = await shop.ready(await shop.jug(), buyer, quantity=quantity)
    return await place(shop, order, buyer, method)


async def place(shop: Shop, order: Order, buyer: Buyer = ANN, method: Any = "delivery") -> Order:  # noqa: ANN401
    return await shop.service.paid_later.place(buyer.id, order.id, method, is_guest=True)


async def news(shop: Shop, kind: type[Any]) -> list[Any]:
    return [event for event in await shop.news() if isinstance(event, kind)]


async def test_an_order_is_placed_sent_and_paid_to_the_seller(shop: Shop) -> None:
    order = await placed(shop, quantity=2)
    product = order.lines[0].product_id
    assert (order.status, order.paid_ms, order.hold_expires_ms) == (OrderStatus.PLACED, None, None)
    assert order.later is not None
    assert (order.later.method, order.later.words) == ("delivery", "Have it ready.")
    shop.clock.pass_seconds(30 * 86_400)
    await shop.sweep()
    assert await shop.stock(product) == (3, 2, 0), "the pieces are reserved without an end"
    sales = await shop.service.show_sales(SELLER, "pots")
    assert (sales.unpaid, sales.unpaid_minor, sales.gross_minor) == (1, order.totals.total_minor, 0)
    sent = await shop.service.ship(SELLER, order.id, ShipmentRequest(carrier="DHL"))
    assert sent.status is OrderStatus.SENT
    once = await shop.service.paid_later.receive(SELLER, order.id)
    again = await shop.service.paid_later.receive(SELLER, order.id)
    assert once == again
    assert (once.status, once.paid_ms) == (OrderStatus.FULFILLED, shop.clock())
    assert await shop.stock(product) == (3, 0, 2)
    assert [step.status.value for step in once.history] == ["held", "placed", "sent", "fulfilled"]
    assert len(await news(shop, OrderPlaced)) == len(await news(shop, OrderPaid)) == 1
    assert (await shop.service.show_sales(SELLER, "pots")).gross_minor == order.totals.total_minor


async def test_an_invoice_is_paid_before_the_parcel_goes(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await placed(shop, method="invoice")
    assert (await shop.service.paid_later.receive(SELLER, order.id)).status is OrderStatus.PAID
    with pytest.raises(OrderClosed):
        await shop.service.cancel(ANN, order.id)
    sent = await shop.service.ship(SELLER, order.id, ShipmentRequest())
    assert sent.status is OrderStatus.FULFILLED


async def test_what_was_paid_by_hand_is_given_back_by_hand(shop: Shop) -> None:
    order = await placed(shop, quantity=2)
    with pytest.raises(NotRefundable):
        await shop.refund(order, amount_minor=100)
    await shop.service.paid_later.receive(SELLER, order.id)
    line = {"variant_id": order.lines[0].variant_id, "quantity": 1}
    part = await shop.refund(order, lines=[line], restock=True)
    assert (part.status, part.refunded_minor) == (OrderStatus.PART_REFUNDED, 4100)
    assert await shop.stock(order.lines[0].product_id) == (4, 0, 1)
    whole = await shop.refund(order, reason="cancelled")
    assert (whole.status, whole.refunded_minor) == (OrderStatus.REFUNDED, order.totals.total_minor)
    assert await shop.charges() == []


async def test_a_refund_by_hand_that_a_crash_cut_off_is_written_down_all_the_same(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await placed(shop)
    await shop.service.paid_later.receive(SELLER, order.id)
    await shop.refund(order, amount_minor=100)
    unsettled = sa.update(refunds).values(state="sent", done_ms=None)
    await shop.database.write(lambda conn: conn.execute(unsettled).rowcount)
    shop.clock.pass_seconds(60)
    await shop.sweep()
    assert (await shop.order(order)).refunded_minor == 100


async def test_a_buyer_gives_it_up_before_it_is_sent_and_the_seller_after(shop: Shop) -> None:
    order = await placed(shop)
    with pytest.raises(OrderNotFound):
        await shop.service.cancel(BEN, order.id)
    assert (await shop.service.cancel(ANN, order.id)).status is OrderStatus.CANCELLED
    assert (await shop.service.cancel(ANN, order.id)).status is OrderStatus.CANCELLED
    assert await shop.stock(order.lines[0].product_id) == (5, 0, 0)
    assert len(await news(shop, OrderWithdrawn)) == 1
    lost = await placed(shop)
    await shop.service.ship(SELLER, lost.id, ShipmentRequest())
    with pytest.raises(OrderClosed):
        await shop.service.cancel(ANN, lost.id)
    with pytest.raises(OrderNotFound):
        await shop.service.paid_later.call_off("another", lost.id, CallOffRequest())
    said = CallOffRequest(restock=False, note="It never came back")
    gone = await shop.service.paid_later.call_off(SELLER, lost.id, said)
    assert gone.status is OrderStatus.CANCELLED
    assert await shop.stock(lost.lines[0].product_id) == (4, 0, 0)
    assert [event.note for event in await news(shop, OrderCalledOff)] == ["It never came back"]
    with pytest.raises(OrderClosed):
        await shop.service.paid_later.receive(SELLER, lost.id)


async def test_who_is_not_trusted_pays_by_card(sqlite_shop: Shop) -> None:
    shop, later = sqlite_shop, sqlite_shop.service.paid_later
    order = await shop.ready(await shop.jug())
    assert order.later_options == []
    reasons = []
    for terms in (
        PaymentTerms(),
        msgspec.structs.replace(TERMS, accounts_only=True),
        msgspec.structs.replace(TERMS, most_minor=order.totals.total_minor - 1),
    ):
        await later.set_terms(SELLER, terms)
        with pytest.raises(PayLaterRefused) as refused:
            await place(shop, order)
        reasons.append(refused.value.extra["reason"])
    assert reasons == ["not_offered", "account_needed", "too_dear"]
    await later.set_terms(SELLER, msgspec.structs.replace(TERMS, most_open=1))
    assert [option.method for option in (await shop.order(order)).later_options] == ["delivery", "invoice"]
    first = await place(shop, order)
    assert await place(shop, first) == first, "a second tap changes nothing"
    same_email = await shop.ready(await shop.jug(), BEN)
    changed = msgspec.structs.replace(shop.details(BEN), email="Ann@example.com")
    await shop.service.change(BEN, same_email.id, changed)
    with pytest.raises(PayLaterRefused) as refused:
        await place(shop, same_email, BEN)
    assert refused.value.extra["reason"] == "too_many_open"
    assert (await shop.pay(same_email, buyer=BEN)).order.status is OrderStatus.PAID


async def test_orders_at_once_do_not_slip_past_the_limit(shop: Shop) -> None:
    await shop.service.paid_later.set_terms(SELLER, msgspec.structs.replace(TERMS, most_open=1))
    wanted = [await shop.ready(await shop.jug()) for _ in range(3)]
    done = await asyncio.gather(*(place(shop, order) for order in wanted), return_exceptions=True)
    assert sum(isinstance(one, Order) for one in done) == 1


async def test_an_order_is_placed_only_while_it_is_held_and_whole(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    await shop.service.paid_later.set_terms(SELLER, TERMS)
    bare = await shop.hold(await shop.jug())
    with pytest.raises(DetailsMissing):
        await place(shop, bare)
    with pytest.raises(OrderNotFound):
        await place(shop, bare, BEN)
    order = await shop.ready(await shop.jug())
    flight: dict[str, Any] = {"settings": shop.settings, "now_ms": shop.clock(), "new_id": shop.new_id}
    await shop.database.write(lambda conn: begin(conn, ANN.id, order.id, "ctoken_1", **flight))
    with pytest.raises(PaymentInProgress):
        await place(shop, order)
    shop.clock.pass_seconds(301)
    with pytest.raises(HoldExpired):
        await place(shop, bare)


async def test_a_declined_card_is_forgotten_and_nobody_is_charged_for_it_later(shop: Shop) -> None:
    await shop.service.paid_later.set_terms(SELLER, TERMS)
    order = await shop.ready(await shop.jug())
    with pytest.raises(Exception, match="declined"):
        await shop.pay(order, DECLINED)
    assert (await place(shop, order)).status is OrderStatus.PLACED
    await shop.deliver_webhooks()
    after = await shop.order(order)
    assert (after.status, await shop.stock(order.lines[0].product_id)) == (OrderStatus.PLACED, (4, 1, 0))
    assert await shop.charges() == []


@pytest.mark.parametrize("paid_by_hand", ["", "yes"])
async def test_a_challenge_that_is_passed_after_all_pays_the_order_or_goes_back(
    shop: Shop, paid_by_hand: str
) -> None:
    """The bank's page was open in another tab while the order was placed, and the cancelling got lost."""
    await shop.service.paid_later.set_terms(SELLER, TERMS)
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None

    async def lost(*_: object) -> None:
        raise OutcomeUnknown("lost")

    shop.service.paid_later._provider.cancel = lost  # type: ignore[method-assign,assignment]
    await place(shop, order)
    if paid_by_hand:
        await shop.service.paid_later.receive(SELLER, order.id)
    await shop.challenge(result.next_action.client_secret, "succeed")
    await shop.deliver_webhooks()
    await shop.sweep()
    after = await shop.order(order)
    assert after.status is OrderStatus.PAID
    assert (after.later is None) is not bool(paid_by_hand)
    [charge] = await shop.charges()
    assert charge["amount_refunded"] == (charge["amount"] if paid_by_hand else 0)


async def test_an_order_that_waits_for_its_money_keeps_its_buyer_known(sqlite_shop: Shop) -> None:
    await placed(sqlite_shop)
    with pytest.raises(OrdersOpen):
        await sqlite_shop.service.require_none_open([ANN.id])


async def test_the_audit_finds_what_is_sold_without_money(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await placed(shop)
    assert await shop.service.audit() == []
    spoilt = sa.update(orders).where(orders.c.id == order.id).values(hold="consumed")
    await shop.database.write(lambda conn: conn.execute(spoilt).rowcount)
    assert "order.unpaid" in {drift.what for drift in await shop.service.audit()}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"delivery": {"words": "x" * 1_001}}, "delivery.words"),
        ({"delivery": {"words": "\x00"}}, "delivery.words"),
        ({"invoice": {"enabled": True, "words": " "}}, "invoice.words"),
        ({"most_minor": 0}, "most_minor"),
        ({"most_open": 0}, "most_open"),
        ({"most_open": 21}, "most_open"),
    ],
)
def test_terms_that_nobody_could_keep_are_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(PaymentTermsInvalid) as refused:
        check_terms(msgspec.convert(changes, PaymentTerms))
    assert refused.value.extra["field"] == field
