"""What can be done with a show: plan it, change it, pin to it, and move it along its life."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Annotated

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, Meta, UnsetType

from server.db import Database
from server.shows import store, tables
from server.shows.errors import InvalidShow, ProductNotInLineup, ShowClosed, ShowNotFound, TooManyShows
from server.shows.events import ProductPinned, ShowEvent, ShowPlanned, ShowStatusChanged
from server.shows.lifecycle import ShowStatus, may_move
from server.shows.slug import make_slug
from server.shows.store import Pin, PinEntry, ShowRecord

__all__ = ["Pin", "PinEntry", "ShowChange", "ShowDraft", "ShowRecord", "ShowService"]

Title = Annotated[str, Meta(min_length=1, max_length=120)]
Description = Annotated[str, Meta(max_length=4000)]
MAX_UNFINISHED = 50  # of one seller
FURTHEST_MS = 2 * 366 * 86_400_000

EpochMs = Annotated[int, Meta(ge=0, le=4_102_444_800_000)]  # until the year 2100
ProductIds = Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=200)]


class ShowDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a seller says of a new show."""

    title: Title
    description: Description = ""
    starts_ms: EpochMs
    product_ids: ProductIds = []


class ShowChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a seller wants changed; fields left out stay as they are."""

    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    starts_ms: EpochMs | UnsetType = UNSET
    product_ids: ProductIds | UnsetType = UNSET


class ShowService:
    """Keeps shows. Every change is committed first and told afterwards."""

    def __init__(
        self,
        database: Database,
        *,
        publish: Callable[[ShowEvent], Awaitable[None]],
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        choose: Callable[[str], str] = secrets.choice,
    ) -> None:
        self._database = database
        self._publish = publish
        self._now_ms = now_ms
        self._new_id = new_id
        self._choose = choose
        # One change of a show at a time, so that news leaves in the order of the commits.
        self._order = asyncio.Lock()

    async def show(self, show_id: str) -> ShowRecord:
        """Return the show.

        Raises:
            ShowNotFound: no show has this id.
        """
        return await self._database.read(lambda connection: require_show(connection, show_id))

    async def status(self, show_id: str) -> ShowStatus | None:
        """Return where a show stands, and nothing else of it; None if there is no such show."""
        query = sa.select(tables.shows.c.status).where(tables.shows.c.id == show_id)
        found = await self._database.read(lambda connection: connection.execute(query).scalar_one_or_none())
        return None if found is None else ShowStatus(found)

    async def shows(self, *, seller_id: str | None = None) -> list[ShowRecord]:
        """Return all shows, or those of one seller, the latest start first."""
        conditions = [] if seller_id is None else [tables.shows.c.seller_id == seller_id]
        return await self._database.read(lambda connection: store.load_shows(connection, *conditions))

    async def by_ids(self, ids: Collection[str]) -> list[ShowRecord]:
        """Return the shows with these ids, the latest start first; unknown ids are left out."""
        return await self._database.read(
            lambda connection: store.load_shows(connection, tables.shows.c.id.in_(ids))
        )

    async def next_of(self, seller_id: str, after_ms: int) -> ShowRecord | None:
        """Return the seller's next scheduled show that starts after ``after_ms``, if there is one."""
        return await self._database.read(lambda c: store.load_next_show(c, seller_id, after_ms))

    async def page(self, limit: int, before: str | None = None) -> list[ShowRecord]:
        """Return shows as visitors look for them: on air, then the soonest to come, then the latest past.

        Args:
            limit: how many at most.
            before: the id of the last show of the page before; None for the first page.

        Raises:
            ShowNotFound: no show has the id ``before``.
        """

        def work(connection: sa.Connection) -> list[ShowRecord]:
            last = None if before is None else require_show(connection, before)
            return store.load_page(connection, limit, last)

        return await self._database.read(work)

    async def showing(self, product_id: str) -> list[str]:
        """Name the shows, not ended, that have this product in their line-up."""
        return await self._database.read(lambda c: store.shows_with_product(c, product_id))

    async def posters_in_use(self, urls: Collection[str]) -> set[str]:
        """Return those of the addresses that some show has as its poster."""
        return await self._database.read(lambda connection: store.posters_among(connection, urls))

    async def create(
        self, seller_id: str, draft: ShowDraft, *, poster_url: str | None = None, show_id: str | None = None
    ) -> ShowRecord:
        """Plan a show.

        Raises:
            InvalidShow: the title is blank, a product is named twice, or it starts too far away.
            TooManyShows: the seller has enough unfinished shows.
        """
        check_lineup(draft.product_ids)
        check_start(draft.starts_ms, self._now_ms())
        show = ShowRecord(
            id=show_id or make_slug(draft.title, self._choose),
            seller_id=seller_id,
            title=clean_title(draft.title),
            description=draft.description.strip(),
            poster_url=poster_url,
            status=ShowStatus.SCHEDULED,
            starts_ms=draft.starts_ms,
            started_ms=None,
            ended_ms=None,
            product_ids=list(draft.product_ids),
            pinned=None,
        )

        def work(connection: sa.Connection) -> ShowRecord:
            if store.count_unfinished(connection, seller_id) >= MAX_UNFINISHED:
                raise TooManyShows(
                    f"You have {MAX_UNFINISHED} shows that have not ended. End one of them first."
                )
            store.insert_show(connection, show)
            return show

        await self._database.write(work)
        await self._tell_plan(show)
        return show

    async def change(self, show_id: str, change: ShowChange) -> ShowRecord:
        """Change a show that has not ended.

        Raises:
            ShowNotFound, ShowClosed, InvalidShow: see there.
        """
        values = {
            name: value
            for name in ("title", "description", "starts_ms")
            if (value := getattr(change, name)) is not UNSET
        }
        if "title" in values:
            values["title"] = clean_title(values["title"])
        if change.starts_ms is not UNSET:
            check_start(change.starts_ms, self._now_ms())
        if change.product_ids is not UNSET:
            check_lineup(change.product_ids)

        def work(connection: sa.Connection) -> ShowRecord:
            require_open(connection, show_id)
            if values:
                connection.execute(sa.update(tables.shows).where(tables.shows.c.id == show_id).values(values))
            if change.product_ids is not UNSET:
                store.replace_lineup(connection, show_id, change.product_ids)
            return require_show(connection, show_id)

        show = await self._database.write(work)
        if change.starts_ms is not UNSET:
            await self._tell_plan(show)
        return show

    async def pin(self, show_id: str, product_id: str | None, capture_ms: int | None = None) -> ShowRecord:
        """Pin a product of the line-up over the video, or take the pin away.

        Args:
            show_id: the show.
            product_id: what to pin; None unpins.
            capture_ms: when the host's camera took the frame that the pin belongs to, if known.

        Raises:
            ShowNotFound, ShowClosed, ProductNotInLineup: see there.
        """
        pin = PinEntry(product_id=product_id, pinned_ms=self._now_ms(), capture_ms=capture_ms)
        event = ProductPinned(event_id=self._new_id(), show_id=show_id, **msgspec.structs.asdict(pin))

        def work(connection: sa.Connection) -> ShowRecord:
            show = require_open(connection, show_id)
            if product_id is not None and product_id not in show.product_ids:
                raise ProductNotInLineup("Add this product to the show's line-up first, then pin it.")
            store.insert_pin(connection, show_id, event.event_id, pin)
            return require_show(connection, show_id)

        async with self._order:
            show = await self._database.write(work)
            await self._publish(event)
        return show

    async def bring_in(self, show: ShowRecord, pins: Sequence[PinEntry]) -> None:
        """Write a show that was held elsewhere, with its log of pins; nobody is told.

        Raises:
            InvalidShow: a show has this id already, or it is not over.
        """
        if show.status is not ShowStatus.ENDED:
            raise InvalidShow("Only a show that is over can be brought in.")

        def work(connection: sa.Connection) -> None:
            if store.load_shows(connection, tables.shows.c.id == show.id):
                raise InvalidShow("A show with this id is here already.")
            store.insert_show(connection, show)
            for pin in pins:
                store.insert_pin(connection, show.id, self._new_id(), pin)

        await self._database.write(work)

    async def pin_log(self, show_id: str) -> list[PinEntry]:
        """Return everything that was pinned and unpinned, in order: the chapters of the replay."""
        return await self._database.read(lambda connection: store.load_pins(connection, show_id))

    async def move(self, show_id: str, to: ShowStatus) -> ShowRecord:
        """Move a show along its life and tell so; a move that it has already made changes nothing.

        Raises:
            ShowNotFound: no show has this id.
            ShowClosed: it has ended and stays so.
        """
        at_ms = self._now_ms()

        def work(connection: sa.Connection) -> tuple[ShowRecord, bool]:
            show = require_show(connection, show_id)
            if show.status is to:
                return show, False
            if not may_move(show.status, to):
                if show.status is ShowStatus.ENDED:
                    raise ShowClosed("This show has ended. Plan a new one to go live again.")
                return show, False
            connection.execute(
                sa.update(tables.shows).where(tables.shows.c.id == show_id).values(stamps(show, to, at_ms))
            )
            return require_show(connection, show_id), True

        async with self._order:
            show, moved = await self._database.write(work)
            if moved:
                await self._publish(
                    ShowStatusChanged(event_id=self._new_id(), show_id=show_id, status=to, at_ms=at_ms)
                )
        return show

    async def _tell_plan(self, show: ShowRecord) -> None:
        event = ShowPlanned(event_id=self._new_id(), show_id=show.id, starts_ms=show.starts_ms)
        await self._publish(event)

    async def interrupt_all(self) -> None:
        """After a restart nobody is publishing: shows that were live wait for their seller's picture."""
        live = tables.shows.c.status == ShowStatus.LIVE.value
        for show in await self._database.read(lambda connection: store.load_shows(connection, live)):
            await self.move(show.id, ShowStatus.INTERRUPTED)


