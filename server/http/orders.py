"""A buyer's orders over HTTP: hold, fill in, pay, cancel, look up."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from checkout import (
    Buyer,
    HoldRequest,
    Order,
    OrderChange,
    PayRequest,
    PayResult,
    ReturnRequest,
)
from checkout.errors import (
    CannotShipThere,
    CheckoutBusy,
    DetailsInvalid,
    DetailsMissing,
    DiscountRefused,
    DiscountUnknown,
    FlashOver,
    HoldExpired,
    LimitPerBuyer,
    LimitPerOrder,
    LinesInvalid,
    NotForSale,
    NotReturnable,
    OrderClosed,
    OrderLocked,
    OrderNotFound,
    OutOfStock,
    PaymentDeclined,
    PaymentInProgress,
    ProviderUnavailable,
    QuantityInvalid,
    RefundRefused,
    ReturnClosed,
    ReturnInvalid,
    ReturnNotFound,
    TooManyHolds,
)
from server.accounts.errors import CookieInvalid, TooManyAttempts
from server.accounts.throttle import Throttle, take_each
from server.http.call import Call
from server.http.client import client_network, outside_network
from server.http.route import Access, Route

HOLD_ERRORS = (
    OutOfStock,
    NotForSale,
    QuantityInvalid,
    LimitPerOrder,
    LimitPerBuyer,
    TooManyHolds,
    LinesInvalid,
    CheckoutBusy,
    FlashOver,
)
CHANGE_ERRORS = (
    OrderNotFound,
    OrderClosed,
    OrderLocked,
    HoldExpired,
    DetailsInvalid,
    CannotShipThere,
    DiscountUnknown,
    DiscountRefused,
    TooManyAttempts,
)
PAY_ERRORS = (
    OrderNotFound,
    HoldExpired,
    OrderClosed,
    DetailsMissing,
    PaymentDeclined,
    PaymentInProgress,
    ProviderUnavailable,
    CheckoutBusy,
)

T = TypeVar("T")


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """A list of orders, the latest first."""

    items: list[Order]


class FindRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the receipt says, to find an order from another device."""

    number: Annotated[str, Meta(min_length=1, max_length=32)]
    email: Annotated[str, Meta(min_length=3, max_length=254)]


async def hold(call: Call, body: HoldRequest) -> Order:
    """Hold stock for a while; the same ``client_key`` again returns the same order."""
    if network := outside_network(call.request, call.services.settings.trusted_proxies):
        count(call, (call.services.throttles.holds_by_network, network))
    buyer = Buyer(id=call.person_id, name=call.who.name)
    return await call.services.checkout.hold(buyer, body)


async def list_orders(call: Call) -> Orders:
    """The visitor's orders."""
    checkout = call.services.checkout
    orders = [order for buyer_id in call.who.ids for order in await checkout.orders(buyer_id)]
    return Orders(items=sorted(orders, key=lambda order: order.created_ms, reverse=True))


async def read_order(call: Call, order: str) -> Order:
    """One order of the visitor, or one that they found by its number."""
    checkout = call.services.checkout
    return await as_owner(call, lambda buyer: checkout.order(buyer.id, order))


async def change_order(call: Call, order: str, body: OrderChange) -> Order:
    """Fill in or change an order that is held."""
    if body.discount_code:
        # Codes are short: who tries them one after another is slowed down.
        network = client_network(call.request, call.services.settings.trusted_proxies)
        count(call, (call.services.throttles.codes_by_network, network))
    checkout = call.services.checkout
    return await as_owner(call, lambda buyer: checkout.change(buyer, order, body))


async def pay(call: Call, order: str, body: PayRequest) -> PayResult:
    """Pay; the total is the order's own, whatever the page showed."""
    checkout = call.services.checkout
    return await as_owner(call, lambda buyer: checkout.pay(buyer, order, body))


