"""The addresses of one's account over HTTP: kept, one of them the default, deleted."""

import msgspec

from checkout import NewAddress, SavedAddress
from checkout.errors import AddressBookFull, AddressNotFound, DetailsInvalid
from server.http.call import Call
from server.http.route import Access, Route

PATH = "/api/v1/me/addresses"


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """What the account keeps, the default first and then the newest."""

    items: list[SavedAddress]


async def list_addresses(call: Call) -> Addresses:
    """The addresses that you keep."""
    book = call.services.checkout.addresses
    return Addresses(items=await book.of([call.who.require_account().id]))


async def keep_address(call: Call, body: NewAddress) -> Addresses:
    """Keep an address; one that is there already is not kept twice."""
    book = call.services.checkout.addresses
    return Addresses(items=await book.keep(call.who.require_account().id, body))


async def prefer_address(call: Call, kept: str) -> Addresses:
    """Make an address the default, which is filled in when you buy."""
    book = call.services.checkout.addresses
    return Addresses(items=await book.prefer(call.who.require_account().id, kept))


async def remove_address(call: Call, kept: str) -> Addresses:
    """Delete an address; orders that were sent there keep it."""
    book = call.services.checkout.addresses
    return Addresses(items=await book.remove(call.who.require_account().id, kept))


ROUTES = (
    Route("GET", PATH, list_addresses, "List your addresses", Access.ACCOUNT),
    Route(
        "POST",
        PATH,
        keep_address,
        "Keep an address",
        Access.ACCOUNT,
        (DetailsInvalid, AddressBookFull),
        status=201,
    ),
    Route(
        "PUT",
        f"{PATH}/{{kept}}/default",
        prefer_address,
        "Make an address the default",
        Access.ACCOUNT,
        (AddressNotFound,),
    ),
    Route("DELETE", f"{PATH}/{{kept}}", remove_address, "Delete an address", Access.ACCOUNT),
)
