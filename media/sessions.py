"""All sessions of the room: found by their id, let in once connected, dropped when their peer is gone."""

import logging
from collections.abc import Callable, Coroutine, Iterator

from media.adaptation import Adaptation
from media.counters import Counters
from media.dtls import HandshakeFailed
from media.errors import SessionNotFound
from media.publisher import Publisher
from media.session import Session
from media.stream import Stream
from media.transport import MediaTransport
from media.viewer import Viewer

logger = logging.getLogger(__name__)


class Sessions:
    """Owns each session from the answer to its end."""

    def __init__(
        self,
        transport: MediaTransport,
        counters: Counters,
        *,
        own: Callable[[Coroutine[None, None, None]], None],
        left: Callable[[str], None],
        handshake_seconds: float,
    ) -> None:
        """Begin empty.

        Args:
            transport: Where the peers are reached.
            counters: Where joins are counted.
            own: Runs a task to its end or the room's.
            left: Told the id of each session that has ended.
            handshake_seconds: For how long a join may take.
        """
        self._transport = transport
        self._counters = counters
        self._own = own
        self._left = left
        self._handshake_seconds = handshake_seconds
        self._sessions: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        """All of them, as they are now."""
        return iter(list(self._sessions.values()))

    def get(self, session_id: str) -> Session:
        """Find a session; raises SessionNotFound."""
        session = self._sessions.get(session_id)
        if session is None:
            raise SessionNotFound("This session has ended.")
        return session

    def viewer(self, session_id: str) -> Viewer:
        """Find a viewer; raises SessionNotFound, also for a publisher's session."""
        role = self.get(session_id).role
        if isinstance(role, Publisher):
            raise SessionNotFound("This session is a publisher's; only viewers have that.")
        return role

    def adaptation(self, session_id: str) -> Adaptation:
        """Find what chooses a viewer's layer; raises SessionNotFound, also for those without a picture."""
        adaptation = self.viewer(session_id).adaptation
        if adaptation is None:
            raise SessionNotFound("Only viewers of a picture can choose how large it is.")
        return adaptation

    def owner_of(self, session_id: str) -> str | None:
        """Tell which stream a session belongs to."""
        session = self._sessions.get(session_id)
        return session.stream.id if session else None

    def of(self, stream: Stream) -> list[Session]:
        """The sessions of one stream."""
        return [session for session in self if session.stream is stream]

    def begin(self, session: Session) -> None:
        """Let a session in that has its answer; media starts once its peer is connected."""
        self._sessions[session.id] = session
        session.register()
        self._transport.add(session.peer)
        self._own(self._join(session))

    async def drop(self, session: Session) -> None:
        """End a session; one that has ended is no error."""
        if self._sessions.pop(session.id, None) is None:
            return
        session.end()
        self._left(session.id)
        await session.peer.close()
        self._transport.remove(session.peer)

    async def drop_unheard(self, since: float) -> None:
        """Drop those from whom nothing came since a moment (RFC 7675)."""
        for session in self:
            if session.connected and session.peer.last_heard < since:
                await self.drop(session)

    async def _join(self, session: Session) -> None:
        try:
            await session.peer.connect(self._handshake_seconds)
        except (HandshakeFailed, TimeoutError) as failure:
            logger.info("handshake failed", extra={"session": session.id, "reason": str(failure)})
            await self.drop(session)
            return
        except Exception:
            # Whatever a peer made of its handshake, it must not keep a place among the joins in flight.
            logger.exception("handshake broke", extra={"session": session.id})
            await self.drop(session)
            return
        if session.id not in self._sessions:
            return
        session.connected = True
        self._counters.joins += 1
        session.peer.when_closed(lambda: self._own(self.drop(session)))
        for replaced in session.begin(self):
            await self.drop(replaced)
