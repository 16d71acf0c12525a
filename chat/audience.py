"""Those who are inside of a room in this process, by connection and by person."""

from chat.bulletins import Bulletin
from chat.cases import Accepted, Appeal, Case, Held
from chat.desk_frames import AppealNotice, CaseChanged, RegimeChanged, ShadowNotice
from chat.errors import RefusedByRule
from chat.gateway import Connection
from chat.moderation import Measure, MeasureKind
from chat.moderation_frames import (
    BannedNotice,
    ModDone,
    MutedNotice,
    UnbannedNotice,
    UnmutedNotice,
    WarnedNotice,
)
from chat.people import Chatter
from chat.protocol import Ack, Outbound, StaffFrame, encode, refusal
from chat.timeline import Event, Message, Shadowed


class Audience:
    """Connections and the people behind them; tells single ones what concerns them."""

    def __init__(self) -> None:
        self._inside: dict[Connection, Chatter] = {}
        self._by_person: dict[str, set[Connection]] = {}

    def __len__(self) -> int:
        return len(self._inside)

    def __contains__(self, connection: Connection) -> bool:
        return connection in self._inside

    def __getitem__(self, connection: Connection) -> Chatter:
        return self._inside[connection]

    @property
    def seats(self) -> list[tuple[Connection, Chatter]]:
        """Everybody, in the order of their coming."""
        return list(self._inside.items())

    def tabs_of(self, person_id: str) -> int:
        """How many connections a person has."""
        return len(self._by_person.get(person_id, ()))

    def enter(self, connection: Connection, chatter: Chatter) -> None:
        """One more."""
        self._inside[connection] = chatter
        self._by_person.setdefault(chatter.person_id, set()).add(connection)

    def leave(self, connection: Connection) -> Chatter | None:
        """Forget a connection; returns who it was, if it was inside."""
        chatter = self._inside.pop(connection, None)
        if chatter is not None:
            tabs = self._by_person[chatter.person_id]
            tabs.discard(connection)
            if not tabs:
                del self._by_person[chatter.person_id]
        return chatter

    def tell_concerned(self, bulletin: Bulletin) -> None:
        """Tell a person of a measure, and the staff of an action."""
        if (measure := bulletin.measure) and (notice := _notice_of(measure)) is not None:
            self._tell_person(measure.person.person_id, notice)
        if (lift := bulletin.lift) and lift.kind is not MeasureKind.shadow:
            over = UnbannedNotice() if lift.kind is MeasureKind.ban else UnmutedNotice()
            self._tell_person(lift.person_id, over)
        if bulletin.regime is not None:
            self.tell_staff(RegimeChanged(regime=bulletin.regime))
        for case in bulletin.cases:
            self._tell_of(case, bulletin)
        if bulletin.audit is not None:
            audit = bulletin.audit
            if audit.action == "warn":
                warned = WarnedNotice(reason=audit.reason, by=audit.actor.name)
                self._tell_person(audit.target.person_id, warned)
            self.tell_staff(ModDone(entry=audit))

    def tell_staff(self, item: StaffFrame) -> None:
        """Tell hosts and moderators."""
        frame = [encode(item)]
        for member in [each for each, chatter in self._inside.items() if chatter.is_staff]:
            member.send_batch(frame)

    def tell_placed(self, bulletin: Bulletin, event: Event) -> None:
        """Who else is concerned by a message: the sender of a held one, the staff by a shadowed one."""
        if isinstance(event, Shadowed):
            self.tell_staff(ShadowNotice(message=event.as_message()))
        if isinstance(event, Message) and any(isinstance(case, Held) for case in bulletin.cases):
            self._tell_person(event.author.id, Ack(id=event.id, off=event.o))

    def _tell_of(self, case: Case, bulletin: Bulletin) -> None:
        if isinstance(case, Accepted):
            return
        self.tell_staff(CaseChanged(case=case))
        reason = bulletin.audit.reason if bulletin.audit is not None else ""
        if isinstance(case, Appeal) and case.state != "open":
            self._tell_person(case.person_id, AppealNotice(state=case.state, reason=reason))
        if isinstance(case, Held) and case.state == "refused":
            sentence = f"It was not let through: {reason}." if reason else "It was not let through."
            error = RefusedByRule(sentence, rule=case.rule)
            self._tell_person(case.person_id, refusal(error, case.message_id))

    def _tell_person(self, person_id: str, item: Outbound) -> None:
        for tab in list(self._by_person.get(person_id, ())):
            tab.send(item)


def _notice_of(measure: Measure) -> Outbound | None:
    """What the person is told; of a shadow, nothing."""
    match measure.kind:
        case MeasureKind.mute:
            return MutedNotice(until_ms=measure.until_ms, reason=measure.reason, by=measure.by.name)
        case MeasureKind.ban:
            return BannedNotice(until_ms=measure.until_ms, reason=measure.reason, by=measure.by.name)
        case MeasureKind.shadow:
            return None
