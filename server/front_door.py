"""The one TCP port: reads each connection's first request head, then hands the connection to its room.

aiohttp has no deadline for a request's head, and the chat speaks its own protocol on the bare transport. So
the first protocol of every connection is a `Doorway`: it holds the deadline of 5 s and the limit of 16 KB for
both, and gives the transport away with `set_protocol`, which asyncio and uvloop both support.
"""

import asyncio
import socket
import time
from collections.abc import Callable
from typing import cast

from server.head import TOO_MANY, TOO_MANY_FROM_THERE, TOO_SLOW, HeadReader, HeadRefused
from server.occupancy import Occupancy
from server.settings import Settings, SettingsError

HEAD_SECONDS = 5.0
LINGER_SECONDS = 1.0
UNREAD_SECONDS = 30.0
BACKLOG = 1024
MAX_LINGERING = 256
ANSWERS = {"full": TOO_MANY, "crowded": TOO_MANY_FROM_THERE}

ProtocolFactory = Callable[[], asyncio.Protocol]


class FrontDoor:
    """Listens, bounds the number of connections, and sorts them.

    Args:
        settings: The address and the limit of connections.
        http: Makes aiohttp's protocol for a connection.
        chat: Makes the chat's protocol for a connection.
        refused: Is told why a connection was turned away: `slow`, `large`, `malformed`, `full` or
            `crowded`.
        head_seconds: How long a connection may take to send its first head.
        unread_seconds: How long a peer may leave unread what was sent to it.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        http: ProtocolFactory,
        chat: ProtocolFactory,
        refused: Callable[[str], None] = lambda _reason: None,
        head_seconds: float = HEAD_SECONDS,
        unread_seconds: float = UNREAD_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self.http = http
        self.chat = chat
        self.refused = refused
        self.head_seconds = head_seconds
        self._unread_ms = round(unread_seconds * 1000)
        self._occupancy = Occupancy(
            max_connections=settings.max_connections,
            max_per_network=settings.max_per_address,
            exempt=settings.trusted_proxies,
            clock=clock,
        )
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

    @property
    def is_mobbed(self) -> bool:
        """Whether so many are on the threshold that one more refusal is not worth a polite answer."""
        return len(self._waiting) > MAX_LINGERING

    def refusal(self, doorway: "Doorway", transport: asyncio.Transport) -> bytes | None:
        """Count a new connection and return None, or how to answer it when there is no room for it."""
        self._waiting.add(doorway)
        self._bound_unread(transport)
        peer = transport.get_extra_info("peername")
        reason = self._occupancy.refusal(transport, str(peer[0]) if isinstance(peer, tuple) else "")
        if reason is None:
            return None
        self.refused(reason)
        return ANSWERS[reason]

    def _bound_unread(self, transport: asyncio.Transport) -> None:
        """Let the kernel end a peer that reads nothing: its window stays shut, or it is gone (RFC 5482)."""
        sock = transport.get_extra_info("socket")
        if sock is not None and sock.family in {socket.AF_INET, socket.AF_INET6}:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, self._unread_ms)

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
        answer = self._door.refusal(self, self._transport)
        if answer is not None:
            self._refuse(answer)
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
        if self._door.is_mobbed:
            self._transport.abort()
            return
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
