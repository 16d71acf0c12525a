"""The chat's only file with sockets: WebSocket connections on the front door's transports."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from enum import Enum, auto
from ipaddress import ip_network
from typing import Any, Protocol, cast

from websockets.http11 import Request

from chat import protocol
from chat.admission import Admission, client_address, origin_allowed
from chat.errors import BadFrame
from chat.protocol import Bye, Hello, Inbound, Outbound, Ping, Pong, Problem, encode, encode_batch
from chat.settings import ChatSettings
from chat.throttle import Throttle
from chat.totals import ChatTotals
from chat.websocket import Incoming, Prepared, Violation, WebSocket, text_frame

# A reader that lags shows in our own buffer instead of in megabytes of the kernel's.
_NOTSENT_BYTES = 16 * 1024
_TCP_NOTSENT_LOWAT = 25  # linux/tcp.h; the socket module does not name it in Python 3.11


class Phase(Enum):
    """The life of a connection, in this order."""

    HANDSHAKE = auto()
    HELLO = auto()
    ENTERING = auto()
    INSIDE = auto()
    CLOSING = auto()


class House(Protocol):
    """What the gateway needs of the chat behind it."""

    async def enter(self, connection: "Connection", hello: Hello) -> None:
        """Let a person in and call `welcomed`, or `turn_away`."""
        ...

    def receive(self, connection: "Connection", frame: Inbound) -> None:
        """Handle a frame of somebody inside."""
        ...

    def leave(self, connection: "Connection") -> None:
        """The connection is lost."""
        ...


class Connection(asyncio.Protocol):
    """One client, from the request's head to the end."""

    def __init__(self, gateway: "Gateway", key: str) -> None:
        self.key = key
        self.phase = Phase.HANDSHAKE
        self.last_seen = 0.0
        self.address: str | None = None
        self._gateway = gateway
        self._settings = gateway.settings
        self._websocket = WebSocket(
            gateway.settings.max_frame_bytes, may_deflate=gateway.settings.may_deflate
        )
        self._takes_deflated = False

    @property
    def is_entering(self) -> bool:
        """Whether a hello is being answered and nobody has left or been turned away meanwhile."""
        return self.phase is Phase.ENTERING

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take over a transport; the request's head comes with the first data."""
        self._transport = cast("asyncio.Transport", transport)
        self.last_seen = self._gateway.loop.time()
        self._deadline = self._gateway.loop.call_later(self._settings.auth_seconds, self._too_late)
        self._gateway.connections.add(self)
        sock = transport.get_extra_info("socket")
        if sock is not None and sock.family in {socket.AF_INET, socket.AF_INET6}:
            sock.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, _NOTSENT_BYTES)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (the signature is asyncio's)
        """Forget everything about this connection."""
        self._deadline.cancel()
        self.phase = Phase.CLOSING
        self._gateway.forget(self)
        self._gateway.house.leave(self)

    def eof_received(self) -> bool:
        """The peer sends no more, so the transport may close itself."""
        self._websocket.receive_eof()
        self._write_out()
        return False

    def data_received(self, data: bytes) -> None:
        """Act on everything these bytes complete."""
        self.last_seen = self._gateway.loop.time()
        for incoming in self._websocket.receive(data):
            if isinstance(incoming, Request):
                self._shake_hands(incoming)
            elif self.phase is not Phase.CLOSING:
                self._take(incoming)
        self._write_out()

    def deliver(self, full: Prepared, lean: Prepared | None) -> None:
        """Send a pre-built frame, unless the reader is too slow for it."""
        if self.phase is not Phase.INSIDE:
            return
        unsent = self._transport.get_write_buffer_size()
        frame = full if unsent <= self._settings.shed_bytes else lean
        if unsent > self._settings.slow_bytes:
            self._too_slow()
        elif frame is None:
            self._gateway.totals.frames_shed += 1
        else:
            self._transport.write(frame.deflated if self._takes_deflated else frame.plain)

    def send(self, item: Outbound) -> None:
        """Send one personal item as a frame of its own."""
        self._send_text(encode(item))

    def send_batch(self, items: list[bytes]) -> None:
        """Send encoded items as a batch, as everybody's are sent."""
        self._send_text(encode_batch(items))

    def _send_text(self, payload: bytes) -> None:
        if self.phase is Phase.CLOSING or not self._websocket.is_open:
            return
        self._transport.write(text_frame(payload))
        if self._transport.get_write_buffer_size() > self._settings.slow_bytes:
            self._too_slow()

    def welcomed(self) -> None:
        """The person is inside: the hello's deadline is over."""
        self._deadline.cancel()
        self.phase = Phase.INSIDE

    def turn_away(self, problem: Problem, code: int) -> None:
        """Say what is wrong, then close."""
        self.send(problem)
        self.close(code, problem.code)

    def close(self, code: int, reason: str) -> None:
        """Start the closing handshake; after a while the connection is cut, whatever the peer does."""
        if self.phase is Phase.CLOSING:
            return
        self._begin_to_close()
        self._websocket.close(code, reason)
        self._write_out()

    def abort(self) -> None:
        """Cut the connection."""
        self._transport.abort()

    def _shake_hands(self, request: Request) -> None:
        if not self._gateway.admit(self, self._address(request)):
            self._websocket.refuse(503, "Too many connections; try again in a few seconds.", 5)
            return
        if not self._websocket.accept(request):
            return
        self._write_out()
        self.phase = Phase.HELLO
        self._takes_deflated = self._websocket.takes_deflated
        origin, host = request.headers.get("Origin"), request.headers.get("Host", "")
        if not origin_allowed(origin, host, self._settings.allowed_origins):
            problem = Problem(code="origin", text="This page may not use this chat.")
            self.turn_away(problem, protocol.CLOSE_ORIGIN)

    def _address(self, request: Request) -> str:
        peer = self._transport.get_extra_info("peername")
        # A Unix socket has no peer address: whatever is in front of it is one of ours.
        seen = str(peer[0]) if isinstance(peer, tuple) else "unix"
        hops = request.headers.get_all("X-Forwarded-For")
        return client_address(seen, hops, self._gateway.trusted)

    def _take(self, incoming: Incoming) -> None:
        if self._gateway.pace.take(self.key, self._gateway.now_ms()):
            self._gateway.totals.closed_flood += 1
            problem = Problem(code="flood", text="Too many frames; this connection is closed.")
            self.turn_away(problem, protocol.CLOSE_FLOOD)
        elif isinstance(incoming, Violation):
            self.close(incoming.code, incoming.reason)
        elif isinstance(incoming, str):
            self._read(incoming)

    def _read(self, text: str) -> None:
        try:
            frame = protocol.parse(text)
        except BadFrame as error:
            self._not_understood(error)
            return
        match frame:
            case Hello() if self.phase is Phase.HELLO:
                self.phase = Phase.ENTERING
                self._gateway.start(self._gateway.house.enter(self, frame))
            case Hello():
                self.send(Problem(code="bad_frame", text="One hello is enough."))
            case Ping():
                self.send(Pong(server_ms=self._gateway.now_ms()))
            case _ if self.phase is Phase.INSIDE:
                self._gateway.house.receive(self, frame)
            case _:
                self.send(Problem(code="bad_frame", text="Wait for the welcome before anything else."))

    def _not_understood(self, error: BadFrame) -> None:
        if self.phase is Phase.HELLO:
            self.turn_away(Problem(code=error.code, text=str(error)), protocol.CLOSE_AUTH)
        else:
            self.send(protocol.refusal(error, error.message_id))

    def _too_late(self) -> None:
        if self.phase is Phase.HANDSHAKE:
            self.abort()
        else:
            self.turn_away(Problem(code="auth", text="No valid hello came in time."), protocol.CLOSE_AUTH)

    def _too_slow(self) -> None:
        self._gateway.totals.closed_slow += 1
        self.close(protocol.CLOSE_SLOW, "too slow; resume when you can read again")

    def _write_out(self) -> None:
        for data in self._websocket.outgoing():
            if data:
                self._transport.write(data)
            else:
                self._begin_to_close()
                self._transport.close()

    def _begin_to_close(self) -> None:
        """Nothing more is sent or heeded; a peer that does not read its last bytes is not waited for."""
        self.phase = Phase.CLOSING
        self._deadline.cancel()
        self._deadline = self._gateway.loop.call_later(self._settings.close_seconds, self.abort)


class Gateway:
    """All connections of this process: admits, paces, sweeps and closes them.

    Made inside of the running event loop that the connections live on.
    """

    def __init__(
        self, settings: ChatSettings, house: House, totals: ChatTotals, now_ms: Callable[[], int]
    ) -> None:
        self.settings = settings
        self.house = house
        self.totals = totals
        self.now_ms = now_ms
        self.loop = asyncio.get_running_loop()
        self.pace = Throttle(settings.frame_ms, settings.frame_burst)
        self.trusted = tuple(ip_network(proxy) for proxy in settings.trusted_proxies)
        self.connections: set[Connection] = set()
        self._admission = Admission(settings.max_connections, settings.max_per_address)
        self._tasks: set[asyncio.Task[None]] = set()
        self._made = 0
        self._closing = False
        self._changed = asyncio.Event()

    def connection(self) -> Connection:
        """A protocol for one more transport."""
        self._made += 1
        return Connection(self, str(self._made))

    def admit(self, connection: Connection, address: str) -> bool:
        """Take a place for a connection, if there is one."""
        if self._closing or not self._admission.enter(address):
            self.totals.rejected += 1
            return False
        connection.address = address
        self.totals.accepted += 1
        return True

    def forget(self, connection: Connection) -> None:
        """Give a connection's place back."""
        self.connections.discard(connection)
        self._changed.set()
        if connection.address is not None:
            self._admission.leave(connection.address)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Own a task until it ends."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def sweep(self) -> None:
        """Close the connections that have been silent for too long."""
        oldest = self.loop.time() - self.settings.idle_seconds
        for connection in [each for each in self.connections if each.last_seen < oldest]:
            if connection.phase is Phase.INSIDE:
                self.totals.closed_idle += 1
                connection.close(protocol.CLOSE_IDLE, "silent for too long; ping every 25 seconds")

    async def close(self) -> None:
        """Say goodbye to everybody, wait for it to arrive, cut whoever is left."""
        self._closing = True
        for connection in list(self.connections):
            connection.send(Bye(reconnect_ms=self.settings.reconnect_ms))
            connection.close(protocol.CLOSE_RESTART, "restarting")
        try:
            async with asyncio.timeout(self.settings.close_seconds):
                while self.connections:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            for connection in list(self.connections):
                connection.abort()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