async def cancel(call: Call, order: str) -> Order:
    """Give a hold back, or cancel a paid order that was not sent: all the money goes back."""
    checkout = call.services.checkout
    return await as_owner(call, lambda buyer: checkout.cancel(buyer, order))


async def request_return(call: Call, order: str, body: ReturnRequest) -> Order:
    """Ask the seller to take pieces back that were sent; the same ``client_key`` again asks nothing more."""
    after_sales = call.services.checkout.after_sales
    return await as_owner(call, lambda buyer: after_sales.request_return(buyer.id, order, body))


async def withdraw_return(call: Call, order: str, wanted: str) -> Order:
    """Keep the pieces after all."""
    after_sales = call.services.checkout.after_sales
    return await as_owner(call, lambda buyer: after_sales.withdraw_return(buyer.id, order, wanted))


async def find_order(call: Call, body: FindRequest) -> Order:
    """Find an order by its number and e-mail; the visitor may read it (only that) from then on."""
    count_lookup(call, body.email)
    return await call.services.checkout.find_order(body.number, body.email, reader_id=call.person_id)


def count_lookup(call: Call, email: str) -> None:
    """Count a look-up, by the visitor's network and by the e-mail.

    Raises:
        TooManyAttempts: there were too many.
    """
    throttles = call.services.throttles
    network = client_network(call.request, call.services.settings.trusted_proxies)
    count(
        call,
        (throttles.lookups_by_network, network),
        (throttles.lookups_by_email, email.strip().casefold()),
    )


def count(call: Call, *tries: tuple[Throttle, str]) -> None:
    """Count one try under each key.

    Raises:
        TooManyAttempts: one of them had too many; none is counted then.
    """
    if wait_ms := take_each(tries, call.services.now_ms()):
        raise TooManyAttempts(retry_after_s=-(-wait_ms // 1000))


async def as_owner(call: Call, act: Callable[[Buyer], Awaitable[T]]) -> T:
    """Act on an order as whichever of the visitor's identities (account or guest) owns it.

    Raises:
        OrderNotFound: it is nobody's or somebody else's; which of the two is not told.
    """
    for buyer_id in call.who.ids:
        with contextlib.suppress(OrderNotFound):
            return await act(Buyer(id=buyer_id, name=call.who.name))
    raise OrderNotFound


ROUTES = (
    Route(
        "POST",
        "/api/v1/orders",
        hold,
        "Hold stock for an order",
        Access.GUEST,
        (*HOLD_ERRORS, CookieInvalid, TooManyAttempts),
        status=201,
    ),
    Route("GET", "/api/v1/orders", list_orders, "List your orders", Access.GUEST),
    Route(
        "POST",
        "/api/v1/orders/find",
        find_order,
        "Find an order by number and e-mail",
        Access.GUEST,
        (OrderNotFound, TooManyAttempts),
    ),
    Route("GET", "/api/v1/orders/{order}", read_order, "Read an order", Access.GUEST, (OrderNotFound,)),
    Route(
        "PATCH",
        "/api/v1/orders/{order}",
        change_order,
        "Change a held order",
        Access.GUEST,
        (*HOLD_ERRORS, *CHANGE_ERRORS),
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/pay",
        pay,
        "Pay an order",
        Access.GUEST,
        PAY_ERRORS,
        timeout_seconds=30,
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/cancel",
        cancel,
        "Give a hold back, or cancel before it is sent",
        Access.GUEST,
        (OrderNotFound, OrderClosed, PaymentInProgress, RefundRefused),
        timeout_seconds=30,
    ),
    Route(
        "POST",
        "/api/v1/orders/{order}/returns",
        request_return,
        "Ask to send something back",
        Access.GUEST,
        (OrderNotFound, NotReturnable, ReturnInvalid, DetailsInvalid),
        status=201,
    ),
    Route(
        "DELETE",
        "/api/v1/orders/{order}/returns/{wanted}",
        withdraw_return,
        "Keep it after all",
        Access.GUEST,
        (OrderNotFound, ReturnNotFound, ReturnClosed),
    ),
)
