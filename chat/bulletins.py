"""What every process that serves a room has to know of one thing that happened there."""

from collections.abc import Sequence

import msgspec

from chat.cases import Case
from chat.moderation import AuditEntry, Lift, Measure
from chat.policy import Regime
from chat.poll import PollClosed, PollOpened, PollVote, SavedPoll
from chat.ports import Entry, Record, Sticky
from chat.question import QuestionAsked, QuestionsChanged, SavedQuestion, Vote
from chat.timeline import EVENT_TYPES, Event, Message, News, Shadowed, as_json, kind_of

UNPLACED = 0


class Bulletin(msgspec.Struct, frozen=True, kw_only=True):
    """One happening; its `event`, if it has one, stands at offset 0 until a sequencer gives it its place.

    Args:
        id: The same id of the same person again is the same happening.
        by: Whose id it is; None for the server's.
        urgent: Whether it is sent at once or with the next tick.
        event: What everybody sees, now and later.
        sticky: What newcomers find in the snapshot from now on.
        measure: A measure that is in force.
        lift: The end of one.
        audit: The line of the log.
        cases: What waits for a moderator now, or does not any more.
        regime: The policy that is in force.
        vote: A vote, which is no event: everybody sees the sum.
    """

    id: str
    by: str | None = None
    urgent: bool = False
    event: Event | None = None
    sticky: Sticky | None = None
    measure: Measure | None = None
    lift: Lift | None = None
    audit: AuditEntry | None = None
    cases: tuple[Case, ...] = ()
    regime: Regime | None = None
    vote: Vote | PollVote | None = None

    @property
    def in_force(self) -> list[Record]:
        """What is stored before the bulletin has its place: moderation, which waits for nobody."""
        records = (self.measure, self.lift, self.audit, self.regime, *self.cases)
        return [record for record in records if record is not None]

    @property
    def moderates(self) -> bool:
        """Whether a moderator or a rule acted, or somebody wants a moderator to act."""
        return self.audit is not None or bool(self.cases)

    def placed(self, offset: int) -> Event:
        """The event at its place.

        Raises:
            ValueError: this bulletin has no event.
        """
        if self.event is None:
            raise ValueError("a bulletin without an event has no place")
        return msgspec.structs.replace(self.event, o=offset)


class _Wire(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A bulletin between processes; the event's kind stands beside it, because news has many."""

    node: str
    id: str
    by: str | None = None
    urgent: bool = False
    kind: str | None = None
    event: msgspec.Raw = msgspec.Raw()
    sticky: Sticky | None = None
    measure: Measure | None = None
    lift: Lift | None = None
    audit: AuditEntry | None = None
    cases: tuple[Case, ...] = ()
    regime: Regime | None = None
    vote: Vote | PollVote | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Wire)


def encode(bulletin: Bulletin, node: str) -> bytes:
    """A bulletin as the process `node` tells it to the others."""
    event = bulletin.event
    return _encoder.encode(
        _Wire(
            node=node,
            id=bulletin.id,
            by=bulletin.by,
            urgent=bulletin.urgent,
            kind=None if event is None else kind_of(event),
            event=msgspec.Raw(b"null" if event is None else _encoder.encode(event)),
            sticky=bulletin.sticky,
            measure=bulletin.measure,
            lift=bulletin.lift,
            audit=bulletin.audit,
            cases=bulletin.cases,
            regime=bulletin.regime,
            vote=bulletin.vote,
        )
    )


def decode(data: bytes) -> tuple[str, Bulletin]:
    """The process that told a bulletin, and the bulletin.

    Raises:
        msgspec.MsgspecError: it is none that this version understands.
    """
    wire = _decoder.decode(data)
    event: Event | None = None
    if wire.kind is not None:
        event = msgspec.json.decode(wire.event, type=EVENT_TYPES.get(wire.kind, News))
    bulletin = Bulletin(
        id=wire.id,
        by=wire.by,
        urgent=wire.urgent,
        event=event,
        sticky=wire.sticky,
        measure=wire.measure,
        lift=wire.lift,
        audit=wire.audit,
        cases=wire.cases,
        regime=wire.regime,
        vote=wire.vote,
    )
    return wire.node, bulletin


def records_of(event: Event) -> list[Record]:
    """An event as the archive keeps it: its place in the timeline, and the state that it leaves behind."""
    records: list[Record] = [entry_of(event)]
    match event:
        case QuestionAsked():
            records.append(SavedQuestion(question=event.q, offset=event.o))
        case QuestionsChanged():
            records += [SavedQuestion(question=each, offset=event.o) for each in event.qs]
        case PollOpened() | PollClosed():
            records.append(SavedPoll(poll=event.poll, offset=event.o))
        case _:
            pass
    return records


def entry_of(event: Event) -> Entry:
    """The place of an event in the archive's timeline."""
    person_id = event.author.id if isinstance(event, (Message, Shadowed)) else None
    return Entry(
        offset=event.o, at_ms=event.ts, kind=kind_of(event), person_id=person_id, body=as_json(event)
    )


def latest_sticky(bulletins: Sequence[Bulletin]) -> list[Sticky]:
    """The last word under each snapshot key."""
    return list({each.sticky.key: each.sticky for each in bulletins if each.sticky is not None}.values())
