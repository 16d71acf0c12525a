"""The measures in force in one room."""

from collections.abc import Iterable

from chat.errors import Banned, Muted
from chat.moderation import Lift, Measure, MeasureKind
from chat.people import Chatter


class Measures:
    """Measures by person and kind; those whose time is over count as none."""

    def __init__(self, saved: Iterable[Measure] = ()) -> None:
        self._measures = {(each.person.person_id, each.kind): each for each in saved}

    def against(self, person_id: str, now_ms: int, kind: MeasureKind = MeasureKind.mute) -> Measure | None:
        """The measure of a kind that is in force against a person."""
        measure = self._measures.get((person_id, kind))
        if measure is None or measure.holds(now_ms):
            return measure
        del self._measures[person_id, kind]
        return None

    def in_force(self, now_ms: int) -> list[Measure]:
        """Every measure that holds, the newest first."""
        held = [measure for measure in self._measures.values() if measure.holds(now_ms)]
        return sorted(held, key=lambda measure: measure.at_ms, reverse=True)

    def of_name(self, name: str) -> list[Measure]:
        """Measures against people of this name, whatever its letter case."""
        wanted = name.casefold()
        return [each for each in self._measures.values() if each.person.name.casefold() == wanted]

    def require_place(self, chatter: Chatter, now_ms: int) -> None:
        """Let only those take part who are not banned.

        Raises:
            Banned: with the reason and the time left.
        """
        if not self._measures:
            return
        measure = self.against(chatter.person_id, now_ms, MeasureKind.ban)
        if measure is not None:
            raise Banned(measure.sentence(now_ms), until_ms=measure.until_ms)

    def require_voice(self, chatter: Chatter, now_ms: int) -> None:
        """Let only those speak who are neither banned nor muted.

        Raises:
            Banned, Muted: with the reason and the time left.
        """
        if not self._measures:
            return
        self.require_place(chatter, now_ms)
        measure = self.against(chatter.person_id, now_ms)
        if measure is not None:
            raise Muted(measure.sentence(now_ms), until_ms=measure.until_ms)

    def put(self, measure: Measure) -> None:
        """Put a measure in force; it replaces an earlier one of its kind."""
        self._measures[measure.person.person_id, measure.kind] = measure

    def lift(self, lift: Lift) -> None:
        """End a measure, if there is one."""
        self._measures.pop((lift.person_id, lift.kind), None)

    def forget(self, person_id: str) -> None:
        """Forget whatever is in force against a person who is no more."""
        for kind in MeasureKind:
            self._measures.pop((person_id, kind), None)
