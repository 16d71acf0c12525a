"""What the chat asks of the house: who somebody is, and a place where a room outlives the process."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from chat.cases import Case
from chat.moderation import AuditEntry, Lift, Measure
from chat.people import Chatter
from chat.policy import Regime
from chat.poll import PollVote, SavedPoll
from chat.question import Question, SavedQuestion, Vote
from chat.timeline import Json


class Identity(Protocol):
    """Knows people by the tokens that the server hands out."""

    async def identify(self, token: str, room_id: str) -> Chatter | None:
        """The person behind a token for this room, or None if it does not open it."""
        ...


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One ordered event to be stored; `(room, offset)` is unique."""

    offset: int
    at_ms: int
    kind: str
    person_id: str | None
    body: Json


class Sticky(msgspec.Struct, frozen=True, kw_only=True):
    """The latest payload under a snapshot key; None takes the key away."""

    key: str
    payload: Json | None


Record = (
    Entry | AuditEntry | Measure | Lift | Sticky | Case | Regime | SavedQuestion | Vote | SavedPoll | PollVote
)


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A question that was answered in a room, and how many people asked it."""

    room_id: str
    question: Question
    votes: int


class SavedRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A room as the archive knows it; `entries` and `audit` are the newest, oldest first."""

    epoch: str
    offset: int
    entries: Sequence[Entry] = ()
    measures: Sequence[Measure] = ()
    audit: Sequence[AuditEntry] = ()
    cases: Sequence[Case] = ()
    regime: Regime = msgspec.field(default_factory=Regime)
    sticky: dict[str, Json] = msgspec.field(default_factory=dict)
    questions: Sequence[SavedQuestion] = ()
    votes: Sequence[Vote] = ()
    polls: Sequence[SavedPoll] = ()
    poll_votes: Sequence[PollVote] = ()


class Archive(Protocol):
    """The durable store of the rooms. Its methods raise ArchiveError when they could not do their work."""

    async def open_room(self, room_id: str, *, fresh_epoch: str, entries: int) -> SavedRoom:
        """Open a room for writing and return it with its newest entries.

        The saved epoch goes on when the room was closed by `close_room`; otherwise events may have been
        lost and `fresh_epoch` begins. Either way the room counts as not closed from here on.
        """
        ...

    async def append(self, room_id: str, records: Sequence[Record]) -> None:
        """Store records in order, in one transaction. The same records again change nothing."""
        ...

    async def set_aside(self, room_id: str, count: int) -> int:
        """Give nobody else the next `count` offsets; returns the offset before the first of them."""
        ...

    async def close_room(self, room_id: str, offset: int) -> None:
        """Say that everything up to `offset` is stored, so that the epoch may go on."""
        ...

    async def answered(self, product_id: str, limit: int) -> list[Answered]:
        """What was answered about a product in any room, the latest first."""
        ...

    async def has_spoken(self, person_ids: Sequence[str]) -> bool:
        """Whether any message of one of these people is stored, in whatever room."""
        ...

    async def audit(self, room_id: str, limit: int) -> list[AuditEntry]:
        """The newest audit entries, newest first."""
        ...


class ArchiveError(Exception):
    """The archive could not do it; nothing was written."""
