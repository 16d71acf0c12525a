"""A seller's discount codes over HTTP."""

import msgspec

from checkout import Discount, DiscountChange, DiscountDraft
from checkout.errors import DiscountInvalid, DiscountNotFound
from server.http.call import Call
from server.http.route import Access, Route

PATH = "/api/v1/studio/discounts"


class Discounts(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's codes, the newest first."""

    items: list[Discount]


async def list_discounts(call: Call) -> Discounts:
    """The codes of the seller's shop, with how often each was used."""
    return Discounts(items=await call.services.checkout.offers.discounts(call.seller_id))


async def create_discount(call: Call, body: DiscountDraft) -> Discount:
    """Make a code that buyers can type at checkout."""
    return await call.services.checkout.offers.create_discount(call.seller_id, body)


async def change_discount(call: Call, discount: str, body: DiscountChange) -> Discount:
    """Switch a code off or on, or move its limit or its end; orders that have it keep it."""
    return await call.services.checkout.offers.change_discount(call.seller_id, discount, body)


ROUTES = (
    Route("GET", PATH, list_discounts, "List your discount codes", Access.SELLER),
    Route(
        "POST", PATH, create_discount, "Make a discount code", Access.SELLER, (DiscountInvalid,), status=201
    ),
    Route(
        "PATCH",
        PATH + "/{discount}",
        change_discount,
        "Change a discount code",
        Access.SELLER,
        (DiscountInvalid, DiscountNotFound),
    ),
)
