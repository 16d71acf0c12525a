"""Decides what viewers ask of the moderators: to look at a message, or to lift a measure."""

from chat import text
from chat.bulletins import Bulletin
from chat.cases import Accepted, AcceptRules, Appeal, Case, Complain, Petition, Plead, Report
from chat.desk import Desk
from chat.errors import AlreadyDecided, MessageEmpty, NotAllowed, TooFast, UnknownMessage
from chat.gate import Gate
from chat.history import History
from chat.measures import Measures
from chat.moderation import MeasureKind
from chat.people import RULES, Chatter, PersonRef
from chat.scribe import Scribe
from chat.throttle import Throttle
from chat.timeline import Message

_EVIDENCE = 5


class Petitions:
    """Cases as viewers open them."""

    def __init__(
        self, scribe: Scribe, *, desk: Desk, gate: Gate, measures: Measures, history: History
    ) -> None:
        self._scribe = scribe
        self._desk = desk
        self._gate = gate
        self._measures = measures
        self._history = history
        self._pace = Throttle(10_000, 5)

    def decide(self, chatter: Chatter, petition: Petition, now_ms: int) -> Case | None:
        """The case to open; None when there is one already.

        Raises:
            Refused: nothing is opened, with the reason.
        """
        match petition:
            case Complain():
                return self._complain(chatter, petition, now_ms)
            case Plead():
                return self._plead(chatter, petition, now_ms)
            case AcceptRules():
                return self._accept(chatter, now_ms)

    def _complain(self, chatter: Chatter, complaint: Complain, now_ms: int) -> Case | None:
        self._measures.require_place(chatter, now_ms)
        message = self._history.find(complaint.offset)
        if not isinstance(message, Message):
            raise UnknownMessage("This message is gone already.")
        if message.author.id == chatter.person_id:
            raise NotAllowed("This is your own message.")
        if self._desk.reported(chatter.person_id, complaint.offset):
            return None
        self._desk.require_room()
        self._require_pace(chatter, now_ms)
        return self._report(message, PersonRef.of(chatter), complaint.reason, now_ms)

    def flag(self, offset: int, reason: str, now_ms: int) -> Case | None:
        """A report by a rule; None if the message does not stand any more, or is reported by one already."""
        message = self._history.find(offset)
        if not isinstance(message, Message) or self._desk.reported(RULES.person_id, offset):
            return None
        self._desk.require_room()
        return self._report(message, RULES, reason, now_ms)

    def _report(self, message: Message, by: PersonRef, reason: str, now_ms: int) -> Report:
        return Report(
            id=self._scribe.new_id(),
            off=message.o,
            person=PersonRef(person_id=message.author.id, name=message.author.name),
            x=message.x,
            by=by,
            reason=text.clean(reason),
            at_ms=now_ms,
        )

    def _plead(self, chatter: Chatter, plea: Plead, now_ms: int) -> Case:
        kinds = (MeasureKind.ban, MeasureKind.mute)
        found = (self._measures.against(chatter.person_id, now_ms, kind) for kind in kinds)
        measure = next((each for each in found if each is not None), None)
        if measure is None:
            raise AlreadyDecided("Nothing is in force against you.")
        if self._desk.has_appealed(chatter.person_id, measure.at_ms):
            raise AlreadyDecided("You have appealed already; a moderator will look at it.")
        words = text.clean(plea.text)
        if not words:
            raise MessageEmpty("Say in a sentence why the measure should be lifted.")
        self._desk.require_room()
        return Appeal(
            id=self._scribe.new_id(),
            person=PersonRef.of(chatter),
            measure=measure.kind,
            measure_ms=measure.at_ms,
            reason=measure.reason,
            by=measure.by,
            x=words,
            evidence=tuple(self._history.words_of(chatter.person_id)[-_EVIDENCE:]),
            at_ms=now_ms,
        )

    def _accept(self, chatter: Chatter, now_ms: int) -> Case | None:
        if chatter.person_id in self._gate.accepted:
            return None
        guidelines = self._gate.regime.policy.guidelines
        return Accepted(
            id=chatter.person_id, person_id=chatter.person_id, guidelines=guidelines, at_ms=now_ms
        )

    def _require_pace(self, chatter: Chatter, now_ms: int) -> None:
        if wait_ms := self._pace.take(chatter.person_id, now_ms):
            raise TooFast("You are reporting too fast; wait a moment.", retry_ms=wait_ms)


def bulletin_for(case: Case) -> Bulletin:
    """What tells the staff of a new case."""
    return Bulletin(id=f"case:{case.id}", by=case.person_id, urgent=True, cases=(case,))
