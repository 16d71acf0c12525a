"""What the chat's rows hold of one person: read for them, and erased for them."""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from server.db import Database
from server.talk.marks import ChatMarks, read_marks
from server.talk.tables import (
    audit,
    cases,
    entries,
    measures,
    poll_votes,
    question_votes,
    questions,
    sticky,
)

MOST_MESSAGES = 20_000
GONE = "gone"  # as in the protocol: stands where a removed message was, without text
_WORDS = ("chat", "shadowed")
_QUOTES = ("restored", "qa.changed")


class SaidMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its author wrote it."""

    show_id: str
    at_ms: int
    text: str


class SaidQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question as its asker wrote it."""

    show_id: str
    at_ms: int
    text: str
    standing: str
    product_id: str | None


class ChatPeople:
    """Reads and erases by person; rooms that are open are asked first to take back what was said in them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def messages(self, person_ids: Collection[str]) -> list[SaidMessage]:
        """Return what a person said, the latest first, at most 20,000."""
        query = (
            sa.select(entries.c.room_id, entries.c.at_ms, entries.c.body)
            .where(entries.c.person_id.in_(person_ids), entries.c.kind.in_(("chat", "shadowed")))
            .order_by(entries.c.at_ms.desc())
            .limit(MOST_MESSAGES)
        )
        return await self._database.read(
            lambda conn: [
                SaidMessage(show_id=row.room_id, at_ms=row.at_ms, text=row.body["x"])
                for row in conn.execute(query)
            ]
        )

    async def questions(self, person_ids: Collection[str]) -> list[SaidQuestion]:
        """Return what a person asked, the latest first."""
        query = (
            sa.select(questions)
            .where(questions.c.asker_id.in_(person_ids))
            .order_by(questions.c.asked_ms.desc())
            .limit(MOST_MESSAGES)
        )
        return await self._database.read(
            lambda conn: [
                SaidQuestion(
                    show_id=row.room_id,
                    at_ms=row.asked_ms,
                    text=row.body["x"],
                    standing=row.standing,
                    product_id=row.product_id,
                )
                for row in conn.execute(query)
            ]
        )

    async def marks(self, person_ids: Collection[str]) -> ChatMarks:
        """Return a person's votes, the measures against them and their appeals."""
        return await self._database.read(lambda conn: read_marks(conn, person_ids))

    async def forget(self, person_ids: Collection[str]) -> None:
        """Erase what a person said and asked, and their name and words from the moderators' log.

        What moderators did stays in the log, with the id that names nobody any more.
        """
        await self._database.write(lambda conn: _forget(conn, set(person_ids)))


def _forget(conn: sa.Connection, person_ids: set[str]) -> None:
    rooms = _rooms_of(conn, person_ids)
    _blank_words(conn, person_ids, rooms)
    _blank_quotes(conn, person_ids, rooms)
    _blank_names(conn, person_ids, rooms)
    _take_down(conn, person_ids, rooms)
    _forget_votes_for(conn, person_ids)
    for table, column in (
        (questions, questions.c.asker_id),
        (question_votes, question_votes.c.person_id),
        (poll_votes, poll_votes.c.person_id),
        (cases, cases.c.person_id),
        (measures, measures.c.person_id),
    ):
        conn.execute(sa.delete(table).where(column.in_(person_ids)))
    nameless = {"target_name": "", "message": None, "reverse": None}
    conn.execute(sa.update(audit).where(audit.c.target_id.in_(person_ids)).values(nameless))
    conn.execute(sa.update(audit).where(audit.c.actor_id.in_(person_ids)).values(actor_name=""))
    _unpin_for_good(conn, person_ids, rooms)


def _rooms_of(conn: sa.Connection, person_ids: set[str]) -> list[str]:
    """Every room in which the person said or asked something."""
    said = sa.select(entries.c.room_id).where(entries.c.person_id.in_(person_ids))
    asked = sa.select(questions.c.room_id).where(questions.c.asker_id.in_(person_ids))
    return list(conn.execute(sa.union(said, asked)).scalars())


