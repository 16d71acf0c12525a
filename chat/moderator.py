"""Decides what a host or a moderator may do, and what each action leaves behind."""

from typing import assert_never

import msgspec

from chat import text
from chat.board import Board
from chat.bulletins import UNPLACED, Bulletin
from chat.deskwork import DeskWork
from chat.errors import NotAllowed, UnknownMessage, UnknownPerson
from chat.history import History
from chat.ledger import Ledger
from chat.measures import Measures
from chat.moderation import (
    DEED_OF,
    AuditEntry,
    Clear,
    Decide,
    Delete,
    Lift,
    Measure,
    ModerationAction,
    Note,
    Panic,
    PinNotice,
    Purge,
    Release,
    Restrict,
    Reverse,
    RoomAction,
    SetPolicy,
    Undo,
    UnpinNotice,
    Warn,
)
from chat.people import NOBODY, RULES, Chatter, PersonRef
from chat.presence import Presence
from chat.reversal import turn_back
from chat.scribe import Scribe, bulletin_of
from chat.timeline import Event, Hidden, Message, Purged


class Moderator:
    """The rules of moderation in one room; every action done is one audit entry."""

    def __init__(
        self,
        scribe: Scribe,
        *,
        work: DeskWork,
        board: Board,
        history: History,
        presence: Presence,
        measures: Measures,
        ledger: Ledger,
    ) -> None:
        self._scribe = scribe
        self._work = work
        self._board = board
        self._history = history
        self._presence = presence
        self._measures = measures
        self._ledger = ledger

    def decide(
        self, actor: Chatter, action: ModerationAction, now_ms: int, request_id: str | None
    ) -> Bulletin:
        """Carry out an action, at once; the bulletin tells the others.

        Raises:
            NotAllowed: the actor is no moderator, or not above the person concerned.
            Muted, Banned: who has no voice does not moderate.
            UnknownPerson, UnknownMessage, UnknownAction: there is nothing to act on.
        """
        if not actor.is_staff:
            raise NotAllowed("Only the host and the moderators may do this.")
        self._measures.require_voice(actor, now_ms)
        bulletin = self._board.without_removed(self._carry_out(actor, action, now_ms))
        if bulletin.audit is not None:
            self._ledger.add(bulletin.audit)
        if request_id is None or bulletin.by is None:
            return bulletin  # the second is one that everybody names alike, whoever asks for it
        return msgspec.structs.replace(bulletin, id=request_id)

    def _carry_out(self, actor: Chatter, action: ModerationAction, now_ms: int) -> Bulletin:
        match action:
            case Restrict():
                bulletin = self._restrict(actor, action, now_ms)
            case Release():
                bulletin = self._release(actor, action, now_ms)
            case Delete():
                bulletin = self._delete(actor, action, now_ms)
            case Purge():
                target = self._below(actor, action.person_id)
                event, reverse = self._purge(actor, target, text.clean(action.reason), now_ms)
                audit = self._scribe.entry(actor, "purge", target, now_ms, action.reason, reverse=reverse)
                bulletin = bulletin_of(audit, event=event)
            case Warn():
                target = self._below(actor, action.person_id)
                audit = self._scribe.entry(actor, "warn", target, now_ms, action.reason, reverse=Reverse())
                bulletin = bulletin_of(audit)
            case Note():
                target = self._known(action.person_id)
                audit = self._scribe.entry(actor, "note", target, now_ms, action.reason, reverse=Reverse())
                bulletin = bulletin_of(audit)
            case Undo():
                bulletin = self._undo(actor, action, now_ms)
            case _:
                bulletin = self._change_room(actor, action, now_ms)
        return bulletin

    def _change_room(self, actor: Chatter, action: RoomAction, now_ms: int) -> Bulletin:
        match action:
            case SetPolicy():
                bulletin = self._work.set_policy(actor, action, now_ms)
            case Panic():
                bulletin = self._work.panic(actor, action, now_ms)
            case Decide():
                bulletin = self._work.decide(actor, action, now_ms)
            case Clear():
                bulletin = self._clear(actor, action, now_ms)
            case PinNotice():
                bulletin = self._board.pin(actor, action, now_ms)
            case UnpinNotice():
                bulletin = self._board.unpin(actor, action, now_ms)
            case _:
                assert_never(action)
        return bulletin

    def _restrict(self, actor: Chatter, action: Restrict, now_ms: int) -> Bulletin:
        target = self._below(actor, action.person_id)
        measure = Measure(
            person=PersonRef.of(target),
            until_ms=None if action.seconds is None else now_ms + 1000 * action.seconds,
            reason=text.clean(action.reason),
            by=PersonRef.of(actor),
            at_ms=now_ms,
            kind=action.kind,
        )
        event, reverse = None, Reverse()
        if action.purge:
            event, reverse = self._purge(actor, target, measure.reason, now_ms)
        if before := self._measures.against(target.person_id, now_ms, action.kind):
            reverse = msgspec.structs.replace(reverse, measure=before)
        else:
            lift = Lift(person_id=target.person_id, kind=action.kind)
            reverse = msgspec.structs.replace(reverse, lift=lift)
        self._measures.put(measure)
        deed = DEED_OF[action.kind][0]
        audit = self._scribe.entry(
            actor, deed, target, now_ms, action.reason, until_ms=measure.until_ms, reverse=reverse
        )
        return bulletin_of(audit, event=event, measure=measure)

    def _release(self, actor: Chatter, action: Release, now_ms: int) -> Bulletin:
        measure = self._measures.against(action.person_id, now_ms, action.kind)
        if measure is None:
            raise UnknownPerson("There is no such measure against this person.")
        lift = Lift(person_id=action.person_id, kind=action.kind)
        self._measures.lift(lift)
        deed, reverse = DEED_OF[action.kind][1], Reverse(measure=measure)
        audit = self._scribe.entry(actor, deed, measure.person, now_ms, action.reason, reverse=reverse)
        return bulletin_of(audit, lift=lift)

    def _delete(self, actor: Chatter, delete: Delete, now_ms: int) -> Bulletin:
        message = self._history.find(delete.offset)
        if not isinstance(message, Message):
            raise UnknownMessage("This message is gone already, or too old to be removed.")
        author = message.author.chatter()
        if not actor.outranks(author) and actor.person_id != author.person_id:
            raise NotAllowed(f"You may not remove a message of {author.name}.")
        return self._hide(actor, message, delete.reason, now_ms)

    def retract(self, offset: int, reason: str, now_ms: int) -> Bulletin | None:
        """Take a viewer's message back, as a rule; None if it does not stand any more.

        It is a deletion like any other: in the log, with its reason, to be undone by those who moderate.
        """
        message = self._history.find(offset)
        if not isinstance(message, Message) or message.author.chatter().is_staff:
            return None
        bulletin = self._board.without_removed(self._hide(RULES, message, reason, now_ms))
        if bulletin.audit is not None:
            self._ledger.add(bulletin.audit)
        return bulletin

    def _hide(self, actor: Chatter | PersonRef, message: Message, reason: str, now_ms: int) -> Bulletin:
        self._history.forget_text(message.o)
        author, reverse = message.author.chatter(), Reverse(show=(message.o,))
        audit = self._scribe.entry(
            actor, "delete", author, now_ms, reason, message=message.x, reverse=reverse
        )
        event = Hidden(o=UNPLACED, ts=now_ms, off=message.o, by=actor.name, reason=audit.reason)
        return bulletin_of(audit, event=event)

    def _purge(self, actor: Chatter, target: Chatter, reason: str, now_ms: int) -> tuple[Event, Reverse]:
        said = self._history.said_by(target.person_id)
        for message in said:
            self._history.forget_text(message.o)
        event = Purged(o=UNPLACED, ts=now_ms, by=actor.name, reason=reason, person=target.person_id)
        return event, Reverse(show=tuple(message.o for message in said))

    def _clear(self, actor: Chatter, clear: Clear, now_ms: int) -> Bulletin:
        messages = (each for each in self._history if isinstance(each, Message))
        said = [each.o for each in messages if not each.author.chatter().is_staff]
        if not said:
            raise UnknownMessage("There is nothing to clear.")
        for offset in said:
            self._history.forget_text(offset)
        audit = self._scribe.entry(
            actor, "clear", NOBODY, now_ms, clear.reason, reverse=Reverse(show=tuple(said))
        )
        event = Purged(o=UNPLACED, ts=now_ms, by=actor.name, reason=audit.reason, offs=tuple(said))
        return bulletin_of(audit, event=event)

    def _undo(self, actor: Chatter, undo: Undo, now_ms: int) -> Bulletin:
        entry = self._ledger.undoable(undo.entry_id)
        self._require_above(actor, entry)
        if entry.reverse is None:
            raise AssertionError("what has no reverse is not undoable")
        pinned = entry.reverse.notice
        if pinned is not None and pinned.off is not None and self._history.removed(pinned.off) is not None:
            raise UnknownMessage("The message that was pinned before was removed.")
        turned = turn_back(entry.reverse, self._history, self._measures, by=actor, now_ms=now_ms)
        audit = self._scribe.entry(
            actor,
            "undo",
            entry.target,
            now_ms,
            undo.reason,
            undoes=entry.id,
            reverse=self._reverse_of(entry, turned.reverse),
        )
        bulletin = bulletin_of(audit, event=turned.event, measure=turned.measure, lift=turned.lift)
        if entry.reverse.notice is not None or entry.reverse.unpin:
            return self._board.show(bulletin, entry.reverse.notice, now_ms)
        if entry.reverse.regime is None:
            return bulletin
        return self._work.rule(bulletin, entry.reverse.regime, now_ms)

    def _reverse_of(self, entry: AuditEntry, reverse: Reverse) -> Reverse:
        """An undone policy is turned back by the one in force now, an undone pin by what is pinned now."""
        if entry.reverse is None:
            return reverse
        if entry.reverse.notice is not None or entry.reverse.unpin:
            return self._board.reverse
        if entry.reverse.regime is None:
            return reverse
        return msgspec.structs.replace(reverse, regime=self._work.regime)

    def _known(self, person_id: str) -> Chatter:
        target = self._presence.find(person_id)
        if target is None:
            raise UnknownPerson("Nobody of that id was here lately.")
        return target

    def _below(self, actor: Chatter, person_id: str) -> Chatter:
        target = self._known(person_id)
        if not actor.outranks(target):
            raise NotAllowed(f"You may not act on {target.name}.")
        return target

    def _require_above(self, actor: Chatter, entry: AuditEntry) -> None:
        """Nobody undoes what was done to themselves by others, or to somebody of their own rank."""
        target = self._presence.find(entry.target.person_id)
        if target is None or entry.actor.person_id == actor.person_id or actor.outranks(target):
            return
        raise NotAllowed(f"You may not undo what was done to {target.name}.")
