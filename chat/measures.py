"""The mutes in force in one room."""

from collections.abc import Iterable

from chat.errors import Muted
from chat.moderation import Measure
from chat.people import Chatter


class Measures:
    """Measures by person; those whose time is over count as none."""

    def __init__(self, saved: Iterable[Measure] = ()) -> None:
        self._measures = {measure.person.person_id: measure for measure in saved}

    def against(self, person_id: str, now_ms: int) -> Measure | None:
        """The measure in force against a person."""
        measure = self._measures.get(person_id)
        if measure is None or measure.holds(now_ms):
            return measure
        del self._measures[person_id]
        return None

    def require_voice(self, chatter: Chatter, now_ms: int) -> None:
        """Let only those pass who are not muted.

        Raises:
            Muted: with the reason and the time left.
        """
        measure = self.against(chatter.person_id, now_ms)
        if measure is not None:
            raise Muted(measure.sentence(now_ms), until_ms=measure.until_ms)

    def put(self, measure: Measure) -> None:
        """Put a measure in force; it replaces an earlier one."""
        self._measures[measure.person.person_id] = measure

    def lift(self, person_id: str) -> None:
        """End a measure, if there is one."""
        self._measures.pop(person_id, None)
