"""Turns an action of moderation back, and knows how that in turn would be turned back."""

from dataclasses import dataclass

from chat.bulletins import UNPLACED
from chat.errors import UnknownMessage
from chat.history import History
from chat.measures import Measures
from chat.moderation import Lift, Measure, Reverse
from chat.people import Chatter
from chat.timeline import Event, Message, Purged, Restored


@dataclass(frozen=True, slots=True)
class Turned:
    """What was done to turn an action back."""

    reverse: Reverse
    event: Event | None
    measure: Measure | None
    lift: Lift | None


def turn_back(reverse: Reverse, history: History, measures: Measures, *, by: Chatter, now_ms: int) -> Turned:
    """Carry out a reverse, at once.

    Raises:
        UnknownMessage: it is about messages alone, and all of them are too old.
    """
    event, inverse = _turn_messages(reverse, history, by, now_ms)
    measure, lift = None, None
    touched = reverse.lift or (reverse.measure and _key(reverse.measure))
    if touched:
        before = measures.against(touched.person_id, now_ms, touched.kind)
        if reverse.measure is not None and reverse.measure.holds(now_ms):
            measure = reverse.measure
            measures.put(measure)
        else:
            lift = touched
            measures.lift(lift)
        inverse = Reverse(
            measure=before, lift=None if before else touched, show=inverse.show, hide=inverse.hide
        )
    elif event is None and (reverse.show or reverse.hide):
        raise UnknownMessage("These messages are too old to be brought back.")
    return Turned(inverse, event, measure, lift)


def _turn_messages(
    reverse: Reverse, history: History, by: Chatter, now_ms: int
) -> tuple[Event | None, Reverse]:
    back = tuple(found for offset in reverse.show if (found := history.removed(offset)) is not None)
    if back:
        for message in back:
            history.bring_back(message)
        event = Restored(o=UNPLACED, ts=now_ms, by=by.name, messages=back)
        return event, Reverse(hide=tuple(message.o for message in back))
    away = tuple(offset for offset in reverse.hide if isinstance(history.find(offset), Message))
    if away:
        for offset in away:
            history.forget_text(offset)
        return Purged(o=UNPLACED, ts=now_ms, by=by.name, reason="", offs=away), Reverse(show=away)
    return None, Reverse()


def _key(measure: Measure) -> Lift:
    return Lift(person_id=measure.person.person_id, kind=measure.kind)
