"""One WHIP or WHEP session: a peer, its stream, and what it is there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from media.errors import TooBusy
from media.ladder import Ladder
from media.peer import Peer
from media.publisher import Publisher
from media.settings import MediaSettings
from media.stream import Stream
from media.viewer import Viewer


def admit(sessions: Iterable["Session"], asker: str, settings: MediaSettings) -> None:
    """Bound the joins of viewers under way; sellers always get through: they are few, and known.

    Raises:
        TooBusy: as many are under way as there may be, of all or of this asker.
    """
    joining = [session.asker for session in sessions if not session.connected]
    by_asker = joining.count(asker) if asker else 0
    if len(joining) >= settings.max_joins_in_flight or by_asker >= settings.max_joins_per_asker:
        raise TooBusy("Many people are joining at this moment.", retry_after_s=1)


@dataclass(slots=True, eq=False)
class Session:
    """A publisher's or a viewer's session, from the answer to the end.

    Attributes:
        ladders: What it feeds, or receives from, by kind.
        remote_fragment: The peer's own ICE user fragment, which its trickled candidates belong to.
    """

    id: str
    stream: Stream
    peer: Peer
    role: Publisher | Viewer
    ladders: Mapping[str, Ladder]
    remote_fragment: str = ""
    connected: bool = False
    asker: str = ""

    @property
    def etag(self) -> str:
        """The entity tag of its ICE session (RFC 9725, section 4.3.1), quoted; a restart changes it."""
        return f'"{self.peer.path.credentials.fragment}"'

    def register(self) -> None:
        """Count a viewer from the answer on, so that the cap holds for those on their way, too."""
        if isinstance(self.role, Viewer):
            self.stream.viewers[self.id] = self.role

    def begin(self, others: Iterable["Session"]) -> list["Session"]:
        """Start media; returns the sessions that have no place beside this one."""
        if isinstance(self.role, Viewer):
            if not self.has_its_tracks():
                return [self]
            self.role.start()
            return []
        self.stream.attach(self.role, self.ladders)
        return list(self._displaced(others))

    def end(self) -> None:
        """Stop media."""
        if isinstance(self.role, Publisher):
            self.stream.detach(self.role)
            return
        self.stream.viewers.pop(self.id, None)
        self.role.stop()

    def _displaced(self, others: Iterable["Session"]) -> Iterator["Session"]:
        """Find the publisher before us, and viewers whose codec we do not send."""
        for other in others:
            if other is self or other.stream is not self.stream or not other.connected:
                continue
            if isinstance(other.role, Publisher) or not other.has_its_tracks():
                yield other

    def has_its_tracks(self) -> bool:
        """Whether the stream still sends what this session agreed to receive."""
        return isinstance(self.role, Publisher) or all(
            self.stream.ladders.get(kind) is ladder for kind, ladder in self.ladders.items()
        )
