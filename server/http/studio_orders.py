"""A seller's orders over HTTP: see them, send them, give money back, take things back, decide, export."""

from datetime import MAXYEAR, UTC, date, datetime, timedelta

import msgspec
from aiohttp import web

from checkout import (
    Order,
    OrderStatus,
    RefundRequest,
    ReturnAnswer,
    ReturnReceipt,
    ReviewRequest,
    ShipmentRequest,
)
from checkout.errors import (
    DetailsInvalid,
    NotRefundable,
    NotShippable,
    OrderClosed,
    OrderNotFound,
    RefundInvalid,
    RefundRefused,
    RefundTooLarge,
    ReturnClosed,
    ReturnNotFound,
    ReviewRefused,
)
from server.http.call import Call
from server.http.csv_files import send_csv
from server.http.orders import Orders
from server.http.refusals import QueryInvalid
from server.http.route import Access, Route

MOST_DAYS = 366
REFUND_ERRORS = (NotRefundable, RefundInvalid, RefundTooLarge, RefundRefused, DetailsInvalid)


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


class ExportQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The days (UTC) that are asked about, the last one included; 366 at most."""

    first: date
    last: date


async def export_orders(call: Call, query: ExportQuery) -> web.StreamResponse:
    """The orders that were paid in some days, as CSV: a row for each line, sums on an order's first."""
    from_ms, to_ms = days_ms(query)
    pieces = call.services.checkout.after_sales.table(call.seller_id, from_ms, to_ms)
    return await send_csv(call, pieces, f"orders-{query.first}-{query.last}.csv")


def days_ms(query: ExportQuery) -> tuple[int, int]:
    """When the first day begins and the last one is over.

    Raises:
        QueryInvalid: they are in the wrong order, or too many.
    """
    if not 0 <= (query.last - query.first).days < MOST_DAYS or query.last.year >= MAXYEAR:
        sentence = f"Give the first and the last day, {MOST_DAYS} days at most."
        raise QueryInvalid(sentence, field="last")
    return _begins_ms(query.first), _begins_ms(query.last + timedelta(days=1))


def _begins_ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


async def answer_return(call: Call, order: str, wanted: str, body: ReturnAnswer) -> Order:
    """Accept or decline a return, or close an accepted one that does not come; the buyer gets a mail."""
    return await call.services.checkout.after_sales.answer_return(call.seller_id, order, wanted, body)


async def receive_return(call: Call, order: str, wanted: str, body: ReturnReceipt) -> Order:
    """Note that a return is back: it pays the buyer, and puts the pieces on the shelf if they can be sold."""
    return await call.services.checkout.after_sales.receive_return(call.seller_id, order, wanted, body)


async def review(call: Call, order: str, body: ReviewRequest) -> Order:
    """Decide about a payment that did not match its order."""
    return await call.services.checkout.after_sales.review(call.seller_id, order, body)


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
        (OrderNotFound, NotShippable, DetailsInvalid),
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/refunds",
        refund,
        "Give money back",
        Access.SELLER,
        (OrderNotFound, *REFUND_ERRORS),
        status=201,
        timeout_seconds=30,
    ),
    Route(
        "GET",
        "/api/v1/studio/orders.csv",
        export_orders,
        "Export paid orders as CSV",
        Access.SELLER,
        (QueryInvalid,),
        produces="text/csv",
        timeout_seconds=300,
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/returns/{wanted}/answer",
        answer_return,
        "Accept or decline a return",
        Access.SELLER,
        (OrderNotFound, ReturnNotFound, ReturnClosed, DetailsInvalid),
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/returns/{wanted}/receipt",
        receive_return,
        "Note that a return is back",
        Access.SELLER,
        (OrderNotFound, ReturnNotFound, ReturnClosed, *REFUND_ERRORS),
        timeout_seconds=30,
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/review",
        review,
        "Decide about a payment that did not match",
        Access.SELLER,
        (OrderNotFound, OrderClosed, ReviewRefused, DetailsInvalid),
        timeout_seconds=30,
    ),
)
