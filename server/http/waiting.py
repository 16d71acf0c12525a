"""Waiting lists over HTTP: join one from a sold-out card, see your place, leave."""

import msgspec

from checkout import Buyer, Place, WaitRequest
from checkout.errors import DetailsInvalid, NotForSale, StillAvailable, WaitingListFull
from server.accounts.errors import CookieInvalid, TooManyAttempts
from server.http.call import Call
from server.http.client import outside_network
from server.http.orders import count
from server.http.route import Access, Route

PATH = "/api/v1/waiting"


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Where the visitor waits."""

    items: list[Place]


async def join(call: Call, body: WaitRequest) -> Place:
    """Wait for a variant that is sold out; the same again keeps your place."""
    if network := outside_network(call.request, call.services.settings.trusted_proxies):
        count(call, (call.services.throttles.holds_by_network, network))
    person = Buyer(id=call.person_id, name=call.who.name)
    return await call.services.checkout.waiting.join(person, body)


async def list_places(call: Call) -> Places:
    """Your places, and what is held for you because it is your turn."""
    return Places(items=await call.services.checkout.waiting.places(call.who.ids))


async def leave(call: Call, variant: str) -> None:
    """Leave a waiting list."""
    await call.services.checkout.waiting.leave(call.who.ids, variant)


ROUTES = (
    Route(
        "POST",
        PATH,
        join,
        "Wait for what is sold out",
        Access.GUEST,
        (NotForSale, StillAvailable, WaitingListFull, DetailsInvalid, CookieInvalid, TooManyAttempts),
        status=201,
    ),
    Route("GET", PATH, list_places, "Where you wait", Access.GUEST),
    Route("DELETE", PATH + "/{variant}", leave, "Leave a waiting list", Access.GUEST),
)
