"""Newcomers to the chat: a network may bring only so many, so that dropping a cookie shakes no mute off."""

import ipaddress
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from server.http.chat_tokens import ROUTES as CHAT_ROUTES
from server.http.cookies import GUEST_COOKIE
from server.http.me import ROUTES as ME_ROUTES
from server.http.registration import build_application
from server.http.services import Services
from server.settings import Settings
from server.shows import ShowRecord, ShowStatus
from tests.server.conftest import Clock

Client = TestClient[web.Request, web.Application]


class Rooms:
    """Shows, a chat and a checkout with one show, in which nobody has bought or said anything, or follows."""

    async def show(self, show_id: str) -> ShowRecord:
        return ShowRecord(
            id=show_id,
            seller_id="anna",
            title="Kiln opening",
            description="",
            poster_url=None,
            status=ShowStatus.LIVE,
            starts_ms=0,
            started_ms=0,
            ended_ms=None,
            product_ids=[],
            pinned=None,
        )

    async def has_spoken(self, _person_ids: Sequence[str]) -> bool:
        return False

    async def since_ms(self, _person_ids: Sequence[str], _seller_id: str) -> int | None:
        return None

    async def has_bought(self, _buyer_ids: Sequence[str], _seller_id: str) -> bool:
        return False


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    rooms: Any = Rooms()
    proxied = Settings(trusted_proxies=(ipaddress.ip_network("127.0.0.0/8"),))
    app = build_application(
        replace(services, settings=proxied, shows=rooms, checkout=rooms, chat=rooms, interests=rooms),
        (*CHAT_ROUTES, *ME_ROUTES),
    )
    async with TestClient(TestServer(app), cookie_jar=DummyCookieJar()) as opened:
        yield opened


async def ask(client: Client, request: str, address: str, cookie: str = "") -> tuple[int, str]:
    """Ask as a guest; returns the status and the cookie that was set."""
    method, path = request.split()
    headers = {"X-Forwarded-For": address}
    json = {"name": "Mia"} if method == "PUT" else None
    cookies = {GUEST_COOKIE: cookie}
    async with client.request(
        method, f"/api/v1{path}", json=json, headers=headers, cookies=cookies
    ) as answer:
        given = answer.cookies.get(GUEST_COOKIE)
        return answer.status, given.value if given else ""


async def arrive(client: Client, address: str, cookie: str = "") -> tuple[int, str]:
    return await ask(client, "POST /shows/kiln/chat-token", address, cookie)


async def test_newcomers_of_one_network_are_bounded_and_known_guests_are_not(
    client: Client, clock: Clock
) -> None:
    arrivals = [await arrive(client, f"2001:db8::{n}") for n in range(20)]
    assert {status for status, _ in arrivals} == {201}
    assert (await arrive(client, "2001:db8::99"))[0] == 429
    assert (await arrive(client, "2001:db8::99", cookie=arrivals[0][1]))[0] == 201
    assert (await arrive(client, "2001:db8:0:1::1"))[0] == 201
    clock.pass_seconds(3)
    assert (await arrive(client, "2001:db8::99"))[0] == 201


async def test_a_cookie_from_elsewhere_in_the_shop_is_no_way_around(client: Client) -> None:
    cookies = [(await ask(client, "PUT /me/name", "2001:db8::1"))[1] for _ in range(21)]
    statuses = [(await arrive(client, "2001:db8::1", cookie))[0] for cookie in cookies]
    assert statuses == [201] * 20 + [429]


async def test_a_new_name_keeps_a_guest_known(client: Client) -> None:
    known = (await arrive(client, "2001:db8::1"))[1]
    for _ in range(19):
        await arrive(client, "2001:db8::1")
    renamed = (await ask(client, "PUT /me/name", "2001:db8::1", known))[1]
    assert (await arrive(client, "2001:db8::1"))[0] == 429
    assert (await arrive(client, "2001:db8::1", renamed))[0] == 201


async def test_this_machine_is_not_counted(client: Client) -> None:
    assert {(await arrive(client, "127.0.0.1"))[0] for _ in range(25)} == {201}
