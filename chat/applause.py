"""The hearts and other reactions in one room: paced for each person, summed, told as figures once a tick."""

from collections import Counter

from chat.errors import TooFast
from chat.people import Chatter
from chat.settings import ChatSettings
from chat.throttle import Throttle
from chat.timeline import Cheers, Hearts, Reactions

HEART = "heart"


class Applause:
    """Reactions since the last figures, and since the room was opened."""

    def __init__(self, settings: ChatSettings) -> None:
        # Two at once, because the network may bring two frames closer together than they were sent.
        self._hearts_pace = Throttle(settings.heart_ms, 2)
        self._others_pace = Throttle(settings.heart_ms, 2)
        self._untold: Counter[str] = Counter()
        self._totals: Counter[str] = Counter()

    def require_pace(self, chatter: Chatter, cheers: Cheers, now_ms: int) -> None:
        """Let a person's next frame of reactions in.

        Raises:
            TooFast: with the time to wait.
        """
        pace = self._hearts_pace if HEART in cheers else self._others_pace
        if wait_ms := pace.take(chatter.person_id, now_ms):
            raise TooFast("Reactions come in too fast; collect them for half a second.", retry_ms=wait_ms)

    def take(self, cheers: Cheers, totals: Cheers | None) -> None:
        """Take everybody's reactions into the next figures; `totals` are the sums, if others count too."""
        self._untold.update(cheers)
        if totals is None:
            self._totals.update(cheers)
        else:
            for kind, total in totals.items():
                self._totals[kind] = total

    @property
    def is_untold(self) -> bool:
        """Whether `tell` would tell anything."""
        return bool(self._untold)

    def tell(self) -> list[Hearts | Reactions]:
        """The figures of what came since the last time."""
        told, self._untold = self._untold, Counter()
        figures: list[Hearts | Reactions] = []
        if hearts := told.pop(HEART, 0):
            figures.append(Hearts(n=hearts, total=self._totals[HEART]))
        if told:
            figures.append(Reactions(n=dict(told), total={kind: self._totals[kind] for kind in told}))
        return figures
