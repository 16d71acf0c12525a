"""Who is in a room: people, however many tabs each has open."""

from collections import OrderedDict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from chat.people import Chatter, Role

_REMEMBERED = 2000
LONGEST_NAME = 40


@dataclass(slots=True)
class Presence:
    """Counts people and remembers those who recently were here, so that a moderator can still reach them."""

    _tabs: dict[str, int] = field(default_factory=dict)
    _audience: set[str] = field(default_factory=set)
    _known: OrderedDict[str, Chatter] = field(default_factory=OrderedDict)
    _by_name: dict[str, dict[str, None]] = field(default_factory=dict)

    @property
    def audience(self) -> AbstractSet[str]:
        """People present, by id; hosts and programs are left out: they are no audience."""
        return self._audience

    def enter(self, chatter: Chatter) -> None:
        """One more connection of this person."""
        tabs = self._tabs.get(chatter.person_id, 0)
        if tabs == 0 and chatter.role is not Role.host and not chatter.bot:
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
        """Keep a person findable by id and by name; the longest unseen is forgotten first."""
        self._forget(chatter.person_id)
        self._known[chatter.person_id] = chatter
        self._by_name.setdefault(_plain(chatter.name), {})[chatter.person_id] = None
        while len(self._known) > max(_REMEMBERED, len(self._tabs)):
            self._forget(next(iter(self._known)))

    def find(self, person_id: str) -> Chatter | None:
        """The person of that id, if here or recently here."""
        return self._known.get(person_id)

    def named(self, name: str) -> list[Chatter]:
        """Everybody of that name, whatever its letter case, the one seen last at the end."""
        return [self._known[person_id] for person_id in self._by_name.get(_plain(name), ())]

    def _forget(self, person_id: str) -> None:
        known = self._known.pop(person_id, None)
        if known is None:
            return
        name = _plain(known.name)
        del self._by_name[name][person_id]
        if not self._by_name[name]:
            del self._by_name[name]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
