"""The hearts of everybody in one room: paced for each person, summed, told as one figure a tick."""

from chat.errors import TooFast
from chat.people import Chatter
from chat.settings import ChatSettings
from chat.throttle import Throttle
from chat.timeline import Hearts


class Applause:
    """Hearts since the last figure, and since the room was opened."""

    def __init__(self, settings: ChatSettings) -> None:
        # Two at once, because the network may bring two frames closer together than they were sent.
        self._pace = Throttle(settings.heart_ms, 2)
        self._hearts = 0
        self._total = 0

    def require_pace(self, chatter: Chatter, now_ms: int) -> None:
        """Let a person's next frame of hearts in.

        Raises:
            TooFast: with the time to wait.
        """
        if wait_ms := self._pace.take(chatter.person_id, now_ms):
            raise TooFast("Hearts come in too fast; collect them for half a second.", retry_ms=wait_ms)

    def take(self, hearts: int, total: int | None) -> None:
        """Take hearts of everybody into the next figure; `total` is everybody's sum, if others count too."""
        self._hearts += hearts
        self._total = self._total + hearts if total is None else total

    @property
    def is_untold(self) -> bool:
        """Whether `tell` would tell anything."""
        return self._hearts > 0

    def tell(self) -> Hearts | None:
        """The hearts since the last time."""
        if not self._hearts:
            return None
        told = Hearts(n=self._hearts, total=self._total)
        self._hearts = 0
        return told
