"""The past of a chat room, read again beside a replay: what was said and sold, and what was asked."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from chat import Answered, Message, News, PollVote, Removal, Removed, SavedPoll, SavedQuestion, Vote
from server.db import Database
from server.talk.polls import saved_poll_votes, saved_polls
from server.talk.questions import SHOWN, asked_in, saved_questions, saved_votes
from server.talk.tables import OF_REMOVALS, entries

_SAID = ("chat", "sold")


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a room's past.

    Attributes:
        events: In order; what was taken away, and what few could read, is not among them.
        next: The offset to go on behind; None where the past ends.
    """

    events: list[Message | News]
    next: int | None


class ChatTranscript:
    """Reads what rooms have stored; rooms that are open go on meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def passage(
        self, room_id: str, *, from_ms: int, until_ms: int, after: int | None, limit: int
    ) -> Passage:
        """What was said and sold in a room.

        Args:
            room_id: The show.
            from_ms: The first moment, epoch milliseconds.
            until_ms: The last moment.
            after: The offset behind which to go on; None at first.
            limit: How many events are looked at, at most.
        """

        def work(connection: sa.Connection) -> Passage:
            behind = _last_before(connection, room_id, from_ms) if after is None else after
            rows = _said(connection, room_id, behind, (from_ms, until_ms), limit)
            removed = Removed(_removals(connection, room_id))
            standing = (row for row in rows if not removed.has(row.position, row.person_id))
            events = [_event(row.kind, row.body) for row in standing]
            return Passage(events=events, next=rows[-1].position if len(rows) == limit else None)

        return await self._database.read(work)

    async def asked(self, room_id: str, limit: int) -> list[Answered]:
        """What was asked in a room and not taken away, answered or not; the most asked first."""
        return await self._database.read(lambda connection: asked_in(connection, room_id, limit))

    async def questions(self, room_id: str) -> tuple[list[SavedQuestion], list[Vote]]:
        """The questions of a room that were not taken away, and who asks them."""

        def work(connection: sa.Connection) -> tuple[list[SavedQuestion], list[Vote]]:
            shown = [each for each in saved_questions(connection, room_id) if each.question.standing in SHOWN]
            ids = {each.question.id for each in shown}
            votes = [vote for vote in saved_votes(connection, room_id) if vote.question_id in ids]
            return shown, votes

        return await self._database.read(work)

    async def polls(self, room_id: str) -> tuple[list[SavedPoll], list[PollVote]]:
        """The polls of a room, and who is for what."""
        return await self._database.read(
            lambda connection: (saved_polls(connection, room_id), saved_poll_votes(connection, room_id))
        )


def _last_before(connection: sa.Connection, room_id: str, at_ms: int) -> int:
    """The last offset before a moment, by bisection: offsets grow with time, and only they are indexed."""
    of_room = entries.c.room_id == room_id
    newest = connection.execute(sa.select(sa.func.max(entries.c.position)).where(of_room)).scalar_one()
    low, high = 0, (newest or 0) + 1
    while high - low > 1:
        middle = (low + high) // 2
        found = (
            sa.select(entries.c.position, entries.c.at_ms)
            .where(of_room, entries.c.position <= middle, entries.c.position > low)
            .order_by(entries.c.position.desc())
            .limit(1)
        )
        row = connection.execute(found).first()
        if row is None or row.at_ms < at_ms:
            low = middle
        else:
            high = row.position
    return low


def _said(
    connection: sa.Connection, room_id: str, behind: int, between: tuple[int, int], limit: int
) -> Sequence[Any]:
    query = (
        sa.select(entries.c.position, entries.c.kind, entries.c.person_id, entries.c.body)
        .where(
            entries.c.room_id == room_id,
            entries.c.position > behind,
            entries.c.at_ms.between(*between),
            entries.c.kind.in_(_SAID),
        )
        .order_by(entries.c.position)
        .limit(limit)
    )
    return connection.execute(query).all()


def _event(kind: str, body: object) -> Message | News:
    return msgspec.convert(body, Message) if kind == "chat" else msgspec.convert(body, News)


def _removals(connection: sa.Connection, room_id: str) -> list[Removal]:
    query = (
        sa.select(entries.c.body)
        .where(entries.c.room_id == room_id, sa.text(OF_REMOVALS))
        .order_by(entries.c.position)
    )
    return [msgspec.convert(body, Removal) for body in connection.execute(query).scalars()]
