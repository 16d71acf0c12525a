"""Disputes: stored, told, never restocked, and decided once."""

import pytest

from checkout import DisputeClosed, Order, OrderDisputed, OrderStatus, ShipmentRequest
from checkout.errors import NotRefundable, NotShippable
from tests.fakes.checkout_shop import DISPUTED, SELLER, Shop


async def disputed(shop: Shop) -> tuple[Order, str]:
    """A paid order whose buyer went to the bank, and the dispute's id."""
    order = await shop.paid()
    dispute = await shop.sandbox.dispute((await shop.charges())[0]["payment_intent"])
    await shop.deliver_webhooks()
    return await shop.order(order), dispute["id"]


async def test_a_dispute_is_shown_and_told_and_moves_no_stock(shop: Shop) -> None:
    order, dispute_id = await disputed(shop)
    assert order.status is OrderStatus.DISPUTED
    [dispute] = order.disputes
    assert (dispute.id, dispute.state, dispute.amount_minor) == (dispute_id, "open", 4590)
    assert dispute.due_ms is not None
    assert await shop.stock(order.lines[0].product_id) == (4, 0, 1)
    assert sum(isinstance(event, OrderDisputed) for event in await shop.news()) == 1
    sales = await shop.service.show_sales(SELLER, "pots")
    assert (sales.gross_minor, sales.disputed_minor, sales.net_minor) == (4590, 4590, 0)


async def test_disputed_money_is_neither_refunded_nor_earned_by_a_parcel(sqlite_shop: Shop) -> None:
    order, _ = await disputed(sqlite_shop)
    with pytest.raises(NotRefundable):
        await sqlite_shop.refund(order, amount_minor=1)
    with pytest.raises(NotShippable):
        await sqlite_shop.service.ship(SELLER, order.id, ShipmentRequest())


@pytest.mark.parametrize(
    ("decision", "status"), [("won", OrderStatus.PART_REFUNDED), ("lost", OrderStatus.DISPUTED)]
)
async def test_the_bank_decides_once(sqlite_shop: Shop, decision: str, status: OrderStatus) -> None:
    shop = sqlite_shop
    order = await shop.paid()
    await shop.refund(order, amount_minor=90)
    dispute = await shop.sandbox.dispute((await shop.charges())[0]["payment_intent"])
    await shop.sandbox.decide(dispute["id"], decision)
    # The newest first: the opening comes after the decision.
    for event in [*reversed(await shop.sandbox.pending()), *await shop.sandbox.pending()]:
        await shop.service.receive_webhook(*shop.sandbox.sign(event))
        await shop.service.parts.webhooks.work_off()
    after = await shop.order(order)
    assert (after.status, [each.state for each in after.disputes]) == (status, [decision])
    assert sum(isinstance(event, DisputeClosed) for event in await shop.news()) == 1


async def test_a_dispute_that_is_heard_of_before_the_payment_waits_for_it(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.paid(card=DISPUTED)
    assert order.status is OrderStatus.PAID
    shop.clock.pass_seconds(6)
    assert await shop.sandbox.pass_time() == 1
    await shop.deliver_webhooks()
    assert (await shop.order(order)).status is OrderStatus.DISPUTED
