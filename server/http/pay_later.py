"""Paying on delivery or by invoice over HTTP: a shop's terms, placing an order, its money, calling it off."""

from checkout import CallOffRequest, Order, PaymentTerms, PlaceRequest
from checkout.errors import (
    DetailsInvalid,
    DetailsMissing,
    HoldExpired,
    OrderClosed,
    OrderNotFound,
    PayLaterRefused,
    PaymentInProgress,
    PaymentTermsInvalid,
)
from server.accounts.errors import TooManyAttempts
from server.http.call import Call
from server.http.client import outside_network
from server.http.orders import as_owner, count
from server.http.route import Access, Route


async def read_terms(call: Call) -> PaymentTerms:
    """What the shop lets people pay on delivery or by invoice."""
    return await call.services.checkout.paid_later.terms(call.seller_id)


async def replace_terms(call: Call, body: PaymentTerms) -> PaymentTerms:
    """Say anew what may be paid on delivery or by invoice; orders that were placed keep their terms."""
    return await call.services.checkout.paid_later.set_terms(call.seller_id, body)


async def place(call: Call, order: str, body: PlaceRequest) -> Order:
    """Order now, pay on delivery or by invoice; again changes nothing."""
    if network := outside_network(call.request, call.services.settings.trusted_proxies):
        count(call, (call.services.throttles.placed_by_network, network))
    paid_later, is_guest = call.services.checkout.paid_later, call.who.account is None
    return await as_owner(
        call, lambda buyer: paid_later.place(buyer.id, order, body.method, is_guest=is_guest)
    )


async def receive_payment(call: Call, order: str) -> Order:
    """Note that an order was paid by hand: the buyer gets a receipt; again changes nothing."""
    return await call.services.checkout.paid_later.receive(call.seller_id, order)


async def call_off(call: Call, order: str, body: CallOffRequest) -> Order:
    """Give up an order that was not paid; the buyer gets a mail."""
    return await call.services.checkout.paid_later.call_off(call.seller_id, order, body)


ROUTES = (
    Route("GET", "/api/v1/studio/payment-terms", read_terms, "Read what may be paid later", Access.SELLER),
    Route(
        "PUT",
        "/api/v1/studio/payment-terms",
        replace_terms,
        "Say what may be paid later",
        Access.SELLER,
        (PaymentTermsInvalid,),
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/place",
        place,
        "Order now, pay later",
        Access.GUEST,
        (
            OrderNotFound,
            OrderClosed,
            HoldExpired,
            DetailsMissing,
            PaymentInProgress,
            PayLaterRefused,
            TooManyAttempts,
        ),
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/payment",
        receive_payment,
        "Note that an order was paid by hand",
        Access.SELLER,
        (OrderNotFound, OrderClosed),
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/call-off",
        call_off,
        "Give up an order that was not paid",
        Access.SELLER,
        (OrderNotFound, OrderClosed, DetailsInvalid),
    ),
)
