"""A shop's own settings over HTTP: name, text, logo, contact, policies, and the guidelines of its chats."""

from typing import Annotated

import msgspec
import structlog
from msgspec import Meta

from chat import Chatter, Role, RoomUnavailable, SetPolicy
from server.accounts import Contact, Logo, LogoSize, Policies, Seller, ShopProfile
from server.accounts.errors import EmailInvalid, NameInvalid
from server.http.call import Call
from server.http.route import Access, Route
from server.pictures.errors import PictureNotFound

SHOP_BYTES = 262_144
log: structlog.stdlib.BoundLogger = structlog.get_logger("server.http")


class ShopBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole shop; ``logo_url`` is that of an uploaded picture, or none."""

    name: Annotated[str, Meta(max_length=200)]
    about: Annotated[str, Meta(max_length=1000)] = ""
    logo_url: Annotated[str, Meta(max_length=200)] | None = None
    contact: Contact = Contact()
    policies: Policies = Policies()
    guidelines: Annotated[str, Meta(max_length=1000)] = ""


class ShopView(ShopProfile, frozen=True, kw_only=True):
    """A shop as its seller sees it; prices are in ``currency``, which the server's operator chose."""

    id: str
    name: str
    about: str
    currency: str


async def read_shop(call: Call) -> ShopView:
    """The settings of your shop."""
    accounts = call.services.accounts
    return _view(call, await accounts.seller(call.seller_id), await accounts.shops.profile(call.seller_id))


async def replace_shop(call: Call, body: ShopBody) -> ShopView:
    """Describe your shop anew; everybody sees it at once."""
    shops = call.services.accounts.shops
    profile = ShopProfile(
        logo=await _logo(call, body.logo_url, (await shops.profile(call.seller_id)).logo),
        contact=body.contact,
        policies=body.policies,
        guidelines=body.guidelines,
    )
    seller = Seller(id=call.seller_id, name=body.name, about=body.about)
    return _view(call, *await shops.save(seller, profile))


async def give_guidelines(call: Call, show_id: str) -> None:
    """Put the shop's guidelines into the chat of a show that was just planned."""
    guidelines = (await call.services.accounts.shops.profile(call.seller_id)).guidelines
    if not guidelines:
        return
    account = call.who.require_account()
    host = Chatter(person_id=account.id, name=account.name, role=Role.host)
    try:
        await call.services.chat.moderate(show_id, host, SetPolicy(change={"guidelines": guidelines}))
    except RoomUnavailable:
        # The show is planned; its seller can still set them at the desk.
        log.warning("a show was planned without its guidelines", show=show_id)


async def _logo(call: Call, url: str | None, known: Logo | None) -> Logo | None:
    """Look the picture up, so that nobody can name another's.

    Raises:
        PictureNotFound: It is neither the shop's logo already nor the seller's.
    """
    if url is None or (known is not None and known.url == url):
        return known if url else None
    found = (await call.services.pictures.named(call.seller_id, [url]))[url]
    sizes = [LogoSize(url=size.url, width=size.width, height=size.height) for size in found.sizes]
    return Logo(url=found.url, width=found.width, height=found.height, sizes=sizes)


def _view(call: Call, seller: Seller, profile: ShopProfile) -> ShopView:
    return ShopView(
        id=seller.id,
        name=seller.name,
        about=seller.about,
        logo=profile.logo,
        contact=profile.contact,
        policies=profile.policies,
        guidelines=profile.guidelines,
        currency=call.services.settings.currency,
    )


PATH = "/api/v1/studio/shop"

ROUTES = (
    Route("GET", PATH, read_shop, "Read your shop's settings", Access.SELLER),
    Route(
        "PUT",
        PATH,
        replace_shop,
        "Describe your shop",
        Access.SELLER,
        (NameInvalid, EmailInvalid, PictureNotFound),
        max_body_bytes=SHOP_BYTES,
    ),
)
