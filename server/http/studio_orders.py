"""A seller's orders over HTTP: see them, send them, give money back."""

import msgspec

from checkout import Order, OrderStatus, RefundRequest, ShipmentRequest
from checkout.errors import (
    DetailsInvalid,
    NotRefundable,
    NotShippable,
    OrderNotFound,
    RefundInvalid,
    RefundRefused,
    RefundTooLarge,
)
from server.http.call import Call
from server.http.orders import Orders
from server.http.route import Access, Route


class OrderQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which orders to list."""

    status: OrderStatus | None = None
    show: str | None = None


async def list_seller_orders(call: Call, query: OrderQuery) -> Orders:
    """The orders of the seller's shop, the latest first."""
    checkout = call.services.checkout
    return Orders(
        items=await checkout.seller_orders(call.seller_id, status=query.status, show_id=query.show, limit=200)
    )


async def ship(call: Call, order: str, body: ShipmentRequest) -> Order:
    """Mark an order as sent; the buyer gets a mail."""
    return await call.services.checkout.ship(call.seller_id, order, body)


async def refund(call: Call, order: str, body: RefundRequest) -> Order:
    """Give money back, in part or in whole; the same ``client_key`` again gives nothing more."""
    return await call.services.checkout.refund(call.seller_id, order, body)


ROUTES = (
    Route("GET", "/api/v1/studio/orders", list_seller_orders, "List your shop's orders", Access.SELLER),
    Route(
        "POST",
        "/api/v1/orders/{order}/shipment",
        ship,
        "Mark an order as sent",
        Access.SELLER,
        (OrderNotFound, NotShippable),
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/refunds",
        refund,
        "Give money back",
        Access.SELLER,
        (OrderNotFound, NotRefundable, RefundInvalid, RefundTooLarge, RefundRefused, DetailsInvalid),
        status=201,
        timeout_seconds=30,
    ),
)
