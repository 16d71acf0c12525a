"""A buyer who wants to be forgotten: what has to wait, what goes, and what a seller's books keep."""

import pytest
import sqlalchemy as sa

from checkout import CallOffRequest, HoldRequest, LineRequest, Offered, PaymentTerms, ShipmentRequest
from checkout.errors import OrderNotFound, OrdersOpen, PaymentDeclined
from checkout.inventory import Ask, Terms, reserve
from checkout.store.records import OrderRecord
from checkout.store.tables import attempts, inbox, orders, outbox
from tests.fakes.checkout_shop import ANN, BEN, DECLINED, HOME, REFUNDS_LATER, SELLER, Shop


async def test_an_order_that_is_not_over_has_to_be_waited_for(sqlite_shop: Shop) -> None:
    await sqlite_shop.pay(await sqlite_shop.ready(await sqlite_shop.jug()))
    with pytest.raises(OrdersOpen, match="not over"):
        await sqlite_shop.service.forget_buyer([ANN.id])
    assert len(await sqlite_shop.service.orders(ANN.id)) == 1


async def test_a_sent_order_keeps_sums_and_invoice_and_loses_its_buyer_everywhere(shop: Shop) -> None:
    jug = await shop.jug()
    sent = (await shop.pay(await shop.ready(jug))).order
    given_up = await shop.ready(jug)
    await shop.service.cancel(ANN, given_up.id)
    await shop.service.ship(SELLER, sent.id, ShipmentRequest(carrier="DHL", tracking="1"))
    await shop.sweep()
    await shop.deliver_webhooks()
    await shop.news()

    await shop.service.forget_buyer([ANN.id])

    assert await shop.service.orders(ANN.id) == []
    with pytest.raises(OrderNotFound):
        await shop.service.find_order(sent.number, "ann@example.com")
    kept = {order.id: order for order in await shop.service.seller_orders(SELLER)}
    assert kept[sent.id].totals == sent.totals
    assert kept[sent.id].address == sent.address
    assert kept[sent.id].email is None
    rows = await shop.database.read(lambda conn: conn.execute(sa.select(orders)).all())
    assert {row.buyer_id for row in rows} == {f"erased:{row.id}" for row in rows}
    assert [row.address for row in rows if row.id == given_up.id] == [None]
    kept_apart = (attempts.c.params, outbox.c.payload, inbox.c.payload)
    texts = sa.union_all(*(sa.select(sa.cast(column, sa.Text)) for column in kept_apart))
    found = await shop.database.read(lambda conn: list(conn.execute(texts).scalars()))
    assert not [text for text in found if "ann@example.com" in text or sent.number in text]


async def test_an_order_whose_money_is_on_its_way_back_is_not_over(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.paid(card=REFUNDS_LATER)
    await sqlite_shop.service.ship(SELLER, order.id, ShipmentRequest(carrier="DHL", tracking="1"))
    await sqlite_shop.service.require_none_open([ANN.id])
    await sqlite_shop.refund(order, amount_minor=100)
    with pytest.raises(OrdersOpen):
        await sqlite_shop.service.forget_buyer([ANN.id])


async def test_all_own_orders_are_named_and_none_that_is_only_read(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    jug = await shop.jug(stock=200)
    line = LineRequest(variant_id=jug.variants[0].id, quantity=1)
    asks = [Ask(ANN, HoldRequest(client_key=f"tap-{n}", lines=[line])) for n in range(101)]
    terms = Terms(300, 101, shop.new_id)
    made = await shop.database.write(lambda conn: reserve(conn, asks, terms, shop.clock.ms))
    another = await shop.ready(jug, BEN)
    await shop.service.find_order(another.number, "ben@example.com", reader_id=ANN.id)
    with pytest.raises(OrdersOpen):
        await shop.service.require_none_open([ANN.id])
    shop.clock.pass_seconds(301)
    await shop.sweep()
    found = await shop.service.require_none_open([ANN.id])
    assert sorted(found) == sorted(one.id for one in made if isinstance(one, OrderRecord))


async def test_a_declined_card_leaves_nothing_of_an_order_that_was_then_paid_later(shop: Shop) -> None:
    terms = PaymentTerms(delivery=Offered(enabled=True))
    await shop.service.paid_later.set_terms(SELLER, terms)
    order = await shop.ready(await shop.jug())
    with pytest.raises(PaymentDeclined):
        await shop.pay(order, DECLINED)
    await shop.service.paid_later.place(ANN.id, order.id, "delivery", is_guest=True)
    await shop.deliver_webhooks()
    await shop.service.paid_later.call_off(SELLER, order.id, CallOffRequest(restock=True))
    await shop.news()
    await shop.service.forget_buyer([ANN.id])
    payloads = sa.select(sa.cast(inbox.c.payload, sa.Text))
    told = await shop.database.read(lambda conn: list(conn.execute(payloads).scalars()))
    assert told
    assert not [text for text in told if HOME.line1 in text]
