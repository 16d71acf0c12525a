"""The application behind the front door, on real sockets and both event loops."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import cast

import msgspec
import pytest
import uvloop

from server.front_door import FrontDoor
from server.http import dispatch, operations, pages
from server.http.application import HttpApplication
from server.http.call import Call
from server.http.openapi import document
from server.http.route import Access, Route
from server.http.routes import ROUTES
from server.http.services import Services
from server.http.shells import WEB
from server.settings import Settings

READ_SECONDS = 5.0


class Said(msgspec.Struct, frozen=True):
    text: str


async def echo(_call: Call, body: Said) -> Said:
    return body


TEST_ROUTES = (
    *operations.ROUTES,
    *pages.ROUTES,
    Route("POST", "/echo", echo, "Echo", access=Access.UNASKED),
)
Talk = Callable[[bytes], Awaitable[bytes]]
Run = Callable[[Callable[[], Awaitable[None]]], None]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """Run a scenario to its end on one of the event loops."""

    async def whole(scenario: Callable[[], Awaitable[None]]) -> None:
        await scenario()

    def run_on_loop(scenario: Callable[[], Awaitable[None]]) -> None:
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(whole(scenario))

    return run_on_loop


@asynccontextmanager
async def open_shop(services: Services, keep_alive_seconds: float = 5.0) -> AsyncIterator[Talk]:
    """Open the door before the application; talk to it over one connection a call."""
    async with HttpApplication(services, TEST_ROUTES, keep_alive_seconds=keep_alive_seconds) as http:
        door = FrontDoor(Settings(port=0), http=http.protocol, chat=lambda: cast("asyncio.Protocol", None))
        port = await door.open()

        async def talk(data: bytes) -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(data)
            answer = b""
            async with asyncio.timeout(READ_SECONDS):
                with suppress(ConnectionResetError):
                    answer = await reader.read()
            writer.close()
            return answer

        try:
            yield talk
        finally:
            await door.close()


def test_a_request_goes_through_the_door_with_its_body(run: Run, services: Services) -> None:
    async def scenario() -> None:
        async with open_shop(services) as talk:
            answer = await talk(
                b"POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
                b'Content-Length: 16\r\nConnection: close\r\n\r\n{"text":"hello"}'
            )
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith(b'\r\n\r\n{"text":"hello"}')

    run(scenario)


def test_a_file_is_sent_whole(run: Run, services: Services) -> None:
    async def scenario() -> None:
        async with open_shop(services) as talk:
            answer = await talk(b"GET /static/icons.svg HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")
        assert answer.partition(b"\r\n\r\n")[2] == (WEB / "icons.svg").read_bytes()

    run(scenario)


def test_a_later_request_on_the_same_connection_has_a_deadline_too(run: Run, services: Services) -> None:
    async def scenario() -> None:
        async with open_shop(services, keep_alive_seconds=0.05) as talk:
            answer = await talk(b"GET /healthz HTTP/1.1\r\nHost: shop\r\n\r\nGET /healthz HTTP/1.1\r\nHos")
        assert answer.count(b"HTTP/1.1 200 OK") == 1

    run(scenario)


def test_a_body_that_does_not_come_is_given_up(
    run: Run, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "BODY_SECONDS", 0.05)

    async def scenario() -> None:
        async with open_shop(services) as talk:
            answer = await talk(
                b"POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
                b'Content-Length: 16\r\nConnection: close\r\n\r\n{"te'
            )
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"code":"request_timeout"' in answer

    run(scenario)


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused_and_closed(run: Run, services: Services, head: bytes) -> None:
    async def scenario() -> None:
        async with open_shop(services) as talk:
            assert (await talk(head)).startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))

    run(scenario)


def test_every_route_of_the_table_is_unique_and_fits_its_handler() -> None:
    seen = [(route.method, route.path) for route in ROUTES]

    assert len(seen) == len(set(seen))
    for route in ROUTES:
        route.signature()
        assert route.path.startswith(("/api/v1/", "/whip", "/whep")) or route.access is Access.UNASKED


def test_the_document_of_all_routes_is_whole() -> None:
    text = json.dumps(document(ROUTES, server_url="https://shop.example", version="1"))
    schemas = json.loads(text)["components"]["schemas"]
    ids = re.findall(r'"operationId": "([^"]*)"', text)

    assert set(re.findall(r'"#/components/schemas/([^"]*)"', text)) <= set(schemas)
    assert len(ids) == len(set(ids))
