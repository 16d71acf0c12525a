"""What waits for a moderator, as data: held messages, reports of viewers, appeals against measures."""

from typing import Literal

import msgspec

from chat.moderation import MeasureKind
from chat.people import PersonRef
from chat.timeline import Author, Quoted

CaseState = Literal["open", "accepted", "refused"]


class Held(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="held"):
    """A message that a rule holds back.

    Args:
        message_id: The sender's own id of it.
        re: What it answers, and `at` whom it names.
        rule: Which rule; `found` is the part of the text it means.
        until_ms: When the room's default decides.
    """

    id: str
    message_id: str
    author: Author = msgspec.field(name="from")
    x: str
    rule: str
    found: str
    at_ms: int
    until_ms: int
    re: Quoted | None = None
    at: tuple[PersonRef, ...] = ()
    state: CaseState = "open"

    @property
    def person_id(self) -> str:
        """Whom it is about."""
        return self.author.id


class Report(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="report"):
    """A viewer's word against a message, with the message as evidence."""

    id: str
    off: int
    person: PersonRef
    x: str
    by: PersonRef
    reason: str
    at_ms: int
    state: CaseState = "open"

    @property
    def person_id(self) -> str:
        """Whom it is about."""
        return self.person.person_id


class Appeal(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="appeal"):
    """What a person says against a measure, with the measure and their last words as evidence."""

    id: str
    person: PersonRef
    measure: MeasureKind
    measure_ms: int
    reason: str
    by: PersonRef
    x: str
    evidence: tuple[str, ...]
    at_ms: int
    state: CaseState = "open"

    @property
    def person_id(self) -> str:
        """Whose it is."""
        return self.person.person_id


class Accepted(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="accepted"):
    """A person has accepted the guidelines of the room as they were then."""

    id: str
    person_id: str
    guidelines: str
    at_ms: int
    state: CaseState = "open"


Case = Held | Report | Appeal | Accepted


class Complain(msgspec.Struct, frozen=True, kw_only=True):
    """Report the message at an offset."""

    offset: int
    reason: str


class Plead(msgspec.Struct, frozen=True, kw_only=True):
    """Appeal against the measure in force."""

    text: str


class AcceptRules(msgspec.Struct, frozen=True, kw_only=True):
    """Accept the guidelines of the room."""


Petition = Complain | Plead | AcceptRules
