"""The whole path of a purchase, through the front of the service."""

from checkout import OrderPaid, OrderShipped, OrderStatus, ShipmentRequest, StockChanged
from tests.fakes.checkout_shop import SELLER, Shop


async def test_a_purchase_goes_from_the_shelf_to_the_parcel(shop: Shop) -> None:
    jug = await shop.jug(stock=3)
    order = await shop.ready(jug, quantity=2)
    assert order.status is OrderStatus.HELD
    assert order.totals.total_minor == 2 * 4100 + 490
    result = await shop.pay(order)
    assert result.next_action is None
    assert result.order.status is OrderStatus.PAID
    assert result.order.payment.state == "settled"
    shipped = await shop.service.ship(SELLER, order.id, ShipmentRequest(carrier="DHL", tracking="00340"))
    assert [step.status for step in shipped.history] == ["held", "paying", "paid", "fulfilled"]
    kinds = [type(event) for event in await shop.news()]
    assert kinds == [StockChanged, OrderPaid, OrderShipped]
    [variant] = (await shop.service.product(jug.id)).variants
    assert (variant.stock.available, variant.stock.held, variant.stock.sold) == (1, 0, 2)
