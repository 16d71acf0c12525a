"""The moderation of one room in one piece: measures, policy, desk and log, and those who decide on them."""

from collections.abc import Callable

from chat.board import Board
from chat.bulletins import UNPLACED, Bulletin
from chat.cases import Accepted, Held, Petition
from chat.commands import Outcome, Say
from chat.conversing import Utterance
from chat.desk import Desk
from chat.desk_frames import DeskState, HeldNotice
from chat.deskwork import DeskWork
from chat.errors import RefusedByRule
from chat.gate import Gate
from chat.history import History
from chat.hooks import Consults, Judge, Said
from chat.ledger import Ledger
from chat.measures import Measures
from chat.moderation import Lift, Measure, MeasureKind, ModerationAction, Reverse
from chat.moderator import Moderator
from chat.notice import NOTICE_KEY
from chat.people import RULES, Chatter, PersonRef
from chat.petitions import Petitions, bulletin_for
from chat.ports import SavedRoom
from chat.presence import Presence
from chat.protocol import refusal
from chat.raids import Raids
from chat.rules import ALLOW, Act, Verdict, strictest
from chat.scribe import Scribe, bulletin_of
from chat.timeline import Event, Message, Purged, Shadowed

_SHOWN_TO_STAFF = 100


class Moderating:
    """The moderation of one room.

    Args:
        room_id: The room.
        saved: What its archive knows.
        history: Its recent past.
        presence: Its people.
        new_id: Makes ids of entries and cases.
        judge: The operator's hooks.
        consults: Whether programs outside judge in a room.
    """

    def __init__(
        self,
        room_id: str,
        saved: SavedRoom,
        *,
        history: History,
        presence: Presence,
        new_id: Callable[[], str],
        judge: Judge,
        consults: Consults,
    ) -> None:
        self._room_id = room_id
        self._history = history
        self._judge = judge
        self._consults = consults
        self.measures = Measures(saved.measures)
        self._presence = presence
        self.gate = Gate(saved.regime)
        self.raids = Raids()
        self._desk = Desk(saved.cases)
        self._ledger = Ledger(saved.audit)
        self._scribe = Scribe(room_id, new_id)
        self._work = DeskWork(
            self._scribe, desk=self._desk, gate=self.gate, measures=self.measures, history=history
        )
        self._board = Board(self._scribe, history, saved.sticky.get(NOTICE_KEY))
        self._petitions = Petitions(
            self._scribe, desk=self._desk, gate=self.gate, measures=self.measures, history=history
        )
        self._moderator = Moderator(
            self._scribe,
            work=self._work,
            board=self._board,
            history=history,
            presence=presence,
            measures=self.measures,
            ledger=self._ledger,
        )
        for case in saved.cases:
            self._accept(case)

    def desk_state(self, now_ms: int) -> DeskState:
        """What a host or moderator finds on joining."""
        return DeskState(
            measures=self.measures.in_force(now_ms),
            audit=self._ledger.newest(_SHOWN_TO_STAFF),
            cases=self._desk.open_cases,
            regime=self.gate.regime,
            newcomers=self.raids.newcomers(now_ms),
        )

    def moderate(
        self, actor: Chatter, action: ModerationAction, now_ms: int, request_id: str | None
    ) -> Bulletin:
        """See `Moderator.decide`."""
        return self._moderator.decide(actor, action, now_ms, request_id)

    def erase(self, person_id: str, now_ms: int) -> Bulletin:
        """What takes all that a person said away for good; no moderator's deed, so it is in no log."""
        event = Purged(o=UNPLACED, ts=now_ms, by="", reason="", person=person_id, erased=True)
        bulletin = Bulletin(id=self._scribe.new_id(), urgent=True, event=event)
        return self._board.without_removed(bulletin)

    def expire(self, before_ms: int, now_ms: int) -> Bulletin | None:
        """What takes all that was said before a moment away for good; None if nothing is remembered of it."""
        offsets = tuple(self._history.said_before(before_ms))
        self._ledger.fade(before_ms)
        if not offsets:
            return None
        event = Purged(o=UNPLACED, ts=now_ms, by="", reason="", offs=offsets, erased=True)
        return self._board.without_removed(Bulletin(id=self._scribe.new_id(), event=event))

    def words_at(self, offset: int) -> str | None:
        """The words of a message that stands, if it is still remembered."""
        message = self._history.find(offset)
        return message.x if isinstance(message, Message) else None

    def forget(self, person_id: str) -> None:
        """Keep nothing of an erased person at the desk, in the log and among the measures."""
        self.measures.forget(person_id)
        self._desk.forget(person_id)
        self._ledger.forget(person_id)

    def named(self, name: str) -> list[PersonRef]:
        """Everybody of that name who was here lately, or whom a measure is in force against (slash.Names)."""
        found = {each.person.person_id: each.person for each in self.measures.of_name(name)}
        found |= {each.person_id: PersonRef.of(each) for each in self._presence.named(name)}
        return list(found.values())

    def petition(self, chatter: Chatter, petition: Petition, now_ms: int) -> Bulletin | None:
        """See `Petitions.decide`; in force at once."""
        case = self._petitions.decide(chatter, petition, now_ms)
        if case is None:
            return None
        self._desk.take(case)
        self._accept(case)
        return bulletin_for(case)

    def reviewed(self, offset: int, verdict: Verdict, now_ms: int) -> Bulletin | None:
        """What comes of a verdict on a message that stands: it is shown to a moderator, or taken back.

        Raises:
            TooManyCases: nobody could look at one more.
        """
        if verdict.act >= Act.drop:
            return self._moderator.retract(offset, verdict.reason or verdict.rule, now_ms)
        case = self._petitions.flag(offset, verdict.reason or verdict.rule, now_ms)
        if case is None:
            return None
        self._desk.take(case)
        return bulletin_for(case)

    def overdue(self, now_ms: int) -> list[Bulletin]:
        """See `DeskWork.overdue`."""
        return self._work.overdue(now_ms)

    def happen(self, bulletin: Bulletin) -> None:
        """Take what everybody has to know."""
        if bulletin.measure is not None:
            self.measures.put(bulletin.measure)
        if bulletin.lift is not None:
            self.measures.lift(bulletin.lift)
        if bulletin.audit is not None:
            self._ledger.add(bulletin.audit)
        if bulletin.regime is not None:
            self.gate.rule(bulletin.regime)
        if bulletin.sticky is not None and bulletin.sticky.key == NOTICE_KEY:
            self._board.take(bulletin.sticky.payload)
        for case in bulletin.cases:
            self._desk.take(case)
            self._accept(case)

    def heard(self, message: Message | Shadowed) -> None:
        """Somebody was heard."""
        self.gate.habits.note(message.author.id, message.x, message.ts)

    def held_again(self, say: Say) -> Outcome | None:
        """The answer to a message that waits already and was sent once more."""
        held = self._desk.held_of(say.chatter.person_id, say.message_id)
        return None if held is None else Outcome(replies=[_held_notice(held)])

    def spoken(
        self, chatter: Chatter, said: Utterance, now_ms: int, outside: Verdict | None = None
    ) -> Outcome:
        """What comes of a message that is fit to be read.

        Args:
            chatter: Its sender.
            said: The message.
            now_ms: The clock.
            outside: What programs outside make of it; None when they were not asked yet.

        Raises:
            Refused: a mode of the room or a rule keeps it.
        """
        verdict = self._verdict(chatter, said.x, now_ms, outside)
        if outside is None and (asked := self._consult(chatter, said.x, verdict, now_ms)) is not None:
            return Outcome(consult=asked)
        match verdict.act:
            case Act.allow | Act.replace | Act.shadow:
                hidden = verdict.act is Act.shadow or self.is_shadowed(chatter, now_ms)
                event = _event_of(said, verdict.text or said.x, now_ms, kind=Shadowed if hidden else Message)
                return Outcome(bulletin=Bulletin(id=said.id, by=chatter.person_id, event=event))
            case Act.hold:
                return self._hold(said, verdict, now_ms)
            case Act.drop:
                raise _refused(verdict)
            case Act.timeout:
                return self._time_out(said, verdict, now_ms)

    def asked(
        self, chatter: Chatter, words: str, now_ms: int, outside: Verdict | None = None
    ) -> str | Said | None:
        """The words of a question as they may be asked, None if only to the asker's own ears.

        Where programs outside are to judge it first, it is what they are asked.

        There is no desk for questions that wait, so what is to be held is refused.

        Raises:
            Refused: a mode of the room or a rule keeps them.
        """
        verdict = self._verdict(chatter, words, now_ms, outside)
        if outside is None and (asked := self._consult(chatter, words, verdict, now_ms)) is not None:
            return asked
        if verdict.act in {Act.hold, Act.drop, Act.timeout}:
            raise _refused(verdict)
        is_heard = verdict.act is not Act.shadow and not self.is_shadowed(chatter, now_ms)
        return verdict.text or words if is_heard else None

    def _verdict(self, chatter: Chatter, words: str, now_ms: int, outside: Verdict | None) -> Verdict:
        """The strictest verdict of the room's rules and of all hooks; the staff is not judged."""
        if chatter.is_staff:
            return ALLOW
        said = self.said(chatter, words)
        return strictest([self.gate.judge(chatter, words, now_ms), self._judge(said), outside or ALLOW])

    def _consult(self, chatter: Chatter, words: str, verdict: Verdict, now_ms: int) -> Said | None:
        """What to ask programs outside; nothing if nobody would read it whatever they say."""
        settled = chatter.is_staff or verdict.act >= Act.drop or self.is_shadowed(chatter, now_ms)
        return None if settled or not self._consults(self._room_id) else self.said(chatter, words)

    def said(self, chatter: Chatter, words: str) -> Said:
        """Words of somebody, as hooks see them."""
        return Said(
            room_id=self._room_id,
            person_id=chatter.person_id,
            name=chatter.name,
            role=chatter.role,
            buyer=chatter.buyer,
            text=words,
        )

    def is_shadowed(self, chatter: Chatter, now_ms: int) -> bool:
        """Whether what this person does is to reach nobody."""
        return self.measures.against(chatter.person_id, now_ms, MeasureKind.shadow) is not None

    def _hold(self, said: Utterance, verdict: Verdict, now_ms: int) -> Outcome:
        self._desk.require_room()
        held = Held(
            id=self._scribe.new_id(),
            message_id=said.id,
            author=said.author,
            x=said.x,
            re=said.re,
            at=said.at,
            rule=verdict.rule,
            found=verdict.found,
            at_ms=now_ms,
            until_ms=now_ms + 1000 * self.gate.regime.policy.held_seconds,
        )
        self._desk.take(held)
        self.gate.habits.note(said.author.id, said.x, now_ms)
        audit = self._scribe.entry(RULES, "hold", _person(said), now_ms, verdict.rule, message=said.x)
        self._ledger.add(audit)
        return Outcome(
            replies=[_held_notice(held)], bulletin=bulletin_of(audit, cases=(held,)), answered=True
        )

    def _time_out(self, said: Utterance, verdict: Verdict, now_ms: int) -> Outcome:
        measure = Measure(
            person=_person(said),
            until_ms=now_ms + 1000 * verdict.seconds,
            reason=verdict.rule,
            by=RULES,
            at_ms=now_ms,
        )
        self.measures.put(measure)
        reverse = Reverse(lift=Lift(person_id=said.author.id))
        audit = self._scribe.entry(
            RULES, "mute", _person(said), now_ms, verdict.rule, until_ms=measure.until_ms, reverse=reverse
        )
        self._ledger.add(audit)
        sentence = verdict.reason or "You are writing too much; take a minute."
        error = RefusedByRule(
            sentence, until_ms=measure.until_ms, rule=verdict.rule, reason=verdict.reason or None
        )
        return Outcome(
            replies=[refusal(error, said.id)],
            bulletin=bulletin_of(audit, measure=measure),
            answered=True,
        )

    def _accept(self, case: object) -> None:
        if isinstance(case, Accepted) and case.guidelines == self.gate.regime.policy.guidelines:
            self.gate.accepted.add(case.person_id)


def _event_of(said: Utterance, words: str, now_ms: int, *, kind: type[Message | Shadowed]) -> Event:
    return kind(o=UNPLACED, ts=now_ms, id=said.id, author=said.author, x=words, re=said.re, at=said.at)


def _person(said: Utterance) -> PersonRef:
    return PersonRef(person_id=said.author.id, name=said.author.name)


def _refused(verdict: Verdict) -> RefusedByRule:
    sentence = verdict.reason or "An automatic rule of this chat refused it."
    return RefusedByRule(sentence, rule=verdict.rule, reason=verdict.reason or None)


def _held_notice(held: Held) -> HeldNotice:
    text = "A moderator looks at it before it is shown."
    return HeldNotice(id=held.message_id, rule=held.rule, text=text, until_ms=held.until_ms)
