"""The platforms that a seller's shows are sent on to, over HTTP; a key goes in, and never comes out."""

import msgspec

from server.destinations import (
    Destination,
    DestinationChange,
    DestinationDraft,
    DestinationInvalid,
    DestinationNotFound,
)
from server.http.call import Call
from server.http.route import Access, Route


class DestinationList(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's destinations, the oldest first."""

    items: list[Destination]


async def list_destinations(call: Call) -> DestinationList:
    """The destinations of the seller's shop, and how each goes."""
    return DestinationList(items=await call.services.destinations.all(call.seller_id))


async def add_destination(call: Call, body: DestinationDraft) -> Destination:
    """Add a destination, switched off."""
    return await call.services.destinations.add(call.seller_id, body)


async def change_destination(call: Call, destination: str, body: DestinationChange) -> Destination:
    """Change a destination, or switch it on or off; a show on air follows at once."""
    return await call.services.destinations.change(call.seller_id, destination, body)


async def remove_destination(call: Call, destination: str) -> None:
    """Delete a destination with its key."""
    await call.services.destinations.remove(call.seller_id, destination)


BASE = "/api/v1/studio/destinations"
ONE = BASE + "/{destination}"
ROUTES = (
    Route("GET", BASE, list_destinations, "List your destinations", Access.SELLER),
    Route(
        "POST", BASE, add_destination, "Add a destination", Access.SELLER, (DestinationInvalid,), status=201
    ),
    Route(
        "PATCH",
        ONE,
        change_destination,
        "Change a destination",
        Access.SELLER,
        (DestinationNotFound, DestinationInvalid),
    ),
    Route("DELETE", ONE, remove_destination, "Delete a destination", Access.SELLER, (DestinationNotFound,)),
)
