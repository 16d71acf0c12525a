"""Flash prices over HTTP, for the seller of the product."""

import msgspec

from checkout import FlashDraft, Product
from checkout.errors import FlashInvalid, FlashOver, ProductNotFound
from server.accounts.errors import NotAllowed
from server.http.call import Call
from server.http.route import Access, Route
from server.http.show_access import hosted_show
from server.shows import ShowNotFound

PATH = "/api/v1/studio/products/{product}/flash"


class FlashEnd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until when it lasts, in epoch milliseconds of the server."""

    ends_ms: int


async def start_flash(call: Call, product: str, body: FlashDraft) -> Product:
    """Give a product another price for a time, everywhere or in one of your shows."""
    if body.show_id is not None:
        await hosted_show(call, body.show_id)
    return await call.services.checkout.offers.start_flash(call.seller_id, product, body)


async def move_flash_end(call: Call, product: str, body: FlashEnd) -> Product:
    """Let a flash price last longer or shorter."""
    return await call.services.checkout.offers.move_flash_end(call.seller_id, product, body.ends_ms)


async def stop_flash(call: Call, product: str) -> Product:
    """End a flash price now; pieces that are held at it keep it."""
    return await call.services.checkout.offers.stop_flash(call.seller_id, product)


ROUTES = (
    Route(
        "PUT",
        PATH,
        start_flash,
        "Start a flash price",
        Access.SELLER,
        (ProductNotFound, FlashInvalid, ShowNotFound, NotAllowed),
    ),
    Route(
        "PATCH",
        PATH,
        move_flash_end,
        "Move the end of a flash price",
        Access.SELLER,
        (ProductNotFound, FlashInvalid, FlashOver),
    ),
    Route("DELETE", PATH, stop_flash, "Stop a flash price", Access.SELLER, (ProductNotFound,)),
)
