"""Following sellers, being reminded of shows, and the wish list over HTTP."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from checkout import Product
from checkout.errors import ProductNotFound
from server.accounts import parse_email
from server.accounts.errors import CookieInvalid, EmailInvalid, SellerNotFound, TooManyAttempts
from server.http.call import Call
from server.http.client import outside_network
from server.http.orders import count
from server.http.route import Access, Route
from server.http.show_views import SellerCard, ShowCard, show_cards
from server.interests import Mailing, Subscription, Topic
from server.interests.errors import TooManyInterests
from server.shows import ShowClosed, ShowNotFound, ShowStatus

FOLLOW = "/api/v1/sellers/{seller}/follow"
REMINDER = "/api/v1/shows/{show}/reminder"
WISHES = "/api/v1/me/wishes"

Email = Annotated[str, Meta(max_length=320)]


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether mails are wanted, where to, in which language; an account's own address needs no ``email``."""

    mails: bool = False
    email: Email | None = None
    language: Literal["en", "ru"] = "en"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands between the visitor and a seller or a show."""

    on: bool
    since_ms: int | None = None
    mailing: Mailing = Mailing.OFF
    email: str | None = None


class Follow(Standing, frozen=True, kw_only=True):
    """How it stands between the visitor and a seller, and how many follow."""

    followers: int


class Following(msgspec.Struct, frozen=True, kw_only=True):
    """A seller whom the visitor follows."""

    seller: SellerCard
    since_ms: int
    mailing: Mailing


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """A show of which the visitor is to be reminded."""

    show: ShowCard
    mailing: Mailing


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """All that the visitor follows, and the shows to come of which they are to be reminded."""

    following: list[Following]
    reminders: list[Reminder]


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """The wish list, the latest wish first: all ids, and those products that are on sale."""

    ids: list[str]
    items: list[Product]


async def read_follow(call: Call, seller: str) -> Follow:
    """Whether you follow a seller, and how many do."""
    await call.services.accounts.seller(seller)
    found = await call.services.interests.subscription(Topic.SELLER, seller, call.who.ids)
    return await _follow(call, seller, found)


async def follow(call: Call, seller: str, body: Wanted) -> Follow:
    """Follow a seller; with ``mails`` you hear of their shows once your address has said yes."""
    found = await call.services.accounts.seller(seller)
    kept = await _subscribe(call, Topic.SELLER, seller, body, about=found.name)
    return await _follow(call, seller, kept)


async def unfollow(call: Call, seller: str) -> Follow:
    """Stop following a seller."""
    await call.services.interests.unsubscribe(Topic.SELLER, seller, call.who.ids)
    return await _follow(call, seller, None)


async def read_reminder(call: Call, show: str) -> Standing:
    """Whether you are to be reminded of a show."""
    found = await call.services.interests.subscription(Topic.SHOW, show, call.who.ids)
    return _standing(found)


async def remind(call: Call, show: str, body: Wanted) -> Standing:
    """Be reminded of a show by mail, a quarter of an hour before it starts."""
    record = await call.services.shows.show(show)
    if record.status is ShowStatus.ENDED:
        raise ShowClosed("This show has ended. Follow its seller to hear of the next one.")
    wanted = msgspec.structs.replace(body, mails=True)
    kept = await _subscribe(call, Topic.SHOW, show, wanted, about=record.title)
    return _standing(kept)


async def forget_reminder(call: Call, show: str) -> Standing:
    """Be reminded no more."""
    await call.services.interests.unsubscribe(Topic.SHOW, show, call.who.ids)
    return Standing(on=False)


async def list_watched(call: Call) -> Watched:
    """What you follow, and which shows to come you are to be reminded of."""
    services = call.services
    found = await services.interests.subscriptions(call.who.ids)
    followed = {each.about_id: each for each in found if each.topic is Topic.SELLER}
    reminded = {each.about_id: each for each in found if each.topic is Topic.SHOW}
    sellers = await services.accounts.sellers(followed)
    shows = await services.shows.by_ids(reminded)
    cards = await show_cards(services, [show for show in shows if show.status is not ShowStatus.ENDED])
    return Watched(
        following=[
            Following(
                seller=SellerCard(id=seller.id, name=seller.name),
                since_ms=followed[seller.id].since_ms,
                mailing=followed[seller.id].mailing,
            )
            for seller in sellers.values()
        ],
        reminders=[Reminder(show=card, mailing=reminded[card.id].mailing) for card in cards],
    )


async def wish(call: Call, product: str) -> None:
    """Put a product on your wish list."""
    await call.services.checkout.product(product, on_sale=True)
    count_interest(call)
    await call.services.interests.wish(call.person_id, product)


async def unwish(call: Call, product: str) -> None:
    """Take a product off your wish list."""
    await call.services.interests.unwish(call.who.ids, product)


async def list_wishes(call: Call) -> Wishes:
    """Your wish list."""
    ids = await call.services.interests.wishes(call.who.ids)
    found = await call.services.checkout.products(ids=ids, on_sale=True) if ids else []
    by_id = {product.id: product for product in found}
    return Wishes(ids=ids, items=[by_id[product] for product in ids if product in by_id])


async def _subscribe(call: Call, topic: Topic, about_id: str, wanted: Wanted, *, about: str) -> Subscription:
    """Store it and ask the address, which may be anybody's, whether it wants mails.

    Raises:
        EmailInvalid: Mails are wanted, and there is no address to send them to.
        TooManyAttempts: Too many addresses, or guests' interests, came from this network.
    """
    services, account = call.services, call.who.account
    email = None
    if wanted.mails:
        email, _ = parse_email(wanted.email or (account.email if account else ""))
    count_interest(call, with_address=email is not None)
    kept = await services.interests.subscribe(
        topic, about_id, call.who.ids, email=email, language=wanted.language
    )
    await services.notices.ask(kept, about)
    return kept


def count_interest(call: Call, *, with_address: bool = False) -> None:
    """Count what somebody without an account chose, and an address that anybody gave, by their network.

    Raises:
        TooManyAttempts: Too many came from this network.
    """
    services = call.services
    network = outside_network(call.request, services.settings.trusted_proxies)
    tries = [
        *([(services.throttles.interests_by_network, network)] if call.who.account is None else []),
        *([(services.throttles.addresses_by_network, network)] if with_address else []),
    ]
    if network and tries:
        count(call, *tries)


async def _follow(call: Call, seller_id: str, found: Subscription | None) -> Follow:
    followers = await call.services.interests.followers(seller_id)
    return Follow(**msgspec.structs.asdict(_standing(found)), followers=followers)


def _standing(found: Subscription | None) -> Standing:
    if found is None:
        return Standing(on=False)
    return Standing(on=True, since_ms=found.since_ms, mailing=found.mailing, email=found.email)


SUBSCRIBE_ERRORS = (EmailInvalid, TooManyInterests, TooManyAttempts, CookieInvalid)

ROUTES = (
    Route("GET", FOLLOW, read_follow, "Whether you follow a seller", errors=(SellerNotFound,)),
    Route("PUT", FOLLOW, follow, "Follow a seller", Access.GUEST, (SellerNotFound, *SUBSCRIBE_ERRORS)),
    Route("DELETE", FOLLOW, unfollow, "Stop following a seller"),
    Route("GET", REMINDER, read_reminder, "Whether you are reminded of a show"),
    Route(
        "PUT",
        REMINDER,
        remind,
        "Be reminded of a show",
        Access.GUEST,
        (ShowNotFound, ShowClosed, *SUBSCRIBE_ERRORS),
    ),
    Route("DELETE", REMINDER, forget_reminder, "Be reminded of a show no more"),
    Route("GET", "/api/v1/me/watched", list_watched, "What you follow"),
    Route("GET", WISHES, list_wishes, "Your wish list"),
    Route(
        "PUT",
        WISHES + "/{product}",
        wish,
        "Wish for a product",
        Access.GUEST,
        (ProductNotFound, TooManyInterests, TooManyAttempts, CookieInvalid),
    ),
    Route("DELETE", WISHES + "/{product}", unwish, "Take a product off the wish list"),
)
