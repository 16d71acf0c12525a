"""An Archive in memory that keeps the port's promises and can be told to fail."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from chat.moderation import AuditEntry, Lift, Measure
from chat.policy import Regime
from chat.poll import PollVote, SavedPoll
from chat.ports import Answered, ArchiveError, Entry, Record, SavedRoom, Sticky
from chat.question import SavedQuestion, Standing, Vote


class MemoryArchive:
    """Rooms that live as long as this object."""

    def __init__(self) -> None:
        self.failing = False
        self.hanging = False
        self.rooms: dict[str, SavedRoom] = {}
        self.audits: dict[str, dict[str, AuditEntry]] = defaultdict(dict)
        self.closed_at: dict[str, int] = {}
        self.batches: list[Sequence[Record]] = []

    async def open_room(self, room_id: str, *, fresh_epoch: str, entries: int) -> SavedRoom:
        await self._work()
        saved = self.rooms.get(room_id, SavedRoom(epoch=fresh_epoch, offset=0))
        if self.closed_at.pop(room_id, None) != saved.offset:
            saved = msgspec.structs.replace(saved, epoch=fresh_epoch)
        self.rooms[room_id] = saved
        return msgspec.structs.replace(saved, entries=saved.entries[-entries:])

    async def append(self, room_id: str, records: Sequence[Record]) -> None:
        await self._work()
        self.batches.append(records)
        self.audits[room_id] |= {each.id: each for each in records if isinstance(each, AuditEntry)}
        self.rooms[room_id] = apply_records(self.rooms[room_id], records)

    async def set_aside(self, room_id: str, count: int) -> int:
        await self._work()
        offset = self.rooms[room_id].offset
        self.rooms[room_id] = msgspec.structs.replace(self.rooms[room_id], offset=offset + count)
        return offset

    async def close_room(self, room_id: str, offset: int) -> None:
        await self._work()
        self.closed_at[room_id] = offset

    async def answered(self, product_id: str, limit: int) -> list[Answered]:
        await self._work()
        found = [
            Answered(
                room_id=room_id,
                question=each.question,
                votes=sum(vote.question_id == each.question.id for vote in saved.votes),
            )
            for room_id, saved in self.rooms.items()
            for each in saved.questions
            if each.question.product_id == product_id and each.question.standing is Standing.answered
        ]
        return found[::-1][:limit]

    async def has_spoken(self, person_ids: Sequence[str]) -> bool:
        await self._work()
        entries = (entry for saved in self.rooms.values() for entry in saved.entries)
        return any(entry.person_id in person_ids for entry in entries)

    async def audit(self, room_id: str, limit: int) -> list[AuditEntry]:
        await self._work()
        return list(self.audits[room_id].values())[::-1][:limit]

    async def _work(self) -> None:
        await asyncio.sleep(0)
        if self.hanging:
            await asyncio.Event().wait()
        if self.failing:
            raise ArchiveError("the archive is told to fail")


def apply_records(saved: SavedRoom, records: Sequence[Record]) -> SavedRoom:
    """The room after these records were stored."""
    entries = {entry.offset: entry for entry in saved.entries}
    measures = {(each.person.person_id, each.kind): each for each in saved.measures}
    audit, regime = list(saved.audit), saved.regime
    cases = {case.id: case for case in saved.cases}
    sticky = dict(saved.sticky)
    questions = {each.question.id: each for each in saved.questions}
    votes = {(each.question_id, each.person_id): each for each in saved.votes}
    polls = {each.poll.id: each for each in saved.polls}
    poll_votes = {(each.poll_id, each.person_id): each for each in saved.poll_votes}
    for record in records:
        _put_poll(polls, poll_votes, record)
        match record:
            case Entry():
                entries.setdefault(record.offset, record)
            case Measure():
                measures[record.person.person_id, record.kind] = record
            case Lift():
                measures.pop((record.person_id, record.kind), None)
            case Sticky(key=key, payload=None):
                sticky.pop(key, None)
            case Sticky(key=key, payload=payload):
                sticky[key] = payload or {}
            case AuditEntry():
                audit.append(record)
            case SavedQuestion():
                _put_question(questions, votes, record)
            case Vote(on=False):
                votes.pop((record.question_id, record.person_id), None)
            case Vote():
                votes[record.question_id, record.person_id] = record
            case Regime():
                regime = record
            case _ if not isinstance(record, (SavedPoll, PollVote)):
                cases[record.id] = record
    return SavedRoom(
        epoch=saved.epoch,
        offset=max(saved.offset, *entries) if entries else saved.offset,
        entries=[entries[offset] for offset in sorted(entries)],
        measures=list(measures.values()),
        audit=audit,
        cases=list(cases.values()),
        regime=regime,
        sticky=sticky,
        questions=list(questions.values()),
        votes=list(votes.values()),
        polls=list(polls.values()),
        poll_votes=list(poll_votes.values()),
    )


def _put_poll(polls: dict[str, SavedPoll], votes: dict[tuple[str, str], PollVote], record: Record) -> None:
    if isinstance(record, PollVote):
        votes[record.poll_id, record.person_id] = record
    elif isinstance(record, SavedPoll) and polls.get(record.poll.id, record).offset <= record.offset:
        polls[record.poll.id] = record


def _put_question(
    questions: dict[str, SavedQuestion], votes: dict[tuple[str, str], Vote], saved: SavedQuestion
) -> None:
    question = saved.question
    if question.id not in questions:
        own = Vote(question_id=question.id, person_id=question.asker.person_id, on=True, ts=question.ts)
        votes[question.id, own.person_id] = own
    elif questions[question.id].offset > saved.offset:
        return
    questions[question.id] = saved
    for moved in [each for each in votes.values() if each.question_id == question.id and question.into]:
        del votes[moved.question_id, moved.person_id]
        votes[str(question.into), moved.person_id] = msgspec.structs.replace(
            moved, question_id=str(question.into)
        )
