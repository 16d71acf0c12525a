"""Writes the audit entries of one room, and the bulletins that bring them to everybody."""

from collections.abc import Callable

from chat import text
from chat.bulletins import Bulletin
from chat.cases import Case
from chat.moderation import AuditEntry, Deed, Lift, Measure, Reverse
from chat.people import Chatter, PersonRef
from chat.timeline import Event


class Scribe:
    """Makes entries.

    Args:
        room_id: The room that they are about.
        new_id: Makes their ids.
    """

    def __init__(self, room_id: str, new_id: Callable[[], str]) -> None:
        self._room_id = room_id
        self.new_id = new_id

    def entry(
        self,
        actor: Chatter | PersonRef,
        action: Deed,
        target: Chatter | PersonRef,
        now_ms: int,
        reason: str,
        *,
        entry_id: str | None = None,
        until_ms: int | None = None,
        message: str | None = None,
        undoes: str | None = None,
        reverse: Reverse | None = None,
    ) -> AuditEntry:
        """One line of the log."""
        return AuditEntry(
            id=entry_id or self.new_id(),
            room_id=self._room_id,
            at_ms=now_ms,
            actor=_ref(actor),
            action=action,
            target=_ref(target),
            message=message,
            reason=text.clean(reason),
            until_ms=until_ms,
            undoes=undoes,
            reverse=reverse,
        )


def bulletin_of(
    audit: AuditEntry,
    *,
    event: Event | None = None,
    measure: Measure | None = None,
    lift: Lift | None = None,
    cases: tuple[Case, ...] = (),
) -> Bulletin:
    """What tells everybody of an action."""
    return Bulletin(
        id=audit.id,
        by=audit.actor.person_id,
        urgent=True,
        event=event,
        measure=measure,
        lift=lift,
        audit=audit,
        cases=cases,
    )


def _ref(person: Chatter | PersonRef) -> PersonRef:
    return PersonRef.of(person) if isinstance(person, Chatter) else person
