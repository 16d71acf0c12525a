"""Keeps the destinations of sellers, and has those that are switched on sent to while a show is on air."""

from collections.abc import Awaitable, Callable, Sequence

import sqlalchemy as sa
from msgspec import UNSET

from server.db import Database
from server.destinations.broadcasts import Broadcasts
from server.destinations.destination import (
    MOST_DESTINATIONS,
    Destination,
    DestinationChange,
    DestinationDraft,
    check_key,
    check_name,
    check_url,
)
from server.destinations.errors import DestinationInvalid, DestinationNotFound
from server.destinations.keys import KeyBox
from server.destinations.tables import destinations


class Destinations:
    """The platforms of all sellers.

    Args:
        database: Where the rows are.
        keys: Opens and closes the stream keys.
        broadcasts: What is being sent.
        write: Has a stream written from its latest keyframe on; one that is written already stays so.
        now_ms: Epoch milliseconds.
        new_id: Makes ids.
    """

    def __init__(
        self,
        database: Database,
        *,
        keys: KeyBox,
        broadcasts: Broadcasts,
        write: Callable[[str], Awaitable[None]],
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._keys = keys
        self._broadcasts = broadcasts
        self._write = write
        self._now_ms = now_ms
        self._new_id = new_id

    async def close(self) -> None:
        """Say goodbye to every platform."""
        await self._broadcasts.close()

    async def all(self, seller_id: str) -> list[Destination]:
        """List a seller's destinations with how each goes, the oldest first."""
        return [self._shown(row) for row in await self._rows(seller_id)]

    async def add(self, seller_id: str, draft: DestinationDraft) -> Destination:
        """Add a destination, switched off.

        Raises:
            DestinationInvalid: its name, address or key cannot be, or the shop has enough.
        """
        values: dict[str, object] = {
            "id": self._new_id(),
            "seller_id": seller_id,
            "name": check_name(draft.name),
            "url": check_url(draft.url),
            **self._key(draft.key),
            "enabled": False,
            "created_ms": self._now_ms(),
        }

        def work(connection: sa.Connection) -> sa.RowMapping:
            count = sa.select(sa.func.count()).where(destinations.c.seller_id == seller_id)
            if connection.execute(count).scalar_one() >= MOST_DESTINATIONS:
                sentence = f"A shop sends on to {MOST_DESTINATIONS} platforms at most. Delete one first."
                raise DestinationInvalid(sentence, field="url")
            made = sa.insert(destinations).values(values).returning(destinations)
            return connection.execute(made).mappings().one()

        return self._shown(await self._database.write(work))

    async def change(self, seller_id: str, destination_id: str, change: DestinationChange) -> Destination:
        """Change a destination; one that is on air is connected anew.

        Raises:
            DestinationNotFound, DestinationInvalid: see there.
        """
        values: dict[str, object] = {}
        if change.name is not UNSET:
            values["name"] = check_name(change.name)
        if change.url is not UNSET:
            values["url"] = check_url(change.url)
        if change.key is not UNSET:
            values |= self._key(change.key)
        if change.enabled is not UNSET:
            values["enabled"] = change.enabled
        query = sa.select(destinations).where(*_is(seller_id, destination_id))

        def work(connection: sa.Connection) -> sa.RowMapping:
            if values:
                changed = sa.update(destinations).where(*_is(seller_id, destination_id))
                connection.execute(changed.values(values))
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                raise DestinationNotFound
            return row

        row = await self._database.write(work)
        await self._follow(seller_id)
        return self._shown(row)

    async def remove(self, seller_id: str, destination_id: str) -> None:
        """Delete a destination, and its key with it; raises DestinationNotFound."""
        gone = sa.delete(destinations).where(*_is(seller_id, destination_id))
        if await self._database.write(lambda connection: connection.execute(gone).rowcount) == 0:
            raise DestinationNotFound
        await self._follow(seller_id)

    async def begin(self, seller_id: str, show_id: str) -> None:
        """Send a show on that went on air, unless another one of the seller's is."""
        if await self._broadcasts.take(seller_id, show_id):
            await self._follow(seller_id)

    async def end(self, seller_id: str, show_id: str) -> None:
        """A show is over: say goodbye."""
        await self._broadcasts.leave(seller_id, show_id)

    async def _follow(self, seller_id: str) -> None:
        """Send what is on air to exactly those that are switched on."""
        show_id = self._broadcasts.on_air(seller_id)
        if show_id is None:
            return
        wanted = {}
        for row in await self._rows(seller_id):
            if row["enabled"] and (key := self._keys.open(row["key_box"])) is not None:
                wanted[row["id"]] = f"{row['url']}/{key}"
        await self._broadcasts.send_to(seller_id, wanted)
        if wanted:
            await self._write(show_id)

    async def _rows(self, seller_id: str) -> Sequence[sa.RowMapping]:
        query = sa.select(destinations).where(destinations.c.seller_id == seller_id)
        ordered = query.order_by(destinations.c.created_ms, destinations.c.id)
        return await self._database.read(lambda connection: connection.execute(ordered).mappings().all())

    def _key(self, key: str) -> dict[str, object]:
        key = check_key(key)
        return {"key_box": self._keys.close(key), "key_hint": key[-4:] if len(key) >= 12 else ""}

    def _shown(self, row: sa.RowMapping) -> Destination:
        shown = Destination(
            id=row["id"],
            name=row["name"],
            url=row["url"],
            key_hint=row["key_hint"],
            enabled=row["enabled"],
            created_ms=row["created_ms"],
        )
        push = self._broadcasts.state(row["id"])
        return shown if push is None else shown.going(push)


def _is(seller_id: str, destination_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return destinations.c.id == destination_id, destinations.c.seller_id == seller_id
