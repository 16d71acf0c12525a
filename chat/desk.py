"""The moderators' desk of one room: every case that waits, and how it came to be closed."""

from collections import OrderedDict
from collections.abc import Iterable

from chat.cases import Accepted, Appeal, Case, Held, Report
from chat.errors import AlreadyDecided, TooManyCases

_MOST_OPEN = 500
_REMEMBERED = 1000


class Desk:
    """Open cases by id; of the closed ones only that they are."""

    def __init__(self, saved: Iterable[Case] = ()) -> None:
        self._open: dict[str, Case] = {}
        self._closed: OrderedDict[str, None] = OrderedDict()
        self._appealed: set[tuple[str, int]] = set()
        for case in saved:
            self.take(case)

    def take(self, case: Case) -> None:
        """A case was opened or closed; one that is closed is not opened again."""
        if isinstance(case, Appeal):
            self._appealed.add((case.person_id, case.measure_ms))
        if isinstance(case, Accepted) or case.id in self._closed:
            return
        if case.state == "open":
            self._open[case.id] = case
            return
        self._open.pop(case.id, None)
        self._closed[case.id] = None
        while len(self._closed) > _REMEMBERED:
            self._closed.popitem(last=False)

    def forget(self, person_id: str) -> None:
        """Drop what waits of a person."""
        for case in [each for each in self._open.values() if each.person_id == person_id]:
            del self._open[case.id]

    def case(self, case_id: str) -> Case:
        """An open case.

        Raises:
            AlreadyDecided: there is none of that id, or not any more.
        """
        case = self._open.get(case_id)
        if case is None:
            raise AlreadyDecided("This was decided already, or its time was over.")
        return case

    def require_room(self) -> None:
        """Refuse more than a team can look at.

        Raises:
            TooManyCases: try again later.
        """
        if len(self._open) >= _MOST_OPEN:
            raise TooManyCases(
                "The moderators have too much to look at; try again in a minute.", retry_ms=60_000
            )

    def held_of(self, person_id: str, message_id: str) -> Held | None:
        """A person's message that still waits."""
        return next(
            (each for each in self.held if each.person_id == person_id and each.message_id == message_id),
            None,
        )

    def reported(self, person_id: str, offset: int) -> Report | None:
        """A person's open report of a message."""
        reports = (each for each in self._open.values() if isinstance(each, Report))
        return next((each for each in reports if each.off == offset and each.by.person_id == person_id), None)

    def reports_of(self, offset: int) -> list[Report]:
        """Every open report of a message."""
        return [each for each in self._open.values() if isinstance(each, Report) and each.off == offset]

    def has_appealed(self, person_id: str, measure_ms: int) -> bool:
        """Whether a person has appealed against this measure."""
        return (person_id, measure_ms) in self._appealed

    @property
    def held(self) -> list[Held]:
        """Messages that wait, the oldest first."""
        return [each for each in self._open.values() if isinstance(each, Held)]

    def overdue(self, now_ms: int) -> list[Held]:
        """Messages whose time is over."""
        return [each for each in self.held if each.until_ms <= now_ms]

    @property
    def open_cases(self) -> list[Case]:
        """Everything that waits, the oldest first."""
        return list(self._open.values())
