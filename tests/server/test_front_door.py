"""The front door on real sockets, on both event loops."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, cast

import pytest
import uvloop

from server.front_door import MAX_LINGERING, Doorway, FrontDoor
from server.head import MAX_HEAD_BYTES
from server.occupancy import SWEEP_SECONDS
from server.settings import Settings, SettingsError

Scenario = Callable[[], Awaitable[None]]
READ_SECONDS = 5.0
UNREAD_SECONDS = 0.3


class Room(asyncio.Protocol):
    """Answers with its name and everything that it was handed, and closes."""

    def __init__(self, name: bytes) -> None:
        self._name = name
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(self._name + b": " + data)
        self._transport.close()


class Flood(asyncio.Protocol):
    """Answers with more than a peer's and our own kernel take in, and tells when the connection ends."""

    def __init__(self) -> None:
        self.lost: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(data + bytes(20_000_000))

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(exc)


class Guest(asyncio.Transport):
    """The server's side of a connection from an address that no test can have."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 1)})
        self.written = b""
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def can_write_eof(self) -> bool:
        return False

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        self.aborted = True


class Visitor:
    """A client of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def says(self, data: bytes) -> bytes:
        """Send, and return everything until the server closes."""
        self.writer.write(data)
        return await self.hears()

    async def hears(self) -> bytes:
        """Return everything until the server closes; one that drops the connection says nothing."""
        answer = b""
        async with asyncio.timeout(READ_SECONDS):
            with suppress(ConnectionResetError):
                answer = await self.reader.read()
        self.writer.close()
        return answer


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Callable[[Scenario], None]:
    """Run a scenario to its end on one of the event loops."""

    def run_on_loop(scenario: Scenario) -> None:
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(cast("Any", scenario()))

    return run_on_loop


@asynccontextmanager
async def open_door(
    refused: list[str],
    *,
    head_seconds: float = 5.0,
    max_connections: int = 100,
    http: Callable[[], asyncio.Protocol] = lambda: Room(b"http"),
) -> Any:  # noqa: ANN401
    door = FrontDoor(
        Settings(port=0, max_connections=max_connections),
        http=http,
        chat=lambda: Room(b"chat"),
        refused=refused.append,
        head_seconds=head_seconds,
        unread_seconds=UNREAD_SECONDS,
        clock=count(step=SWEEP_SECONDS).__next__,
    )
    port = await door.open()

    async def visit() -> Visitor:
        return Visitor(*await asyncio.open_connection("127.0.0.1", port))

    try:
        yield visit
    finally:
        await door.close()


def test_each_room_gets_its_connections_with_every_byte(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        async with open_door([]) as visit:
            for_http = b"POST /orders HTTP/1.1\r\nHost: shop\r\n\r\n{}"
            for_chat = b"GET /chat HTTP/1.1\r\nHost: shop\r\n\r\n"

            assert await (await visit()).says(for_http) == b"http: " + for_http
            assert await (await visit()).says(for_chat) == b"chat: " + for_chat

    run(scenario)


def test_a_head_in_pieces_is_put_together(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        async with open_door([]) as visit:
            visitor = await visit()
            for piece in (b"GET /ch", b"at HTTP/1.1\r\nHost: shop\r", b"\n\r"):
                visitor.writer.write(piece)
                await visitor.writer.drain()

            assert await visitor.says(b"\n") == b"chat: GET /chat HTTP/1.1\r\nHost: shop\r\n\r\n"

    run(scenario)


def test_a_slow_head_is_answered_and_closed_in_time(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        refused: list[str] = []
        async with open_door(refused, head_seconds=0.05) as visit:
            answer = await (await visit()).says(b"GET /chat HTTP/1.1\r\nHost: sh")

        assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert b'"code":"header_timeout"' in answer
        assert refused == ["slow"]

    run(scenario)


def test_a_connection_that_never_speaks_is_dropped_without_an_answer(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        async with open_door([], head_seconds=0.05) as visit:
            assert await (await visit()).hears() == b""

    run(scenario)


def test_an_oversized_head_is_answered_even_while_more_of_it_comes(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        refused: list[str] = []
        async with open_door(refused) as visit:
            answer = await (await visit()).says(b"GET / HTTP/1.1\r\nX: " + b"x" * 8 * MAX_HEAD_BYTES)

        assert answer.startswith(b"HTTP/1.1 431 ")
        assert b'"code":"header_too_large"' in answer
        assert refused == ["large"]

    run(scenario)


def test_what_is_not_http_is_told_so_at_once(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        refused: list[str] = []
        async with open_door(refused) as visit:
            answer = await (await visit()).says(b"\x16\x03\x01\x02\x00\x01\x00")

        assert answer.startswith(b"HTTP/1.1 400 ")
        assert refused == ["malformed"]

    run(scenario)


async def test_a_taken_port_is_told_as_a_setting_to_change() -> None:
    room = cast("Any", None)
    first = FrontDoor(Settings(port=0), http=room, chat=room)
    port = await first.open()
    with pytest.raises(SettingsError, match=f"port {port} cannot be listened on"):
        await FrontDoor(Settings(port=port), http=room, chat=room).open()
    await first.close()


def test_a_full_house_says_so_until_somebody_leaves(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        request = b"GET / HTTP/1.1\r\n\r\n"
        refused: list[str] = []
        async with open_door(refused, max_connections=1) as visit:
            first = await visit()
            # The door is known to have met the first visitor once the second has been answered.
            answer = await (await visit()).says(request)
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"Retry-After: 5\r\n" in answer

            assert await first.says(request) == b"http: " + request
            assert await (await visit()).says(request) == b"http: " + request
        assert refused == ["full"]

    run(scenario)


def test_closing_drops_those_who_have_not_spoken(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        async with open_door([]) as visit:
            visitor = await visit()
            assert await (await visit()).says(b"GET / HTTP/1.1\r\n\r\n")
        assert await visitor.hears() == b""

    run(scenario)


def test_a_peer_that_never_reads_its_answer_is_cut_off(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        flood = Flood()
        async with open_door([], http=lambda: flood) as visit:
            visitor = await visit()
            visitor.writer.transport.pause_reading()
            visitor.writer.write(b"GET / HTTP/1.1\r\n\r\n")
            async with asyncio.timeout(READ_SECONDS):
                assert isinstance(await flood.lost, OSError)
            visitor.writer.transport.abort()

    run(scenario)


def test_one_network_cannot_take_every_connection(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        refused: list[str] = []
        door = FrontDoor(
            Settings(port=0, max_per_address=1),
            http=lambda: Room(b"http"),
            chat=lambda: Room(b"chat"),
            refused=refused.append,
        )
        first, second = Guest("198.51.100.7"), Guest("198.51.100.7")
        for guest in (first, second):
            Doorway(door).connection_made(guest)
        assert first.written == b""
        assert second.written.startswith(b"HTTP/1.1 429 ")
        assert refused == ["crowded"]

    run(scenario)


def test_a_mob_is_turned_away_without_an_answer(run: Callable[[Scenario], None]) -> None:
    async def scenario() -> None:
        room = cast("Any", None)
        door = FrontDoor(Settings(port=0, max_per_address=1), http=room, chat=room)
        guests = [Guest("198.51.100.7") for _ in range(MAX_LINGERING + 1)]
        for guest in guests:
            Doorway(door).connection_made(guest)
        assert guests[-2].written
        assert not guests[-1].written
        assert guests[-1].aborted

    run(scenario)
