"""Queries over the rows of shows; each function is part of somebody's transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from server.shows.lifecycle import ShowStatus
from server.shows.tables import lineup, pins, shows


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """The product that lies over the video now."""

    product_id: str
    pinned_ms: int
    capture_ms: int | None


class PinEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the log of pins; without a product it took the pin away."""

    product_id: str | None
    pinned_ms: int
    capture_ms: int | None


class ShowRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A show as it is stored."""

    id: str
    seller_id: str
    title: str
    description: str
    poster_url: str | None
    status: ShowStatus
    starts_ms: int
    started_ms: int | None
    ended_ms: int | None
    product_ids: list[str]
    pinned: Pin | None


def insert_show(connection: sa.Connection, show: ShowRecord) -> None:
    """Write a new show and its line-up."""
    values = msgspec.structs.asdict(show)
    del values["product_ids"], values["pinned"]
    connection.execute(sa.insert(shows).values(values | {"status": show.status.value}))
    replace_lineup(connection, show.id, show.product_ids)


def replace_lineup(connection: sa.Connection, show_id: str, product_ids: Sequence[str]) -> None:
    """Make ``product_ids``, in this order, the line-up of the show."""
    connection.execute(sa.delete(lineup).where(lineup.c.show_id == show_id))
    rows = [
        {"show_id": show_id, "product_id": product_id, "position": position}
        for position, product_id in enumerate(product_ids)
    ]
    if rows:
        connection.execute(sa.insert(lineup), rows)


def count_unfinished(connection: sa.Connection, seller_id: str) -> int:
    """Count the seller's shows that have not ended."""
    query = sa.select(sa.func.count()).where(
        shows.c.seller_id == seller_id, shows.c.status != ShowStatus.ENDED.value
    )
    return connection.execute(query).scalar_one()


def load_shows(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[ShowRecord]:
    """Read the shows that meet ``conditions``, the latest first."""
    return _load(connection, sa.select(shows).where(*conditions).order_by(shows.c.starts_ms.desc()))


def load_next_show(connection: sa.Connection, seller_id: str, after_ms: int) -> ShowRecord | None:
    """Read the seller's next scheduled show that starts after ``after_ms``, if there is one."""
    query = (
        sa.select(shows)
        .where(
            shows.c.seller_id == seller_id,
            shows.c.status == ShowStatus.SCHEDULED.value,
            shows.c.starts_ms > after_ms,
        )
        .order_by(shows.c.starts_ms, shows.c.id)
        .limit(1)
    )
    return next(iter(_load(connection, query)), None)


# On air, then the soonest to come, then the latest past. The sign makes both orders ascending.
GROUP = sa.case(
    (shows.c.status == ShowStatus.SCHEDULED.value, 1), (shows.c.status == ShowStatus.ENDED.value, 2), else_=0
)
PLACE = sa.case((shows.c.status == ShowStatus.SCHEDULED.value, shows.c.starts_ms), else_=-shows.c.starts_ms)


def load_page(connection: sa.Connection, limit: int, last: ShowRecord | None) -> list[ShowRecord]:
    """Read the first shows in the visitors' order, or those behind ``last``."""
    order = (GROUP, PLACE, shows.c.id)
    query = sa.select(shows).order_by(*order).limit(limit)
    if last is not None:
        query = query.where(
            sa.tuple_(*order)
            > sa.tuple_(*_position(last), types=(sa.Integer(), sa.BigInteger(), sa.String()))
        )
    return _load(connection, query)


def _position(show: ShowRecord) -> tuple[int, int, str]:
    """Where a show stands in the visitors' order, as ``GROUP`` and ``PLACE`` say it."""
    if show.status is ShowStatus.SCHEDULED:
        return 1, show.starts_ms, show.id
    return (2 if show.status is ShowStatus.ENDED else 0), -show.starts_ms, show.id


def _load(connection: sa.Connection, query: sa.Select[Any]) -> list[ShowRecord]:
    rows = connection.execute(query).all()
    products = lineups(connection, [row.id for row in rows])
    pinned = latest_pins(connection, [row.id for row in rows])
    return [
        ShowRecord(
            **{**row._mapping, "status": ShowStatus(row.status)},  # noqa: SLF001 - SQLAlchemy's public row API
            product_ids=products.get(row.id, []),
            pinned=pinned.get(row.id),
        )
        for row in rows
    ]


def lineups(connection: sa.Connection, show_ids: Iterable[str]) -> dict[str, list[str]]:
    """Read the product ids of each show in their order."""
    query = sa.select(lineup).where(lineup.c.show_id.in_(list(show_ids))).order_by(lineup.c.position)
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.show_id, []).append(row.product_id)
    return found


def latest_pins(connection: sa.Connection, show_ids: Iterable[str]) -> dict[str, Pin]:
    """Read the pin in force of each show that has one."""
    newest = sa.func.row_number().over(
        partition_by=pins.c.show_id, order_by=(pins.c.pinned_ms.desc(), pins.c.id.desc())
    )
    ranked = sa.select(pins, newest.label("rank")).where(pins.c.show_id.in_(list(show_ids))).subquery()
    query = sa.select(ranked).where(ranked.c.rank == 1, ranked.c.product_id.is_not(None))
    return {
        row.show_id: Pin(product_id=row.product_id, pinned_ms=row.pinned_ms, capture_ms=row.capture_ms)
        for row in connection.execute(query)
    }


def load_pins(connection: sa.Connection, show_id: str) -> list[PinEntry]:
    """Read a show's log of pins in order."""
    query = sa.select(pins).where(pins.c.show_id == show_id).order_by(pins.c.pinned_ms, pins.c.id)
    return [
        PinEntry(product_id=row.product_id, pinned_ms=row.pinned_ms, capture_ms=row.capture_ms)
        for row in connection.execute(query)
    ]


def insert_pin(connection: sa.Connection, show_id: str, pin_id: str, pin: PinEntry) -> None:
    """Append to the log of pins."""
    values = msgspec.structs.asdict(pin)
    connection.execute(sa.insert(pins).values(id=pin_id, show_id=show_id, **values))


def shows_with_product(connection: sa.Connection, product_id: str) -> list[str]:
    """Name the shows that have the product in their line-up and have not ended."""
    query = (
        sa.select(lineup.c.show_id)
        .join(shows, shows.c.id == lineup.c.show_id)
        .where(lineup.c.product_id == product_id, shows.c.status != ShowStatus.ENDED.value)
    )
    return list(connection.execute(query).scalars())


def posters_among(connection: sa.Connection, urls: Collection[str]) -> set[str]:
    """Return those of the addresses that are a show's poster."""
    query = sa.select(shows.c.poster_url).where(shows.c.poster_url.in_(list(urls))).distinct()
    return set(connection.execute(query).scalars())
