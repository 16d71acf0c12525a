"""What the chat keeps of one person besides their words: votes, measures against them, their appeals."""

from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa

from server.talk.tables import cases, measures, poll_votes, question_votes

# Whom one of these is against is not told: that is what it is for.
_UNTOLD = "shadow"


class CastVote(msgspec.Struct, frozen=True, kw_only=True):
    """A vote for an option of a poll, counted from 0, or for a question, which has none."""

    show_id: str
    at_ms: int
    about_id: str
    option: int | None = None


class TakenMeasure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure against the person that is in force; without an end it lasts until it is lifted."""

    show_id: str
    at_ms: int
    kind: str
    reason: str
    until_ms: int | None


class SaidAppeal(msgspec.Struct, frozen=True, kw_only=True):
    """What the person said against a measure, and what became of it."""

    show_id: str
    at_ms: int
    text: str
    state: str


class ChatMarks(msgspec.Struct, frozen=True, kw_only=True):
    """All of these, the earliest first."""

    poll_votes: list[CastVote]
    question_votes: list[CastVote]
    measures: list[TakenMeasure]
    appeals: list[SaidAppeal]


def read_marks(conn: sa.Connection, person_ids: Collection[str]) -> ChatMarks:
    """Read what stands under any id of a person."""

    def of(table: sa.Table, *more: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
        query = sa.select(table).where(table.c.person_id.in_(person_ids), *more).order_by(table.c.at_ms)
        return list(conn.execute(query))

    return ChatMarks(
        poll_votes=[
            CastVote(show_id=row.room_id, at_ms=row.at_ms, about_id=row.poll_id, option=row.option)
            for row in of(poll_votes)
        ],
        question_votes=[
            CastVote(show_id=row.room_id, at_ms=row.at_ms, about_id=row.question_id)
            for row in of(question_votes)
        ],
        measures=[
            TakenMeasure(
                show_id=row.room_id,
                at_ms=row.at_ms,
                kind=row.kind,
                reason=row.reason,
                until_ms=row.until_ms,
            )
            for row in of(measures, measures.c.kind != _UNTOLD)
        ],
        appeals=[
            SaidAppeal(show_id=row.room_id, at_ms=row.at_ms, text=row.body["x"], state=row.state)
            for row in of(cases, cases.c.kind == "appeal")
        ],
    )
