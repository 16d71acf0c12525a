"""Who am I: signing up, in and out, and naming a guest, through the API."""

import ipaddress
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.http.me import ROUTES
from server.http.registration import build_application
from server.http.services import Services
from server.settings import Settings
from tests.server.conftest import Clock

Client = TestClient[web.Request, web.Application]
ANNA: dict[str, Any] = {
    "email": "anna@kiln.example",
    "password": "clay and fire",
    "name": "Anna",
    "sell": True,
}
SIGN_IN = {"email": "anna@kiln.example", "password": "clay and fire"}


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    async with TestClient(TestServer(build_application(services, ROUTES))) as opened:
        yield opened


async def ask(client: Client, method: str, path: str, json: object = None) -> tuple[int, dict[str, Any]]:
    async with client.request(method, f"/api/v1{path}", json=json) as response:
        return response.status, await response.json() if response.status != 204 else {}


async def test_a_stranger_is_nobody_and_gets_no_cookie(client: Client, clock: Clock) -> None:
    async with client.get("/api/v1/me") as response:
        assert "Set-Cookie" not in response.headers
        assert await response.json() == {
            "account": None,
            "guest": None,
            "person_id": None,
            "sandbox": True,
            "rehearsing": False,
            "translates": False,
            "currency": "EUR",
            "server_ms": clock.ms,
        }


async def test_signing_up_signs_in_and_opens_a_shop(client: Client) -> None:
    status, me = await ask(client, "POST", "/accounts", ANNA)

    assert status == 201
    assert me["account"]["roles"] == ["seller", "viewer"]
    assert me["account"]["seller_id"]
    assert "password" not in str(me)
    assert (await ask(client, "GET", "/me"))[1]["account"] == me["account"]


async def test_signing_out_ends_the_session_for_good(client: Client) -> None:
    await ask(client, "POST", "/accounts", ANNA)
    session = client.session.cookie_jar.filter_cookies(client.make_url("/"))["sf_session"].value
    assert await ask(client, "DELETE", "/sessions/current") == (204, {})
    assert await ask(client, "DELETE", "/sessions/current") == (204, {})

    async with client.get("/api/v1/me", cookies={"sf_session": session}) as response:
        assert (await response.json())["account"] is None


async def test_a_session_in_use_is_renewed_with_its_cookie_once_a_day(client: Client, clock: Clock) -> None:
    await ask(client, "POST", "/accounts", ANNA)
    async with client.get("/api/v1/me") as response:
        assert "Set-Cookie" not in response.headers
    clock.pass_seconds(2 * 86_400)
    async with client.get("/api/v1/me") as response:
        assert f"Max-Age={30 * 86_400}" in response.headers["Set-Cookie"]
    async with client.get("/api/v1/me") as response:
        assert "Set-Cookie" not in response.headers


async def test_signing_in_keeps_the_guest_beside_the_account(client: Client) -> None:
    await ask(client, "POST", "/accounts", ANNA)
    await ask(client, "DELETE", "/sessions/current")
    _, guest = await ask(client, "PUT", "/me/name", {"name": "Mia"})
    status, me = await ask(client, "POST", "/sessions", SIGN_IN)

    assert status == 201
    assert me["guest"] == guest["guest"]
    assert me["person_id"] == me["account"]["id"]


