"""Those who are inside of a room in this process, by connection and by person."""

from chat.bulletins import Bulletin
from chat.gateway import Connection
from chat.people import Chatter
from chat.protocol import ModDone, MutedNotice, Outbound, UnmutedNotice, encode


class Audience:
    """Connections and the people behind them; tells single ones what concerns them."""

    def __init__(self) -> None:
        self._inside: dict[Connection, Chatter] = {}
        self._by_person: dict[str, set[Connection]] = {}

    def __len__(self) -> int:
        return len(self._inside)

    def __contains__(self, connection: Connection) -> bool:
        return connection in self._inside

    def __getitem__(self, connection: Connection) -> Chatter:
        return self._inside[connection]

    @property
    def seats(self) -> list[tuple[Connection, Chatter]]:
        """Everybody, in the order of their coming."""
        return list(self._inside.items())

    def tabs_of(self, person_id: str) -> int:
        """How many connections a person has."""
        return len(self._by_person.get(person_id, ()))

    def enter(self, connection: Connection, chatter: Chatter) -> None:
        """One more."""
        self._inside[connection] = chatter
        self._by_person.setdefault(chatter.person_id, set()).add(connection)

    def leave(self, connection: Connection) -> Chatter | None:
        """Forget a connection; returns who it was, if it was inside."""
        chatter = self._inside.pop(connection, None)
        if chatter is not None:
            tabs = self._by_person[chatter.person_id]
            tabs.discard(connection)
            if not tabs:
                del self._by_person[chatter.person_id]
        return chatter

    def tell_concerned(self, bulletin: Bulletin) -> None:
        """Tell a person of a measure, and the staff of an action."""
        if measure := bulletin.measure:
            muted = MutedNotice(until_ms=measure.until_ms, reason=measure.reason, by=measure.by.name)
            self._tell_person(measure.person.person_id, muted)
        if bulletin.lift is not None:
            self._tell_person(bulletin.lift.person_id, UnmutedNotice())
        if bulletin.audit is not None:
            done = [encode(ModDone(entry=bulletin.audit))]
            for member in [each for each, chatter in self._inside.items() if chatter.is_staff]:
                member.send_batch(done)

    def _tell_person(self, person_id: str, item: Outbound) -> None:
        for tab in list(self._by_person.get(person_id, ())):
            tab.send(item)