def stamps(show: ShowRecord, to: ShowStatus, at_ms: int) -> dict[str, object]:
    """Return the columns that a move to ``to`` sets."""
    values: dict[str, object] = {"status": to.value}
    if to is ShowStatus.LIVE and show.started_ms is None:
        values["started_ms"] = at_ms
    if to is ShowStatus.ENDED:
        values["ended_ms"] = at_ms
    return values


def require_show(connection: sa.Connection, show_id: str) -> ShowRecord:
    """Load the show or raise ``ShowNotFound``."""
    found = store.load_shows(connection, tables.shows.c.id == show_id)
    if not found:
        raise ShowNotFound("There is no show at this address. It may have been removed by its seller.")
    return found[0]


def require_open(connection: sa.Connection, show_id: str) -> ShowRecord:
    """Load a show that has not ended or raise."""
    show = require_show(connection, show_id)
    if show.status is ShowStatus.ENDED:
        raise ShowClosed("This show has ended, so it can't be changed any more.")
    return show


def clean_title(title: str) -> str:
    """Fold white space in a title; a blank one is refused."""
    if not (cleaned := " ".join(title.split())):
        raise InvalidShow("Give the show a title, so that people know what to expect.")
    return cleaned


def check_start(starts_ms: int, now_ms: int) -> None:
    """Refuse a start that is more than two years away: nobody would ever find the show."""
    if starts_ms > now_ms + FURTHEST_MS:
        raise InvalidShow("A show can be planned up to two years ahead. Choose an earlier start.")


def check_lineup(product_ids: list[str]) -> None:
    """Refuse a line-up that names a product twice."""
    if len(set(product_ids)) != len(product_ids):
        raise InvalidShow("A product can be in the line-up only once. Remove the second one.")
