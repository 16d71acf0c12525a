"""The one TCP port: reads each connection's first request head, then hands the connection to its room.

aiohttp has no deadline for a request's head, and the chat speaks its own protocol on the bare transport. So
the first protocol of every connection is a `Doorway`: it holds the deadline of 5 s and the limit of 16 KB for
both, and gives the transport away with `set_protocol`, which asyncio and uvloop both support.
"""

import asyncio
from collections.abc import Callable
from typing import cast

from server.head import TOO_MANY, TOO_SLOW, HeadReader, HeadRefused
from server.settings import Settings, SettingsError

HEAD_SECONDS = 5.0
LINGER_SECONDS = 1.0
BACKLOG = 1024

ProtocolFactory = Callable[[], asyncio.Protocol]


class FrontDoor:
    """Listens, bounds the number of connections, and sorts them.

    Args:
        settings: The address and the limit of connections.
        http: Makes aiohttp's protocol for a connection.
        chat: Makes the chat's protocol for a connection.
        refused: Is told why a connection was turned away: `slow`, `large`, `malformed` or `full`.
        head_seconds: How long a connection may take to send its first head.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        http: ProtocolFactory,
        chat: ProtocolFactory,
        refused: Callable[[str], None] = lambda _reason: None,
        head_seconds: float = HEAD_SECONDS,
    ) -> None:
        self._settings = settings
        self.http = http
        self.chat = chat
        self.refused = refused
        self.head_seconds = head_seconds
        self._connections: set[asyncio.Transport] = set()
        self._waiting: set[Doorway] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Start to listen and return the port, which is a free one if the settings say 0.

        Raises:
            SettingsError: The address cannot be listened on.
        """
        host, port = self._settings.host, self._settings.port
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(lambda: Doorway(self), host, port, backlog=BACKLOG)
        except OSError as error:
            reason = error.strerror or error
            problem = f"SHOWFLOOR_PORT: {host} port {port} cannot be listened on ({reason}). Choose another."
            raise SettingsError([problem]) from error
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and drop connections that have not said what they want.

        The rooms close those that they were given: they owe their people a goodbye.
        """
        if self._server is not None:
            self._server.close()
        for doorway in tuple(self._waiting):
            doorway.abort()

    def admit(self, doorway: "Doorway", transport: asyncio.Transport) -> bool:
        """Count a new connection; say whether there was room for it."""
        self._waiting.add(doorway)
        if len(self._connections) >= self._settings.max_connections:
            # Rooms do not report that a connection ended, so ended ones are looked for when it matters.
            self._connections = {known for known in self._connections if not known.is_closing()}
        if len(self._connections) >= self._settings.max_connections:
            self.refused("full")
            return False
        self._connections.add(transport)
        return True

    def leave(self, doorway: "Doorway") -> None:
        """Forget a doorway that has been passed or left."""
        self._waiting.discard(doorway)


class Doorway(asyncio.Protocol):
    """The first protocol of a connection, until its first request head is there."""

    def __init__(self, door: FrontDoor) -> None:
        self._door = door
        self._head = HeadReader()
        self._refusing = False
        self._transport: asyncio.Transport
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock, or turn the connection away when the house is full."""
        self._transport = cast("asyncio.Transport", transport)
        if not self._door.admit(self, self._transport):
            self._refuse(TOO_MANY)
            return
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(self._door.head_seconds, self._too_slow)

    def data_received(self, data: bytes) -> None:
        """Collect the head; once whole, hand the connection on with everything received."""
        if self._refusing:
            return
        try:
            whole = self._head.feed(data)
        except HeadRefused as refused:
            self._door.refused(refused.reason)
            self._refuse(refused.answer)
            return
        if whole:
            self._hand_over(self._door.chat() if self._head.is_for_chat else self._door.http())

    def eof_received(self) -> bool | None:
        """Close: who sends no more before the head is whole wants nothing."""
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        del exc
        self._leave()

    def abort(self) -> None:
        """Drop the connection."""
        self._transport.abort()

    def _hand_over(self, protocol: asyncio.Protocol) -> None:
        self._leave()
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(bytes(self._head.received))

    def _too_slow(self) -> None:
        if not self._head.received:
            # A browser keeps spare connections: one that never spoke would take an answer for a request's.
            self._transport.abort()
            return
        self._door.refused("slow")
        self._refuse(TOO_SLOW)

    def _refuse(self, answer: bytes) -> None:
        """Answer, and close a moment later: closing with unread input would reset the answer away."""
        self._refusing = True
        self._stop_clock()
        self._transport.write(answer)
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._deadline = asyncio.get_running_loop().call_later(LINGER_SECONDS, self._transport.abort)

    def _leave(self) -> None:
        self._stop_clock()
        self._door.leave(self)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
