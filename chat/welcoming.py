"""What a person finds on joining: who they are taken for, what they missed, and where the room stands."""

from typing import Any

from chat.commands import Join
from chat.history import History
from chat.moderating import Moderating
from chat.moderation import MeasureKind
from chat.people import Chatter
from chat.protocol import Limits, MutedState, Welcome, You
from chat.settings import ChatSettings
from chat.timeline import Event, Message, Shadowed, public


class Welcoming:
    """Writes the welcomes of one room.

    Args:
        settings: What everybody is told of.
        history: The room's recent past.
        moderating: What is in force.
    """

    def __init__(self, settings: ChatSettings, *, history: History, moderating: Moderating) -> None:
        self._settings = settings
        self._history = history
        self._moderating = moderating

    def welcome(
        self,
        join: Join,
        now_ms: int,
        *,
        epoch: str,
        snapshot: dict[str, Any],
        viewers: int,
        degraded: bool,
        voted: tuple[str, ...],
        chosen: dict[str, int],
    ) -> Welcome:
        """The answer to a hello: what was missed, or the newest of the timeline and the whole snapshot."""
        chatter, resume = join.chatter, join.resume
        missed = None
        if resume is not None and resume.ep == epoch:
            missed = self._history.between(resume.off, join.upto)
        history = (
            [_as_read_by(chatter, event) for event in missed]
            if missed is not None
            else self._recent(chatter, join.upto)
        )
        return Welcome(
            ep=epoch,
            off=join.upto,
            you=self._you(chatter, now_ms),
            snapshot=snapshot,
            history=history,
            viewers=viewers,
            limits=Limits(text=self._settings.max_message_chars, heart_ms=self._settings.heart_ms),
            server_ms=now_ms,
            resumed=missed is not None,
            degraded=degraded,
            quoted=self._quoted(history),
            voted=voted,
            chosen=chosen,
        )

    def _quoted(self, history: list[Event]) -> tuple[Message, ...]:
        """The messages that are answered in a history and stand before it."""
        have = {event.o for event in history}
        answered = {event.re.off for event in history if isinstance(event, Message) and event.re is not None}
        found = (self._history.find(offset) for offset in sorted(answered - have))
        return tuple(each for each in found if isinstance(each, Message))

    def _you(self, chatter: Chatter, now_ms: int) -> You:
        mute = self._moderating.measures.against(chatter.person_id, now_ms)
        ban = self._moderating.measures.against(chatter.person_id, now_ms, MeasureKind.ban)
        return You(
            id=chatter.person_id,
            name=chatter.name,
            role=chatter.role,
            muted=MutedState.of(mute),
            banned=MutedState.of(ban),
        )

    def _recent(self, chatter: Chatter, upto: int) -> list[Event]:
        recent = self._history.recent(self._settings.history, upto, lambda event: _may_read(chatter, event))
        return [_as_read_by(chatter, event) for event in recent]


def _may_read(chatter: Chatter, event: Shadowed) -> bool:
    return chatter.is_staff or event.author.id == chatter.person_id


def _as_read_by(chatter: Chatter, event: Event) -> Event:
    """A shadowed message looks like any other to its author, and like none to the audience."""
    if chatter.is_staff:
        return event
    if isinstance(event, Shadowed) and _may_read(chatter, event):
        return event.as_message()
    return public(event)
