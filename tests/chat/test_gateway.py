"""Connections over real sockets, from the well-behaved to the hostile."""

import asyncio
from dataclasses import replace

import pytest
from websockets.frames import Opcode

from chat import Announcement, ChatSettings
from chat.client import ChatClosed
from chat.gateway import Connection
from chat.websocket import Prepared
from tests.fakes.chat_server import ROOM, ChatServer
from tests.fakes.chat_socket import HEAD, RawSocket

QUICK = ChatSettings(tick_ms=5, journal_ms=5, viewers_ms=20, close_seconds=0.3)


async def test_a_well_behaved_client_is_welcomed_with_the_limits() -> None:
    async with (
        ChatServer() as server,
        server.client("ann", origin=server.url[:-5].replace("ws", "http")) as ann,
    ):
        welcome = ann.welcome
    assert welcome["you"] == {"id": "p-ann", "name": "Ann", "role": "viewer", "muted": None, "banned": None}
    assert welcome["limits"] == {"text": 200, "heart_ms": 500}
    assert welcome["server_ms"] == server.now_ms
    assert (welcome["off"], welcome["viewers"], welcome["resumed"]) == (0, 1, False)


async def test_a_page_of_another_site_is_closed_with_4003() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        assert "101" in await raw.shake_hands(Origin="https://evil.example")
        assert (await raw.receive_json())["code"] == "origin"
        assert await raw.close_code() == 4003


@pytest.mark.parametrize(("token", "room"), [("nobody", ROOM), ("ann", "closed-room")], ids=["token", "room"])
async def test_a_bad_token_is_closed_with_4001(token: str, room: str) -> None:
    async with ChatServer() as server:
        with pytest.raises(ChatClosed) as closed:
            await server.client(token, room=room).connect()
    assert closed.value.code == 4001


@pytest.mark.parametrize(
    "first", [b"{}", b"hello", b'{"t":"ping","x":1}', b'{"t":"hello","v":9,"tok":"ann","room":"r"}']
)
async def test_a_first_frame_that_is_no_hello_is_closed_with_4001(first: bytes) -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.send(first)
        assert (await raw.receive_json())["code"] == "bad_frame"
        assert await raw.close_code() == 4001


async def test_no_hello_in_time_is_closed_with_4001() -> None:
    async with (
        ChatServer(settings=replace(QUICK, auth_seconds=0.05)) as server,
        RawSocket(server.port) as raw,
    ):
        await raw.shake_hands()
        assert (await raw.receive_json())["code"] == "auth"
        assert await raw.close_code() == 4001


async def test_an_identity_that_hangs_ends_at_the_deadline() -> None:
    async with (
        ChatServer(settings=replace(QUICK, auth_seconds=0.05)) as server,
        RawSocket(server.port) as raw,
    ):
        server.identity.hanging = True
        await raw.shake_hands()
        raw.hello()
        assert await raw.close_code() == 4001


async def test_a_message_before_the_welcome_is_refused_without_closing() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.send({"t": "chat.send", "id": "m", "x": "early"})
        raw.hello()
        assert (await raw.receive_json())["code"] == "bad_frame"
        assert (await raw.receive_json())["t"] == "welcome"


async def test_a_binary_frame_is_closed_with_1003() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.send(b"\x00\x01", Opcode.BINARY)
        assert await raw.close_code() == 1003


@pytest.mark.parametrize("size", [4097, 60_000])
async def test_an_oversized_message_is_closed_with_4009(size: int) -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.send(b"x" * size)
        assert await raw.close_code() == 4009


async def test_an_oversized_message_in_fragments_is_closed_with_4009() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.send(b"x" * 3000, fin=False)
        raw.send(b"x" * 3000, Opcode.CONT, fin=False)
        assert await raw.close_code() == 4009


async def test_a_huge_message_is_not_even_read() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.send(b"x" * 2**18)
        assert await raw.close_code() == 1009


async def test_text_that_is_not_utf8_is_closed_with_1007() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.send(b'{"t":"\xff\xfe"}')
        assert await raw.close_code() == 1007


async def test_a_message_in_fragments_is_one_message() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.send(b'{"t":"hello","v":1,', fin=False)
        raw.send(b'"tok":"ann",', Opcode.CONT, fin=False)
        raw.send(b"", Opcode.PING)
        raw.send(b'"room":"spring-show"}', Opcode.CONT)
        assert (await raw.receive())[0] is Opcode.PONG
        assert (await raw.receive_json())["t"] == "welcome"


async def test_an_unmasked_frame_is_a_protocol_error() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        raw.writer.write(b"\x81\x02{}")
        assert await raw.close_code() == 1002


async def test_a_request_that_is_no_websocket_gets_an_http_error() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        raw.writer.write(b"GET /chat HTTP/1.1\r\nHost: x\r\n\r\n")
        assert "426" in await raw.read_head()


async def test_one_address_may_hold_only_so_many_connections() -> None:
    settings = replace(QUICK, max_per_address=2)
    async with ChatServer(settings=settings) as server, RawSocket(server.port) as one:
        async with RawSocket(server.port) as two, RawSocket(server.port) as three:
            assert "101" in await one.shake_hands()
            assert "101" in await two.shake_hands()
            assert "503" in await three.shake_hands()
            assert await three.ended() is False  # the sentence, then the end
        assert server.service.totals().rejected == 1