def _blank_words(conn: sa.Connection, person_ids: set[str], rooms: list[str]) -> None:
    """Put a tombstone in the place of each message and question, so that the timeline has no hole."""
    theirs = sa.select(entries).where(entries.c.person_id.in_(person_ids), entries.c.kind.in_(_WORDS))
    # Who asked stands only in the event itself: a question is not a message of its asker's.
    asked = sa.select(entries).where(entries.c.room_id.in_(rooms), entries.c.kind == "qa.asked")
    questions_of_theirs = (
        row for row in conn.execute(asked).all() if row.body["q"]["asker"]["person_id"] in person_ids
    )
    for row in (*conn.execute(theirs).all(), *questions_of_theirs):
        tombstone = {"t": GONE, "o": row.position, "ts": row.at_ms}
        _rewrite(conn, row, kind=GONE, person_id=None, body=tombstone)


def _blank_quotes(conn: sa.Connection, person_ids: set[str], rooms: list[str]) -> None:
    """Take the person's words out of what others did with them: messages brought back, questions changed."""
    others = sa.select(entries).where(entries.c.room_id.in_(rooms), entries.c.kind.in_(_QUOTES))
    for row in conn.execute(others).all():
        kept = {key: list(_of_others(value, person_ids)) for key, value in _quoted(row.body)}
        if any(len(kept[key]) < len(row.body[key]) for key in kept):
            _rewrite(conn, row, body={**row.body, **kept})


def _blank_names(conn: sa.Connection, person_ids: set[str], rooms: list[str]) -> None:
    """Take the person's name out of the messages that answer or name them; the words are their authors'."""
    said = sa.select(entries).where(entries.c.room_id.in_(rooms), entries.c.kind.in_(("chat", "shadowed")))
    for row in conn.execute(said).all():
        body = dict(row.body)
        if body.get("re", {}).get("id") in person_ids:
            del body["re"]
        body["at"] = [each for each in body.get("at", ()) if each["person_id"] not in person_ids]
        if len(body["at"]) < len(row.body.get("at", ())) or ("re" in row.body and "re" not in body):
            _rewrite(conn, row, body=body)


def _take_down(conn: sa.Connection, person_ids: set[str], rooms: list[str]) -> None:
    """Take down what was pinned above a chat of the person's words, now and in the timeline."""
    notes = sa.select(sticky).where(sticky.c.room_id.in_(rooms), sticky.c.key == "notice")
    for row in conn.execute(notes).all():
        if row.payload["author"]["person_id"] in person_ids:
            this = sa.and_(sticky.c.room_id == row.room_id, sticky.c.key == row.key)
            conn.execute(sa.delete(sticky).where(this))
    told = sa.select(entries).where(entries.c.room_id.in_(rooms), entries.c.kind == "notice")
    for row in conn.execute(told).all():
        if row.body["d"] is not None and row.body["d"]["author"]["person_id"] in person_ids:
            _rewrite(conn, row, body={**row.body, "d": None})


def _unpin_for_good(conn: sa.Connection, person_ids: set[str], rooms: list[str]) -> None:
    """Let no undo pin the person's words again."""
    done = sa.select(audit.c.id, audit.c.reverse).where(
        audit.c.room_id.in_(rooms), audit.c.reverse.is_not(None)
    )
    for row in conn.execute(done).all():
        pinned = row.reverse.get("notice")
        if pinned is not None and pinned["author"]["person_id"] in person_ids:
            conn.execute(sa.update(audit).where(audit.c.id == row.id).values(reverse=None))


def _forget_votes_for(conn: sa.Connection, person_ids: set[str]) -> None:
    """Forget who else asks the person's questions, which go."""
    theirs = sa.select(questions.c.room_id, questions.c.question_id).where(
        questions.c.asker_id.in_(person_ids)
    )
    asked = sa.tuple_(question_votes.c.room_id, question_votes.c.question_id)
    conn.execute(sa.delete(question_votes).where(asked.in_(theirs)))


def _quoted(body: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    return ((key, body[key]) for key in ("messages", "qs") if key in body)


def _of_others(quotes: list[dict[str, Any]], person_ids: set[str]) -> Iterator[dict[str, Any]]:
    for quote in quotes:
        author = quote.get("from", {}).get("id") or quote.get("asker", {}).get("person_id")
        if author not in person_ids:
            yield quote


def _rewrite(conn: sa.Connection, row: sa.Row[Any], **values: object) -> None:
    this = sa.and_(entries.c.room_id == row.room_id, entries.c.position == row.position)
    conn.execute(sa.update(entries).where(this).values(**values))
