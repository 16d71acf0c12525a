"""Reads and writes the rows of subscriptions; each function works on one connection."""

import enum
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from server.inserts import insert
from server.interests.tables import subscriptions


class Topic(enum.StrEnum):
    """What a subscription is about."""

    SELLER = "seller"
    SHOW = "show"


class Mailing(enum.StrEnum):
    """How mails about it stand."""

    OFF = "off"
    ASKED = "asked"  # the address has yet to say that it wants them
    ON = "on"


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One person's wish to be told of a seller or a show."""

    topic: Topic
    about_id: str
    person_id: str
    since_ms: int
    email: str | None
    confirmed: bool
    language: str

    @property
    def mailing(self) -> Mailing:
        """How mails about it stand."""
        if self.email is None:
            return Mailing.OFF
        return Mailing.ON if self.confirmed else Mailing.ASKED


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who wants a mail, and why."""

    topic: Topic
    about_id: str
    person_id: str
    email: str
    language: str


def put(conn: sa.Connection, wanted: Subscription, there: Sequence[Subscription]) -> Subscription:
    """Store a subscription in the place of those that the visitor has of it, and let it begin with the first.

    An address counts as confirmed that this person, or one of those, has confirmed before.
    """
    rows = subscriptions
    confirmed = any(each.confirmed and each.email == wanted.email for each in there)
    if wanted.email is not None and not confirmed:
        known = sa.select(rows.c.person_id).where(
            rows.c.person_id == wanted.person_id, rows.c.email == wanted.email, rows.c.confirmed
        )
        confirmed = conn.execute(known.limit(1)).one_or_none() is not None
    since_ms = min([wanted.since_ms, *(each.since_ms for each in there)])
    kept = msgspec.structs.replace(wanted, since_ms=since_ms, confirmed=confirmed)
    others = [each.person_id for each in there if each.person_id != wanted.person_id]
    if others:
        remove(conn, wanted.topic, wanted.about_id, others)
    values = msgspec.structs.asdict(kept)
    fresh = {name: values[name] for name in ("since_ms", "email", "confirmed", "language")}
    key = ["topic", "about_id", "person_id"]
    conn.execute(insert(conn, rows).values(**values).on_conflict_do_update(index_elements=key, set_=fresh))
    return kept


def find(
    conn: sa.Connection, topic: Topic | None, about_id: str | None, person_ids: Collection[str]
) -> list[Subscription]:
    """Read the subscriptions of these ids, all of the same visitor; the earliest first."""
    query = sa.select(subscriptions).where(subscriptions.c.person_id.in_(person_ids))
    if topic is not None:
        query = query.where(subscriptions.c.topic == topic.value)
    if about_id is not None:
        query = query.where(subscriptions.c.about_id == about_id)
    return [_subscription(row) for row in conn.execute(query.order_by(subscriptions.c.since_ms))]


def count_of(conn: sa.Connection, person_ids: Collection[str]) -> int:
    """Count the subscriptions of a person."""
    query = sa.select(sa.func.count()).where(subscriptions.c.person_id.in_(person_ids))
    return conn.execute(query).scalar_one()


def followers(conn: sa.Connection, seller_id: str) -> int:
    """Count who follows a seller."""
    query = sa.select(sa.func.count()).where(
        subscriptions.c.topic == Topic.SELLER.value, subscriptions.c.about_id == seller_id
    )
    return conn.execute(query).scalar_one()


def remove(conn: sa.Connection, topic: Topic, about_id: str, person_ids: Collection[str]) -> None:
    """Delete a subscription; one that is not there is none."""
    conn.execute(
        subscriptions.delete().where(
            subscriptions.c.topic == topic.value,
            subscriptions.c.about_id == about_id,
            subscriptions.c.person_id.in_(person_ids),
        )
    )


def silence(conn: sa.Connection, topic: Topic, about_id: str, person_id: str, email: str | None) -> None:
    """Send no more mails: a follow goes on without them, a reminder is nothing without them.

    The address counts beside the person: what a guest was told of may be an account's by now.
    """
    rows = subscriptions
    theirs = rows.c.person_id == person_id
    if email is not None:
        theirs |= rows.c.email == email
    these = sa.and_(rows.c.topic == topic.value, rows.c.about_id == about_id, theirs)
    if topic is Topic.SHOW:
        conn.execute(rows.delete().where(these))
        return
    conn.execute(rows.update().where(these).values(email=None, confirmed=False))


def confirm(conn: sa.Connection, person_id: str, email: str) -> int:
    """Count an address as willing, for everything that this person gave it for; returns for how much."""
    rows = subscriptions
    return conn.execute(
        rows.update().where(rows.c.person_id == person_id, rows.c.email == email).values(confirmed=True)
    ).rowcount


def recipients(
    conn: sa.Connection, about: Sequence[tuple[Topic, str]], after: str, limit: int
) -> list[Recipient]:
    """Read who wants mails about any of some things, in the order of ``person_id``, behind ``after``.

    Who is there twice is there twice in a row; a part never ends between the two.
    """
    rows = subscriptions
    wanted = sa.or_(
        *(sa.and_(rows.c.topic == topic.value, rows.c.about_id == about_id) for topic, about_id in about)
    )
    query = (
        sa.select(rows)
        .where(wanted, rows.c.email.is_not(None), rows.c.confirmed, rows.c.person_id > after)
        .order_by(rows.c.person_id, rows.c.topic.desc())
        .limit(limit)
    )
    found = [
        Recipient(
            topic=Topic(row.topic),
            about_id=row.about_id,
            person_id=row.person_id,
            email=row.email,
            language=row.language,
        )
        for row in conn.execute(query)
    ]
    if len(found) < limit or found[0].person_id == found[-1].person_id:
        return found
    # The last one may go on behind the limit.
    return [each for each in found if each.person_id != found[-1].person_id]


def _subscription(row: sa.Row[Any]) -> Subscription:
    return Subscription(
        topic=Topic(row.topic),
        about_id=row.about_id,
        person_id=row.person_id,
        since_ms=row.since_ms,
        email=row.email,
        confirmed=row.confirmed,
        language=row.language,
    )
