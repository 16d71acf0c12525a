"""Who is in a room: people, however many tabs each has open."""

from collections import OrderedDict
from dataclasses import dataclass, field

from chat.people import Chatter, Role

_REMEMBERED = 2000


@dataclass(slots=True)
class Presence:
    """Counts people and remembers those who recently were here, so that a moderator can still reach them."""

    _tabs: dict[str, int] = field(default_factory=dict)
    _audience: set[str] = field(default_factory=set)
    _known: OrderedDict[str, Chatter] = field(default_factory=OrderedDict)

    @property
    def viewers(self) -> int:
        """People present, the hosts left out: who shows is no audience."""
        return len(self._audience)

    def enter(self, chatter: Chatter) -> None:
        """One more connection of this person."""
        tabs = self._tabs.get(chatter.person_id, 0)
        if tabs == 0 and chatter.role is not Role.host:
            self._audience.add(chatter.person_id)
        self._tabs[chatter.person_id] = tabs + 1
        self.remember(chatter)

    def leave(self, chatter: Chatter) -> None:
        """One connection fewer; the person is gone with the last."""
        tabs = self._tabs.pop(chatter.person_id) - 1
        if tabs:
            self._tabs[chatter.person_id] = tabs
        else:
            self._audience.discard(chatter.person_id)

    def remember(self, chatter: Chatter) -> None:
        """Keep a person findable by id; the longest unseen is forgotten first."""
        self._known[chatter.person_id] = chatter
        self._known.move_to_end(chatter.person_id)
        while len(self._known) > max(_REMEMBERED, len(self._tabs)):
            self._known.popitem(last=False)

    def find(self, person_id: str) -> Chatter | None:
        """The person of that id, if here or recently here."""
        return self._known.get(person_id)
