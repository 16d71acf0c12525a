"""Shows over HTTP: see them, plan them, pin in them, end them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from checkout import SalesSummary
from checkout.errors import ProductNotFound
from media import AudienceHealth, StreamHealth, StreamStatistics, TrackHealth
from server.accounts.errors import NotAllowed, SignInRequired
from server.http.call import Call
from server.http.route import Access, Route
from server.http.shop import give_guidelines
from server.http.show_access import hosted_show, measured_show, moderated_show
from server.http.show_views import Show, ShowCards, show_cards, show_view
from server.shows import (
    InvalidShow,
    ProductNotInLineup,
    ShowChange,
    ShowClosed,
    ShowDraft,
    ShowNotFound,
    ShowStatus,
    TooManyShows,
)
from server.shows.advice import Advice, advise

MAX_BEHIND_MS = 5_000
MAX_AHEAD_MS = 500


class PinRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which product to pin, and when the host's camera took the frame that it belongs to."""

    product_id: Annotated[str, Meta(min_length=1, max_length=64)]
    capture_ms: Annotated[int, Meta(ge=0)] | None = None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The stream's figures and what to make of them; ``state`` is ``offline`` when nobody publishes."""

    state: str = "offline"
    since_ms: int | None = None
    viewers: int = 0
    video: TrackHealth | None = None
    audio: TrackHealth | None = None
    rtt_ms: float | None = None
    layers: tuple[TrackHealth, ...] = ()
    audience: AudienceHealth = AudienceHealth()
    advice: list[Advice] = []


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of the list of shows: up to ``limit`` that come after the show ``before`` in it."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    before: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


async def list_shows(call: Call, query: Page) -> ShowCards:
    """Shows: on air first, then the soonest to come, then the latest past.

    The next page begins behind ``before``, the id of the last show of this one.
    """
    shows = await call.services.shows.page(query.limit, query.before)
    return ShowCards(items=await show_cards(call.services, shows))


async def list_own_shows(call: Call) -> ShowCards:
    """The seller's shows, or those that a moderator helps in."""
    account = call.who.require_account()
    sellers = [seller for seller in (account.seller_id, *account.moderates) if seller]
    shows = [show for seller in sellers for show in await call.services.shows.shows(seller_id=seller)]
    return ShowCards(items=await show_cards(call.services, shows))


async def read_show(call: Call, show: str) -> Show:
    """One show with its line-up."""
    return await show_view(call, await call.services.shows.show(show))


async def create_show(call: Call, body: ShowDraft) -> Show:
    """Plan a show."""
    await require_own_products(call, call.seller_id, body.product_ids)
    poster = await poster_for(call, body.product_ids)
    planned = await call.services.shows.create(call.seller_id, body, poster_url=poster)
    await give_guidelines(call, planned.id)
    return await show_view(call, planned)


async def change_show(call: Call, show: str, body: ShowChange) -> Show:
    """Change a show that has not ended."""
    record = await hosted_show(call, show)
    if body.product_ids is not msgspec.UNSET:
        await require_own_products(call, record.seller_id, body.product_ids)
    return await show_view(call, await call.services.shows.change(show, body))


async def end_show(call: Call, show: str) -> Show:
    """End a show for good; whoever publishes or watches is disconnected."""
    await hosted_show(call, show)
    return await show_view(call, await call.services.shows.move(show, ShowStatus.ENDED))


async def pin(call: Call, show: str, body: PinRequest) -> Show:
    """Pin a product of the line-up over the video, for everybody."""
    record = await hosted_show(call, show)
    if body.product_id in record.product_ids:
        await call.services.checkout.product(body.product_id, on_sale=True)
    captured = call.services.media.capture_ms(show)
    if body.capture_ms is not None and is_just_now(body.capture_ms, call.services.now_ms()):
        captured = body.capture_ms
    return await show_view(call, await call.services.shows.pin(show, body.product_id, captured))


def is_just_now(capture_ms: int, now_ms: int) -> bool:
    """Whether a page's own stamp can be right: viewers would wait for the frame of a wrong one."""
    return -MAX_AHEAD_MS <= now_ms - capture_ms <= MAX_BEHIND_MS


async def unpin(call: Call, show: str) -> Show:
    """Take the pin away."""
    await hosted_show(call, show)
    return await show_view(call, await call.services.shows.pin(show, None))


async def read_health(call: Call, show: str) -> Health:
    """How the stream is doing, in figures and as advice."""
    await moderated_show(call, show)
    return health_of(call.services.media.health(show))


def health_of(stream: StreamHealth | None) -> Health:
    """Put advice beside the figures of a stream."""
    if stream is None:
        return Health()
    return Health(**msgspec.structs.asdict(stream), advice=advise(stream))


async def read_statistics(call: Call, show: str) -> StreamStatistics:
    """What each publisher and viewer sent, received and asked for, counted one by one."""
    await measured_show(call, show)
    return call.services.media.statistics(show)


async def read_sales(call: Call, show: str) -> SalesSummary:
    """What the show has sold so far."""
    record = await hosted_show(call, show)
    return await call.services.checkout.show_sales(record.seller_id, show)


async def require_own_products(call: Call, seller_id: str, product_ids: list[str]) -> None:
    """Refuse a line-up with products that are not this seller's.

    Raises:
        InvalidShow: a product is unknown or somebody else's.
    """
    own = await call.services.checkout.products(seller_id=seller_id, ids=product_ids)
    if {product.id for product in own} != set(product_ids):
        raise InvalidShow("The line-up names a product that is not in your shop. Choose from your products.")


async def poster_for(call: Call, product_ids: list[str]) -> str | None:
    """Take the first product's picture for the poster."""
    products = await call.services.checkout.products(ids=product_ids[:1])
    return products[0].images[0].url if products and products[0].images else None


HOST = (ShowNotFound, SignInRequired, NotAllowed)

ROUTES = (
    Route("GET", "/api/v1/shows", list_shows, "List shows", errors=(ShowNotFound,)),
    Route(
        "POST",
        "/api/v1/shows",
        create_show,
        "Plan a show",
        Access.SELLER,
        (InvalidShow, TooManyShows),
        status=201,
    ),
    Route("GET", "/api/v1/shows/{show}", read_show, "Read a show", errors=(ShowNotFound,)),
    Route(
        "PATCH",
        "/api/v1/shows/{show}",
        change_show,
        "Change a show",
        Access.SELLER,
        (*HOST, ShowClosed, InvalidShow),
    ),
    Route("POST", "/api/v1/shows/{show}/end", end_show, "End a show", Access.SELLER, (*HOST, ShowClosed)),
    Route(
        "PUT",
        "/api/v1/shows/{show}/pin",
        pin,
        "Pin a product",
        Access.SELLER,
        (*HOST, ShowClosed, ProductNotInLineup, ProductNotFound),
    ),
    Route("DELETE", "/api/v1/shows/{show}/pin", unpin, "Unpin", Access.SELLER, (*HOST, ShowClosed)),
    Route(
        "GET", "/api/v1/shows/{show}/health", read_health, "Read the stream's health", Access.ACCOUNT, HOST
    ),
    Route(
        "GET",
        "/api/v1/shows/{show}/statistics",
        read_statistics,
        "Count for each publisher and viewer",
        Access.ACCOUNT,
        HOST,
    ),
    Route("GET", "/api/v1/shows/{show}/sales", read_sales, "Read a show's sales", Access.SELLER, HOST),
    Route("GET", "/api/v1/studio/shows", list_own_shows, "List the shows of your shop", Access.ACCOUNT),
)
