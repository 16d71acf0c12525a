"""Shows as pages need them: put together from the show, its seller, its products and its room."""

from collections.abc import Sequence

import msgspec

from chat import Role
from checkout import Product
from server.http.call import Call
from server.http.services import Services
from server.http.show_access import role_in
from server.recordings import Recording, RecordingNotFound
from server.shows import Pin, ShowRecord, ShowStatus


class SellerCard(msgspec.Struct, frozen=True, kw_only=True):
    """Who sells."""

    id: str
    name: str


class ShowCard(msgspec.Struct, frozen=True, kw_only=True):
    """A show in a list."""

    id: str
    title: str
    status: ShowStatus
    poster_url: str | None
    starts_ms: int
    started_ms: int | None
    ended_ms: int | None
    seller: SellerCard
    viewers: int


class ShowCards(msgspec.Struct, frozen=True, kw_only=True):
    """A list of shows."""

    items: list[ShowCard]


class You(msgspec.Struct, frozen=True, kw_only=True):
    """The visitor in this show."""

    role: Role


class Show(ShowCard, frozen=True, kw_only=True):
    """A show with its line-up.

    Attributes:
        replay_seconds: How long its replay is, once it has ended and where there is one.
    """

    description: str
    lineup: list[Product]
    pinned: Pin | None
    next: ShowCard | None
    replay_seconds: float | None
    you: You


async def show_cards(services: Services, shows: Sequence[ShowRecord]) -> list[ShowCard]:
    """Put together the cards of ``shows``, in their order."""
    sellers = await services.accounts.sellers({show.seller_id for show in shows})
    return [
        ShowCard(
            id=show.id,
            title=show.title,
            status=show.status,
            poster_url=show.poster_url,
            starts_ms=show.starts_ms,
            started_ms=show.started_ms,
            ended_ms=show.ended_ms,
            seller=SellerCard(id=show.seller_id, name=sellers[show.seller_id].name),
            viewers=services.chat.people(show.id),
        )
        for show in shows
    ]


async def next_card(services: Services, show: ShowRecord) -> ShowCard | None:
    """Put together the card of the seller's next show."""
    following = await services.shows.next_of(show.seller_id, max(services.now_ms(), show.starts_ms))
    return (await show_cards(services, [following]))[0] if following else None


async def replay_of(services: Services, show: ShowRecord) -> Recording | None:
    """What can be watched of a show; None before its end, and where there is no replay of it."""
    if show.status is not ShowStatus.ENDED:
        return None
    try:
        return await services.recordings.recording(show.id, await services.replays.published(show.id))
    except RecordingNotFound:
        return None


async def show_view(call: Call, show: ShowRecord) -> Show:
    """Put together one show for this visitor. Products that were removed from sale are left out."""
    services = call.services
    card = (await show_cards(services, [show]))[0]
    replay = await replay_of(services, show)
    products = await services.checkout.products(ids=show.product_ids, on_sale=True, show_id=show.id)
    by_id = {product.id: product for product in products}
    return Show(
        **msgspec.structs.asdict(card),
        description=show.description,
        lineup=[by_id[product_id] for product_id in show.product_ids if product_id in by_id],
        pinned=show.pinned,
        next=await next_card(services, show),
        replay_seconds=replay.seconds if replay else None,
        you=You(role=role_in(call.who, show)),
    )
