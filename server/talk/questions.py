"""The rows of the chat's questions: each as it was last changed, and who asks it."""

from typing import Any

import msgspec
import sqlalchemy as sa

from chat import Answered, Question, SavedQuestion, Standing, Vote
from server.inserts import insert
from server.talk.tables import question_votes, questions

Row = dict[str, Any]

SHOWN = (Standing.open, Standing.answering, Standing.answered)
"""Questions that everybody can read."""
_VOTES = sa.func.count(question_votes.c.person_id)


def saved_questions(connection: sa.Connection, room_id: str) -> list[SavedQuestion]:
    """All questions of a room, in the order in which they were asked."""
    query = sa.select(questions).where(questions.c.room_id == room_id).order_by(questions.c.asked_ms)
    return [
        SavedQuestion(question=msgspec.convert(row.body, Question), offset=row.changed_position)
        for row in connection.execute(query)
    ]


def saved_votes(connection: sa.Connection, room_id: str) -> list[Vote]:
    """Who asks what in a room."""
    rows = connection.execute(sa.select(question_votes).where(question_votes.c.room_id == room_id))
    return [Vote(question_id=row.question_id, person_id=row.person_id, on=True, ts=row.at_ms) for row in rows]


def answered_about(connection: sa.Connection, product_id: str, limit: int) -> list[Answered]:
    """What was answered about a product in any room, the latest first."""
    is_it = (questions.c.product_id == product_id, questions.c.standing == Standing.answered.value)
    query = _voted().where(*is_it).order_by(questions.c.asked_ms.desc())
    return _answered(connection, query.limit(limit))


def asked_in(connection: sa.Connection, room_id: str, limit: int) -> list[Answered]:
    """What was asked in a room and not taken away, answered or not; the most asked first."""
    is_it = (questions.c.room_id == room_id, questions.c.standing.in_([standing.value for standing in SHOWN]))
    query = _voted().where(*is_it).order_by(_VOTES.desc(), questions.c.asked_ms)
    return _answered(connection, query.limit(limit))


def _voted() -> sa.Select[tuple[str, Any, int]]:
    """Questions with the number of people who ask them."""
    same = sa.and_(
        question_votes.c.room_id == questions.c.room_id,
        question_votes.c.question_id == questions.c.question_id,
    )
    return (
        sa.select(questions.c.room_id, questions.c.body, _VOTES.label("votes"))
        .select_from(questions.outerjoin(question_votes, same))
        .group_by(questions.c.room_id, questions.c.question_id)
    )


def _answered(connection: sa.Connection, query: sa.Select[tuple[str, Any, int]]) -> list[Answered]:
    return [
        Answered(room_id=row.room_id, question=msgspec.convert(row.body, Question), votes=row.votes)
        for row in connection.execute(query)
    ]


def put_question(connection: sa.Connection, room_id: str, saved: SavedQuestion) -> None:
    """Store a question unless a later change is stored already.

    Its asker asks it; the voters of one that is merged ask the other.
    """
    question = saved.question
    content: Row = {
        "changed_position": saved.offset,
        "asker_id": question.asker.person_id,
        "asked_ms": question.ts,
        "standing": question.standing.value,
        "product_id": question.product_id,
        "body": msgspec.to_builtins(question),
    }
    key: Row = {"room_id": room_id, "question_id": question.id}
    is_new = insert(connection, questions).on_conflict_do_nothing()
    if connection.execute(is_new, key | content).rowcount == 1:
        own = Vote(question_id=question.id, person_id=question.asker.person_id, on=True, ts=question.ts)
        put_vote(connection, room_id, own)
    else:
        this = sa.and_(questions.c.room_id == room_id, questions.c.question_id == question.id)
        is_later = questions.c.changed_position < saved.offset
        connection.execute(sa.update(questions).where(this, is_later).values(content))
    if question.into is not None:
        _move_votes(connection, room_id, question.id, question.into)


def put_vote(connection: sa.Connection, room_id: str, vote: Vote) -> None:
    """Store a vote, once a person, or take it away."""
    key: Row = {"room_id": room_id, "question_id": vote.question_id, "person_id": vote.person_id}
    if vote.on:
        put = insert(connection, question_votes).on_conflict_do_nothing()
        connection.execute(put, key | {"at_ms": vote.ts})
    else:
        this = sa.and_(*(question_votes.c[name] == value for name, value in key.items()))
        connection.execute(sa.delete(question_votes).where(this))


def _move_votes(connection: sa.Connection, room_id: str, source: str, target: str) -> None:
    of_source = sa.and_(question_votes.c.room_id == room_id, question_votes.c.question_id == source)
    for row in connection.execute(sa.select(question_votes).where(of_source)).all():
        moved = Vote(question_id=target, person_id=row.person_id, on=True, ts=row.at_ms)
        put_vote(connection, room_id, moved)
    connection.execute(sa.delete(question_votes).where(of_source))
