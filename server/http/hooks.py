"""Webhooks of a seller over HTTP: where to tell what, what was told, and telling it again."""

import msgspec

from server.hooks import Delivery, Endpoint, EndpointChange, EndpointDraft, NewSecret
from server.hooks.errors import DeliveryNotFound, EndpointInvalid, EndpointNotFound
from server.http.call import Call
from server.http.route import Access, Route


class Endpoints(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's webhooks, the oldest first."""

    items: list[Endpoint]


class Deliveries(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook was told lately, the newest first."""

    items: list[Delivery]


async def list_hooks(call: Call) -> Endpoints:
    """The webhooks of the seller's shop."""
    return Endpoints(items=await call.services.hooks.endpoints(call.seller_id))


async def add_hook(call: Call, body: EndpointDraft) -> NewSecret:
    """Add a webhook; its secret is shown this once."""
    return await call.services.hooks.add(call.seller_id, body)


async def change_hook(call: Call, hook: str, body: EndpointChange) -> Endpoint:
    """Move a webhook, choose what it is told, switch it off or on again."""
    return await call.services.hooks.change(call.seller_id, hook, body)


async def renew_secret(call: Call, hook: str) -> NewSecret:
    """Give a webhook another secret; the old one counts no more."""
    return await call.services.hooks.renew_secret(call.seller_id, hook)


async def remove_hook(call: Call, hook: str) -> None:
    """Delete a webhook with its deliveries."""
    await call.services.hooks.remove(call.seller_id, hook)


async def list_deliveries(call: Call, hook: str) -> Deliveries:
    """What a webhook was told lately, and how it answered."""
    return Deliveries(items=await call.services.hooks.deliveries(call.seller_id, hook))


async def deliver_again(call: Call, hook: str, delivery: str) -> Delivery:
    """Tell something once more."""
    return await call.services.hooks.deliver_again(call.seller_id, hook, delivery)


async def test_hook(call: Call, hook: str) -> Delivery:
    """Tell a webhook something that means nothing, to see whether it is heard."""
    return await call.services.hooks.test(call.seller_id, hook)


BASE = "/api/v1/studio/webhooks"
ROUTES = (
    Route("GET", BASE, list_hooks, "List your webhooks", Access.SELLER),
    Route("POST", BASE, add_hook, "Add a webhook", Access.SELLER, (EndpointInvalid,), status=201),
    Route(
        "PATCH",
        BASE + "/{hook}",
        change_hook,
        "Change a webhook",
        Access.SELLER,
        (EndpointNotFound, EndpointInvalid),
    ),
    Route("DELETE", BASE + "/{hook}", remove_hook, "Delete a webhook", Access.SELLER, (EndpointNotFound,)),
    Route(
        "POST",
        BASE + "/{hook}/secret",
        renew_secret,
        "Renew a webhook's secret",
        Access.SELLER,
        (EndpointNotFound,),
    ),
    Route(
        "POST",
        BASE + "/{hook}/test",
        test_hook,
        "Test a webhook",
        Access.SELLER,
        (EndpointNotFound,),
        status=201,
    ),
    Route(
        "GET",
        BASE + "/{hook}/deliveries",
        list_deliveries,
        "List what a webhook was told",
        Access.SELLER,
        (EndpointNotFound,),
    ),
    Route(
        "POST",
        BASE + "/{hook}/deliveries/{delivery}/again",
        deliver_again,
        "Deliver something again",
        Access.SELLER,
        (EndpointNotFound, DeliveryNotFound),
    ),
)
