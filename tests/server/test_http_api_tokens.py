"""API tokens over HTTP: shown once, listed by their end, revoked."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.accounts import Account, Accounts
from server.http import api_tokens, me
from server.http.cookies import SESSION_COOKIE
from server.http.registration import build_application
from server.http.services import Services

Client = TestClient[web.Request, web.Application]
PATH = "/api/v1/me/tokens"
DRAFT = {"name": "till", "scopes": ["read", "write"]}


@pytest.fixture
async def anna(accounts: Accounts) -> Account:
    return await accounts.create("anna@kiln.example", "clay and fire", "Anna")


@pytest.fixture
async def client(services: Services, accounts: Accounts, anna: Account) -> AsyncIterator[Client]:
    """A browser in which Anna is signed in."""
    cookies = {SESSION_COOKIE: (await accounts.sessions.start(anna)).token}
    app = build_application(services, (*api_tokens.ROUTES, *me.ROUTES))
    async with TestClient(TestServer(app), cookies=cookies) as opened:
        yield opened


async def test_a_token_is_shown_once_and_speaks_for_its_account(client: Client, anna: Account) -> None:
    async with client.post(PATH, json=DRAFT) as response:
        assert response.status == 201
        made = await response.json()
    async with client.get(PATH) as response:
        (listed,) = (await response.json())["items"]
        assert made["token"] not in await response.text()
    assert (listed["id"], listed["hint"], listed["name"]) == (made["id"], made["token"][-4:], "till")

    client.session.cookie_jar.clear()
    async with client.get("/api/v1/me", headers={"Authorization": f"Bearer {made['token']}"}) as response:
        assert (await response.json())["account"]["id"] == anna.id


async def test_a_revoked_token_opens_nothing_and_is_not_listed(client: Client) -> None:
    async with client.post(PATH, json=DRAFT) as response:
        made = await response.json()
    for _ in range(2):
        async with client.delete(f"{PATH}/{made['id']}") as response:
            assert response.status == 204
    async with client.get(PATH) as response:
        assert await response.json() == {"items": []}
    async with client.get("/api/v1/me", headers={"Authorization": f"Bearer {made['token']}"}) as response:
        assert (await response.json())["code"] == "token_invalid"


async def test_a_token_makes_no_successor(client: Client) -> None:
    async with client.post(PATH, json=DRAFT) as response:
        headers = {"Authorization": f"Bearer {(await response.json())['token']}"}
    async with client.post(PATH, json=DRAFT, headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("draft", [{"name": "x", "scopes": []}, {"name": "x", "scopes": ["root"]}])
async def test_scopes_are_the_known_ones(client: Client, draft: dict[str, object]) -> None:
    async with client.post(PATH, json=draft) as response:
        assert (response.status, (await response.json())["code"]) == (422, "body_invalid")