async def test_a_guest_keeps_its_id_with_a_new_name(client: Client) -> None:
    _, first = await ask(client, "PUT", "/me/name", {"name": " Mia "})
    _, second = await ask(client, "PUT", "/me/name", {"name": "Mia L."})

    assert first["guest"]["name"] == "Mia"
    assert second["guest"] == {"id": first["guest"]["id"], "name": "Mia L."}
    assert second["person_id"] == first["guest"]["id"]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/sessions", SIGN_IN | {"password": "water and ice"}, 401, "sign_in_failed"),
        ("/sessions", {"email": "nobody", "password": ""}, 401, "sign_in_failed"),
        ("/sessions", {"email": "x" * 2000, "password": ""}, 422, "body_invalid"),
        ("/accounts", ANNA, 409, "email_taken"),
        ("/accounts", ANNA | {"email": "ANNA@kiln.example"}, 409, "email_taken"),
        ("/accounts", ANNA | {"email": "b@kiln.example", "password": "short"}, 422, "password_too_short"),
        ("/accounts", ANNA | {"email": "b@kiln.example", "name": ""}, 422, "name_invalid"),
        ("/accounts", ANNA | {"email": "not one"}, 422, "email_invalid"),
        ("/accounts", ANNA | {"operator": True}, 422, "body_invalid"),
    ],
)
async def test_what_is_wrong_is_told_by_a_code(
    client: Client, path: str, body: dict[str, object], status: int, code: str
) -> None:
    await ask(client, "POST", "/accounts", ANNA)
    answer = await ask(client, "POST", path, body)

    assert (answer[0], answer[1]["code"]) == (status, code)
    assert answer[1]["detail"].endswith(".")


async def test_guessing_is_slowed_down_and_told_for_how_long(client: Client) -> None:
    for _ in range(5):
        assert (await ask(client, "POST", "/sessions", SIGN_IN))[0] == 401
    async with client.post("/api/v1/sessions", json=SIGN_IN) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "12")


async def test_guesses_of_others_do_not_lock_out_the_browser_that_signed_in_before(client: Client) -> None:
    await ask(client, "POST", "/accounts", ANNA)
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    client.session.cookie_jar.clear()
    for _ in range(5):
        assert (await ask(client, "POST", "/sessions", SIGN_IN | {"password": "a guess"}))[0] == 401
    assert (await ask(client, "POST", "/sessions", SIGN_IN))[0] == 429

    device = {"sf_device": cookies["sf_device"].value}
    async with client.post("/api/v1/sessions", json=SIGN_IN, cookies=device) as response:
        assert response.status == 201


async def test_accounts_are_not_made_without_end(client: Client) -> None:
    statuses = [
        (await ask(client, "POST", "/accounts", ANNA | {"email": f"{n}@kiln.example"}))[0] for n in range(6)
    ]

    assert statuses == [201] * 5 + [429]


@pytest.mark.parametrize("proto", ["setting", "proxy"])
async def test_cookies_are_secure_where_people_come_by_https(services: Services, proto: str) -> None:
    by_proto = {
        "setting": Settings(public_url="https://shop.example"),
        "proxy": Settings(trusted_proxies=(ipaddress.ip_network("127.0.0.0/8"),)),
    }
    app = build_application(replace(services, settings=by_proto[proto]), ROUTES)
    async with TestClient(TestServer(app)) as client:
        headers = {"X-Forwarded-Proto": "https"} if proto == "proxy" else {}
        async with client.put("/api/v1/me/name", json={"name": "Mia"}, headers=headers) as response:
            assert "Secure" in response.headers["Set-Cookie"]
            assert ("Strict-Transport-Security" in response.headers) == (proto == "setting")


async def test_only_the_operator_opens_shops_where_that_is_set(services: Services) -> None:
    await services.accounts.create("olga@shop.example", ANNA["password"], "Olga", operator=True)
    app = build_application(replace(services, settings=Settings(open_sign_up="operator")), ROUTES)
    async with TestClient(TestServer(app)) as client:
        status, refused = await ask(client, "POST", "/accounts", ANNA)
        assert (status, refused["code"]) == (403, "not_allowed")
        buyer = {**ANNA, "email": "ben@home.example", "sell": False}
        assert (await ask(client, "POST", "/accounts", buyer))[0] == 201

        await ask(client, "POST", "/sessions", {**SIGN_IN, "email": "olga@shop.example"})
        status, me = await ask(client, "POST", "/accounts", ANNA)
        assert (status, me["account"]["name"]) == (201, "Olga")
        assert (await ask(client, "POST", "/sessions", SIGN_IN))[1]["account"]["seller_id"]
