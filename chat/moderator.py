"""Decides what a host or a moderator may do, and what each action leaves behind."""

from collections.abc import Callable
from typing import Literal, assert_never

import msgspec

from chat import text
from chat.bulletins import UNPLACED, Bulletin
from chat.errors import NotAllowed, UnknownMessage, UnknownPerson
from chat.history import History
from chat.measures import Measures
from chat.moderation import AuditEntry, Delete, Measure, ModerationAction, Mute, Unmute
from chat.people import Chatter, PersonRef
from chat.ports import Lift
from chat.presence import Presence
from chat.timeline import Event, Hidden, Message


class Moderator:
    """The rules of moderation in one room; every action done is one audit entry."""

    def __init__(
        self,
        room_id: str,
        history: History,
        presence: Presence,
        measures: Measures,
        new_id: Callable[[], str],
    ) -> None:
        self._room_id = room_id
        self._history = history
        self._presence = presence
        self._measures = measures
        self._new_id = new_id

    def decide(
        self, actor: Chatter, action: ModerationAction, now_ms: int, request_id: str | None
    ) -> Bulletin:
        """Carry out an action, at once; the bulletin tells the others.

        Raises:
            NotAllowed: the actor is no moderator, or not above the person concerned.
            Muted: a muted moderator does not moderate.
            UnknownPerson, UnknownMessage: there is nothing to act on.
        """
        if not actor.is_staff:
            raise NotAllowed("Only the host and the moderators may do this.")
        self._measures.require_voice(actor, now_ms)
        match action:
            case Mute():
                bulletin = self._mute(actor, action, now_ms)
            case Unmute():
                bulletin = self._unmute(actor, action, now_ms)
            case Delete():
                bulletin = self._delete(actor, action, now_ms)
            case _:
                assert_never(action)
        return msgspec.structs.replace(bulletin, id=request_id) if request_id is not None else bulletin

    def _mute(self, actor: Chatter, mute: Mute, now_ms: int) -> Bulletin:
        target = self._presence.find(mute.person_id)
        if target is None:
            raise UnknownPerson("Nobody of that id was here lately.")
        if not actor.outranks(target):
            raise NotAllowed(f"You may not mute {target.name}.")
        measure = Measure(
            person=PersonRef.of(target),
            until_ms=None if mute.seconds is None else now_ms + 1000 * mute.seconds,
            reason=text.clean(mute.reason),
            by=PersonRef.of(actor),
            at_ms=now_ms,
        )
        self._measures.put(measure)
        audit = self._audit(
            actor, "mute", measure.person, now_ms, reason=measure.reason, until_ms=measure.until_ms
        )
        return _bulletin(audit, measure=measure)

    def _unmute(self, actor: Chatter, unmute: Unmute, now_ms: int) -> Bulletin:
        measure = self._measures.against(unmute.person_id, now_ms)
        if measure is None:
            raise UnknownPerson("This person is not muted.")
        self._measures.lift(unmute.person_id)
        audit = self._audit(actor, "unmute", measure.person, now_ms, reason=text.clean(unmute.reason))
        return _bulletin(audit, lift=Lift(person_id=unmute.person_id))

    def _delete(self, actor: Chatter, delete: Delete, now_ms: int) -> Bulletin:
        message = self._history.find(delete.offset)
        if not isinstance(message, Message):
            raise UnknownMessage("This message is gone already, or too old to be removed.")
        author = message.author.chatter()
        if not actor.outranks(author) and actor.person_id != author.person_id:
            raise NotAllowed(f"You may not remove a message of {author.name}.")
        reason = text.clean(delete.reason)
        self._history.forget_text(message.o)
        event = Hidden(o=UNPLACED, ts=now_ms, off=message.o, by=actor.name, reason=reason)
        audit = self._audit(actor, "delete", PersonRef.of(author), now_ms, reason=reason, message=message.x)
        return _bulletin(audit, event=event)

    def _audit(
        self,
        actor: Chatter,
        action: Literal["mute", "unmute", "delete"],
        target: PersonRef,
        now_ms: int,
        *,
        reason: str,
        until_ms: int | None = None,
        message: str | None = None,
    ) -> AuditEntry:
        return AuditEntry(
            id=self._new_id(),
            room_id=self._room_id,
            at_ms=now_ms,
            actor=PersonRef.of(actor),
            action=action,
            target=target,
            message=message,
            reason=reason,
            until_ms=until_ms,
        )


def _bulletin(
    audit: AuditEntry,
    *,
    event: Event | None = None,
    measure: Measure | None = None,
    lift: Lift | None = None,
) -> Bulletin:
    return Bulletin(
        id=audit.id,
        by=audit.actor.person_id,
        urgent=True,
        event=event,
        measure=measure,
        lift=lift,
        audit=audit,
    )
