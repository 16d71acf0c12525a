"""The chat's Archive on the house's database: rooms, timelines, measures and the audit log as rows."""

from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from chat import (
    Answered,
    ArchiveError,
    AuditEntry,
    Case,
    Entry,
    Lift,
    Measure,
    MeasureKind,
    PersonRef,
    PollVote,
    Record,
    Regime,
    Reverse,
    SavedPoll,
    SavedQuestion,
    SavedRoom,
    Sticky,
    Vote,
)
from server.db import Database, DatabaseError
from server.inserts import insert
from server.talk.polls import put_poll, put_poll_vote, saved_poll_votes, saved_polls
from server.talk.questions import answered_about, put_question, put_vote, saved_questions, saved_votes
from server.talk.tables import audit, cases, entries, measures, regimes, rooms, sticky

T = TypeVar("T")
Row = dict[str, Any]
Other = AuditEntry | Measure | Lift | Sticky | Case | Regime | SavedQuestion | Vote | SavedPoll | PollVote

_UNDOABLE = 200


class ChatArchive:
    """Keeps chat rooms in the database; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_room(self, room_id: str, *, fresh_epoch: str, entries: int) -> SavedRoom:
        """See ``chat.ports.Archive``."""

        def work(connection: sa.Connection) -> SavedRoom:
            epoch, offset = _reopen(connection, room_id, fresh_epoch)
            return SavedRoom(
                epoch=epoch,
                offset=offset,
                entries=_newest(connection, room_id, entries),
                measures=_measures(connection, room_id),
                audit=_newest_audit(connection, room_id, _UNDOABLE)[::-1],
                cases=_open_cases(connection, room_id),
                regime=_regime(connection, room_id),
                sticky=_sticky(connection, room_id),
                questions=saved_questions(connection, room_id),
                votes=saved_votes(connection, room_id),
                polls=saved_polls(connection, room_id),
                poll_votes=saved_poll_votes(connection, room_id),
            )

        return await self._run(self._database.write(work))

    async def append(self, room_id: str, records: Sequence[Record]) -> None:
        """See ``chat.ports.Archive``."""

        def work(connection: sa.Connection) -> None:
            timeline = [record for record in records if isinstance(record, Entry)]
            if timeline:
                _add_entries(connection, room_id, timeline)
            for record in records:
                if not isinstance(record, Entry):
                    _write(connection, room_id, record)

        await self._run(self._database.write(work))

    async def set_aside(self, room_id: str, count: int) -> int:
        """See ``chat.ports.Archive``."""

        def work(connection: sa.Connection) -> int:
            taken = (
                sa.update(rooms)
                .where(rooms.c.room_id == room_id)
                .values(last_offset=rooms.c.last_offset + count)
                .returning(rooms.c.last_offset)
            )
            last: int = connection.execute(taken).scalar_one()
            return last - count

        return await self._run(self._database.write(work))

    async def close_room(self, room_id: str, offset: int) -> None:
        """See ``chat.ports.Archive``."""

        def work(connection: sa.Connection) -> None:
            closed = sa.update(rooms).where(rooms.c.room_id == room_id).values(closed_offset=offset)
            connection.execute(closed)

        await self._run(self._database.write(work))

    async def answered(self, product_id: str, limit: int) -> list[Answered]:
        """See ``chat.ports.Archive``."""
        return await self._run(
            self._database.read(lambda connection: answered_about(connection, product_id, limit))
        )

    async def has_spoken(self, person_ids: Sequence[str]) -> bool:
        """See ``chat.ports.Archive``."""
        any_of_them = sa.select(entries.c.position).where(entries.c.person_id.in_(person_ids)).limit(1)
        return await self._run(
            self._database.read(lambda connection: connection.execute(any_of_them).first() is not None)
        )

    async def audit(self, room_id: str, limit: int) -> list[AuditEntry]:
        """See ``chat.ports.Archive``."""

        def work(connection: sa.Connection) -> list[AuditEntry]:
            return _newest_audit(connection, room_id, limit)

        return await self._run(self._database.read(work))

    async def _run(self, work: Awaitable[T]) -> T:
        try:
            return await work
        except (DatabaseError, sa.exc.DBAPIError) as error:
            raise ArchiveError(str(error)) from error


def _reopen(connection: sa.Connection, room_id: str, fresh_epoch: str) -> tuple[str, int]:
    """Mark the room as in use; returns its epoch (fresh unless it was put back whole) and last offset."""
    first = {"room_id": room_id, "epoch": fresh_epoch, "last_offset": 0, "closed_offset": None}
    connection.execute(insert(connection, rooms).on_conflict_do_nothing(), first)
    # Postgres must not let two processes both read "closed" and go on in the same epoch.
    row = connection.execute(sa.select(rooms).where(rooms.c.room_id == room_id).with_for_update()).one()
    epoch = row.epoch if row.closed_offset == row.last_offset else fresh_epoch
    in_use = sa.update(rooms).where(rooms.c.room_id == room_id).values(epoch=epoch, closed_offset=None)
    connection.execute(in_use)
    return epoch, row.last_offset


def _newest(connection: sa.Connection, room_id: str, count: int) -> list[Entry]:
    newest = (
        sa.select(entries)
        .where(entries.c.room_id == room_id)
        .order_by(entries.c.position.desc())
        .limit(count)
    )
    found = [
        Entry(offset=row.position, at_ms=row.at_ms, kind=row.kind, person_id=row.person_id, body=row.body)
        for row in connection.execute(newest)
    ]
    return found[::-1]


def _measures(connection: sa.Connection, room_id: str) -> list[Measure]:
    in_force = sa.select(measures).where(measures.c.room_id == room_id)
    return [
        Measure(
            person=PersonRef(person_id=row.person_id, name=row.person_name),
            until_ms=row.until_ms,
            reason=row.reason,
            by=PersonRef(person_id=row.by_id, name=row.by_name),
            at_ms=row.at_ms,
            kind=MeasureKind(row.kind),
        )
        for row in connection.execute(in_force)
    ]


def _newest_audit(connection: sa.Connection, room_id: str, limit: int) -> list[AuditEntry]:
    newest = (
        sa.select(audit)
        .where(audit.c.room_id == room_id)
        .order_by(audit.c.at_ms.desc(), audit.c.id.desc())
        .limit(limit)
    )
    return [_audit_entry(row) for row in connection.execute(newest).mappings()]


def _open_cases(connection: sa.Connection, room_id: str) -> list[Case]:
    """What waits for a moderator; appeals that were decided as well, because there is one to a measure."""
    counts = sa.or_(cases.c.state == "open", cases.c.kind == "appeal")
    found = sa.select(cases.c.body).where(cases.c.room_id == room_id, counts).order_by(cases.c.at_ms)
    bodies = connection.execute(found).scalars()
    return [msgspec.convert(body, Case) for body in bodies]


def _regime(connection: sa.Connection, room_id: str) -> Regime:
    found = sa.select(regimes.c.body).where(regimes.c.room_id == room_id)
    body = connection.execute(found).scalar_one_or_none()
    return Regime() if body is None else msgspec.convert(body, Regime)


def _sticky(connection: sa.Connection, room_id: str) -> dict[str, Any]:
    latest = sa.select(sticky.c.key, sticky.c.payload).where(sticky.c.room_id == room_id)
    return {row.key: row.payload for row in connection.execute(latest)}


def _add_entries(connection: sa.Connection, room_id: str, timeline: list[Entry]) -> None:
    """Add events; those that an earlier try has stored already stay as they are."""
    rows = [
        {
            "room_id": room_id,
            "position": entry.offset,
            "at_ms": entry.at_ms,
            "kind": entry.kind,
            "person_id": entry.person_id,
            "body": entry.body,
        }
        for entry in timeline
    ]
    connection.execute(insert(connection, entries).on_conflict_do_nothing(), rows)
    last = timeline[-1].offset
    behind = sa.and_(rooms.c.room_id == room_id, rooms.c.last_offset < last)
    connection.execute(sa.update(rooms).where(behind).values(last_offset=last))


def _write(connection: sa.Connection, room_id: str, record: Other) -> None:
    match record:
        case AuditEntry():
            row = _audit_row(record)
            connection.execute(insert(connection, audit).on_conflict_do_nothing(), row)
        case Measure():
            _put_measure(connection, room_id, record)
        case Lift():
            against = (
                measures.c.room_id == room_id,
                measures.c.person_id == record.person_id,
                measures.c.kind == record.kind,
            )
            connection.execute(sa.delete(measures).where(*against))
        case Sticky():
            _put_sticky(connection, room_id, record)
        case SavedQuestion():
            put_question(connection, room_id, record)
        case Vote():
            put_vote(connection, room_id, record)
        case SavedPoll():
            put_poll(connection, room_id, record)
        case PollVote():
            put_poll_vote(connection, room_id, record)
        case Regime():
            content = {"body": msgspec.to_builtins(record)}
            put = insert(connection, regimes).on_conflict_do_update(index_elements=["room_id"], set_=content)
            connection.execute(put, {"room_id": room_id} | content)
        case _:
            _put_case(connection, room_id, record)


def _put_measure(connection: sa.Connection, room_id: str, measure: Measure) -> None:
    content: Row = {
        "person_name": measure.person.name,
        "until_ms": measure.until_ms,
        "reason": measure.reason,
        "by_id": measure.by.person_id,
        "by_name": measure.by.name,
        "at_ms": measure.at_ms,
    }
    key: Row = {"room_id": room_id, "person_id": measure.person.person_id, "kind": measure.kind.value}
    put = insert(connection, measures).on_conflict_do_update(index_elements=list(key), set_=content)
    connection.execute(put, key | content)


def _put_case(connection: sa.Connection, room_id: str, case: Case) -> None:
    body = msgspec.to_builtins(case)
    content: Row = {"person_id": case.person_id, "at_ms": case.at_ms, "state": case.state, "body": body}
    key: Row = {"room_id": room_id, "kind": body["kind"], "id": case.id}
    put = insert(connection, cases).on_conflict_do_update(index_elements=list(key), set_=content)
    connection.execute(put, key | content)


def _put_sticky(connection: sa.Connection, room_id: str, latest: Sticky) -> None:
    key: Row = {"room_id": room_id, "key": latest.key}
    if latest.payload is None:
        under_key = sa.and_(sticky.c.room_id == room_id, sticky.c.key == latest.key)
        connection.execute(sa.delete(sticky).where(under_key))
        return
    content: Row = {"payload": latest.payload}
    put = insert(connection, sticky).on_conflict_do_update(index_elements=list(key), set_=content)
    connection.execute(put, key | content)


def _audit_row(entry: AuditEntry) -> Row:
    return {
        "id": entry.id,
        "room_id": entry.room_id,
        "at_ms": entry.at_ms,
        "actor_id": entry.actor.person_id,
        "actor_name": entry.actor.name,
        "action": entry.action,
        "target_id": entry.target.person_id,
        "target_name": entry.target.name,
        "message": entry.message,
        "reason": entry.reason,
        "until_ms": entry.until_ms,
        "undoes": entry.undoes,
        "reverse": None if entry.reverse is None else msgspec.to_builtins(entry.reverse),
    }


def _audit_entry(row: sa.RowMapping) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        room_id=row["room_id"],
        at_ms=row["at_ms"],
        actor=PersonRef(person_id=row["actor_id"], name=row["actor_name"]),
        action=row["action"],
        target=PersonRef(person_id=row["target_id"], name=row["target_name"]),
        message=row["message"],
        reason=row["reason"],
        until_ms=row["until_ms"],
        undoes=row["undoes"],
        reverse=None if row["reverse"] is None else msgspec.convert(row["reverse"], Reverse),
    )
