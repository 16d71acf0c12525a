"""Keeps what people keep an eye on: follows, reminders and wishes."""

from collections.abc import Callable, Collection, Sequence

import sqlalchemy as sa

from server.db import Database
from server.inserts import insert_once
from server.interests import subscriptions
from server.interests.errors import TooManyInterests
from server.interests.subscriptions import Recipient, Subscription, Topic
from server.interests.tables import subscriptions as subscription_rows
from server.interests.tables import wishes

MOST = 500  # of one person, of each kind


class Interests:
    """Follows, reminders and wishes of accounts and guests.

    A visitor may have several ids, the account's and the guest's: reading takes all of them, so that what a
    guest chose is still there after signing in.
    """

    def __init__(self, database: Database, *, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def subscribe(
        self, topic: Topic, about_id: str, person_ids: Sequence[str], *, email: str | None, language: str
    ) -> Subscription:
        """Follow a seller or be reminded of a show; the same again only changes address and language.

        What another id of the visitor has of it becomes one with this, so that whoever stops mails stops all.

        Args:
            topic: What it is about.
            about_id: Which seller or show.
            person_ids: All ids of the visitor; the first one keeps it.
            email: Where mails go; None: no mails.
            language: Of the mails.

        Raises:
            TooManyInterests: The visitor has 500 already.
        """
        wanted = Subscription(
            topic=topic,
            about_id=about_id,
            person_id=person_ids[0],
            since_ms=self._now_ms(),
            email=email,
            confirmed=False,
            language=language,
        )

        def work(conn: sa.Connection) -> Subscription:
            there = subscriptions.find(conn, topic, about_id, person_ids)
            if not there and subscriptions.count_of(conn, person_ids) >= MOST:
                raise TooManyInterests(f"You follow {MOST} already. Stop following one of them first.")
            return subscriptions.put(conn, wanted, there)

        return await self._database.write(work)

    async def unsubscribe(self, topic: Topic, about_id: str, person_ids: Collection[str]) -> None:
        """End it; what is not there is ended already."""
        await self._database.write(lambda conn: subscriptions.remove(conn, topic, about_id, person_ids))

    async def subscription(
        self, topic: Topic, about_id: str, person_ids: Collection[str]
    ) -> Subscription | None:
        """Return the visitor's earliest subscription to this, if there is one."""
        found = await self._database.read(lambda conn: subscriptions.find(conn, topic, about_id, person_ids))
        return next(iter(found), None)

    async def subscriptions(self, person_ids: Collection[str]) -> list[Subscription]:
        """Return all that a visitor follows or is to be reminded of, the earliest first."""
        return await self._database.read(lambda conn: subscriptions.find(conn, None, None, person_ids))

    async def forget(self, person_ids: Collection[str]) -> None:
        """Erase what a person follows, is to be reminded of and wishes for."""

        def work(conn: sa.Connection) -> None:
            for table in (subscription_rows, wishes):
                conn.execute(table.delete().where(table.c.person_id.in_(person_ids)))

        await self._database.write(work)

    async def since_ms(self, person_ids: Collection[str], seller_id: str) -> int | None:
        """Since when one of these ids, all of the same visitor, follows a seller; None: not at all."""
        found = await self.subscription(Topic.SELLER, seller_id, person_ids)
        return found.since_ms if found else None

    async def followers(self, seller_id: str) -> int:
        """How many follow a seller."""
        return await self._database.read(lambda conn: subscriptions.followers(conn, seller_id))

    async def silence(self, topic: Topic, about_id: str, person_id: str, email: str | None = None) -> None:
        """Send this person, and this address, no more mails about it."""
        await self._database.write(
            lambda conn: subscriptions.silence(conn, topic, about_id, person_id, email)
        )

    async def confirm(self, person_id: str, email: str) -> bool:
        """The address says that it wants the mails that this person asked for; False when none are left."""
        return bool(await self._database.write(lambda conn: subscriptions.confirm(conn, person_id, email)))

    async def recipients(self, about: Sequence[tuple[Topic, str]], after: str, limit: int) -> list[Recipient]:
        """Return who wants mails about any of some things, in the order of ``person_id``."""
        return await self._database.read(lambda conn: subscriptions.recipients(conn, about, after, limit))

    async def wish(self, person_id: str, product_id: str) -> None:
        """Put a product on the wish list; once more changes nothing.

        Raises:
            TooManyInterests: It has 500 already.
        """
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> None:
            query = sa.select(sa.func.count()).where(wishes.c.person_id == person_id)
            if conn.execute(query).scalar_one() >= MOST:
                raise TooManyInterests(f"Your wish list has {MOST} already. Take one off first.")
            insert_once(conn, wishes, person_id=person_id, product_id=product_id, since_ms=now_ms)

        await self._database.write(work)

    async def unwish(self, person_ids: Collection[str], product_id: str) -> None:
        """Take a product off the wish list."""
        await self._database.write(
            lambda conn: conn.execute(
                wishes.delete().where(wishes.c.person_id.in_(person_ids), wishes.c.product_id == product_id)
            )
        )

    async def wishes(self, person_ids: Collection[str]) -> list[str]:
        """Name the wished products, the latest first."""
        query = (
            sa.select(wishes.c.product_id)
            .where(wishes.c.person_id.in_(person_ids))
            .group_by(wishes.c.product_id)
            .order_by(sa.func.max(wishes.c.since_ms).desc(), wishes.c.product_id)
        )
        return await self._database.read(lambda conn: list(conn.execute(query).scalars()))