async def test_one_person_may_open_a_show_only_so_many_times() -> None:
    settings = replace(QUICK, max_per_person=1)
    async with ChatServer(settings=settings) as server, server.client("ann"):
        with pytest.raises(ChatClosed) as closed:
            await server.client("ann").connect()
    assert closed.value.code == 1008


async def test_behind_a_trusted_proxy_each_client_has_its_own_count() -> None:
    settings = replace(QUICK, max_per_address=1, trusted_proxies=("127.0.0.1",))
    async with (
        ChatServer(settings=settings) as server,
        RawSocket(server.port) as one,
        RawSocket(server.port) as two,
        RawSocket(server.port) as three,
    ):
        assert "101" in await one.shake_hands(X_Forwarded_For="1.1.1.1")
        assert "101" in await two.shake_hands(X_Forwarded_For="2.2.2.2")
        assert "503" in await three.shake_hands(X_Forwarded_For="2.2.2.2")


async def test_a_flood_of_pings_is_closed_with_1008() -> None:
    async with ChatServer() as server, RawSocket(server.port) as raw:
        await raw.shake_hands()
        for _ in range(61):
            raw.send(b"", Opcode.PING)
        assert await raw.close_code() == 1008
        assert server.service.totals().closed_flood == 1


async def test_a_flood_of_hearts_is_refused_with_the_time_to_wait() -> None:
    async with ChatServer() as server, server.client("ann") as ann:
        for _ in range(3):
            await ann.heart()
        problem = await ann.wait_for("error")
    assert (problem["code"], problem["retry_ms"]) == ("too_fast", 500)


async def test_a_ping_is_answered_with_the_servers_clock() -> None:
    async with ChatServer() as server, server.client("ann") as ann:
        await ann.send_frame({"t": "ping"})
        assert (await ann.wait_for("pong"))["server_ms"] == server.now_ms


async def test_a_silent_connection_is_closed() -> None:
    settings = replace(QUICK, idle_seconds=0.05, viewers_ms=10)
    async with ChatServer(settings=settings) as server, server.client("ann") as ann:
        with pytest.raises(ChatClosed) as closed:
            await ann.wait_for("anything")
        assert server.service.totals().closed_idle == 1
    assert closed.value.code == 1001


async def test_a_slow_reader_is_closed_and_everybody_else_goes_on() -> None:
    settings = replace(QUICK, shed_bytes=8 * 1024, slow_bytes=64 * 1024)
    big = {"text": "x" * 20_000}
    async with ChatServer(settings=settings) as server, RawSocket(server.port, receive_buffer=4096) as slow:
        await slow.shake_hands()
        slow.hello("guest-slow")
        async with server.client("ann") as ann, server.client("bob") as bob:
            for number in range(200):
                news = Announcement(event_id=f"n{number}", kind="show", payload=big)
                await server.service.announce(ROOM, news)
                await ann.wait_for("show", id=f"n{number}")
                if server.service.totals().closed_slow:
                    break
            await ann.say("still here")
            assert (await bob.wait_for("chat"))["x"] == "still here"
            await ann.wait_for("viewers", n=2)
        assert server.service.totals().closed_slow == 1


class StuckTransport(asyncio.Transport):
    """A transport that says how much is unsent, as a test wishes."""

    def __init__(self) -> None:
        super().__init__()
        self.unsent = 0
        self.written: list[bytes] = []

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def close(self) -> None:
        self.written.append(b"closed")

    def abort(self) -> None:
        self.written.append(b"aborted")


@pytest.mark.parametrize(
    ("unsent", "lean", "arrives"),
    [
        (0, b"lean", b"\x81\x04full"),
        (64 * 1024, b"lean", b"\x81\x04full"),
        (64 * 1024 + 1, b"lean", b"\x81\x04lean"),
        (64 * 1024 + 1, None, None),
        (256 * 1024 + 1, b"lean", b"\x88\x2a\x0f\xa8too slow; resume when you can read again"),
    ],
)
async def test_the_more_is_unsent_the_less_is_sent(
    unsent: int, lean: bytes | None, arrives: bytes | None
) -> None:
    async with ChatServer() as server:
        connection = server.service.connection()
        assert isinstance(connection, Connection)
        transport = StuckTransport()
        connection.connection_made(transport)
        connection.data_received(HEAD.format(host="x", more="").encode())
        connection.welcomed()
        transport.written.clear()
        transport.unsent = unsent
        connection.deliver(Prepared(b"full"), Prepared(lean) if lean else None)
        assert transport.written == ([arrives] if arrives else [])
        connection.connection_lost(None)


async def test_a_hundred_random_breaks_lose_and_double_nothing() -> None:
    async with ChatServer() as server, server.client("mod") as speaker:
        watchers = [server.client(f"guest-{number}") for number in range(10)]
        await asyncio.gather(*(watcher.connect() for watcher in watchers))
        for number in range(50):
            server.now_ms += 1000
            await speaker.say(f"message {number}")
            for watcher in watchers[number % 5 :: 5]:
                await watcher.drop()
                await watcher.connect()
        await speaker.wait_for("chat", x="message 49")
        for watcher in watchers:
            if len(watcher.timeline.events) < 50:
                await watcher.wait_for("chat", x="message 49")
            await watcher.close()
    spoken = [f"message {number}" for number in range(50)]
    assert all([event["x"] for event in watcher.timeline.events] == spoken for watcher in watchers)
