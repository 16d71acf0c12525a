"""Programs in the chat: an API token may do there what its scopes say, and no more than its account."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from chat import Chatter, Role
from server.accounts import Accounts, Scope
from server.http.chat_tokens import ROUTES
from server.http.registration import build_application
from server.http.services import Services
from server.shows import ShowRecord, ShowStatus

Client = TestClient[web.Request, web.Application]
SHOW = "kiln"


class Rooms:
    """All that a chat token asks of the other rooms."""

    def __init__(self, seller_id: str) -> None:
        self.seller_id = seller_id

    async def show(self, show_id: str) -> ShowRecord:
        return ShowRecord(
            id=show_id,
            seller_id=self.seller_id,
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

    async def has_bought(self, _buyer_ids: Sequence[str], _seller_id: str) -> bool:
        return False

    async def has_spoken(self, _person_ids: Sequence[str]) -> bool:
        return True

    async def since_ms(self, _person_ids: Sequence[str], _seller_id: str) -> int | None:
        return None


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    rooms: Any = Rooms("anna")
    build = replace(services, shows=rooms, checkout=rooms, chat=rooms, interests=rooms)
    async with TestClient(TestServer(build_application(build, ROUTES))) as opened:
        yield opened


async def enters(client: Client, accounts: Accounts, *scopes: Scope) -> Chatter | str:
    """Who the chat takes a program with these scopes for, or the code of the refusal."""
    account = await accounts.create(f"{len(scopes)}@kiln.example", "clay and fire", "Anna", operator=True)
    made = await accounts.api_tokens.create(account.id, "bot", scopes)
    headers = {"Authorization": f"Bearer {made.text}"}
    async with client.post(f"/api/v1/shows/{SHOW}/chat-token", headers=headers) as response:
        body = await response.json()
    if response.status != 201:
        return str(body["code"])
    chatter = await accounts.chat_tokens.identify(body["token"], SHOW)
    assert chatter is not None
    assert chatter.bot
    return chatter


async def test_a_token_without_a_scope_of_the_chat_does_not_enter(client: Client, accounts: Accounts) -> None:
    assert await enters(client, accounts, Scope.READ, Scope.WRITE) == "not_allowed"


async def test_a_reading_token_neither_writes_nor_moderates(client: Client, accounts: Accounts) -> None:
    chatter = await enters(client, accounts, Scope.CHAT_READ)
    assert isinstance(chatter, Chatter)
    assert (chatter.writes, chatter.role) == (False, Role.viewer)


async def test_a_moderating_token_has_the_role_of_its_account(client: Client, accounts: Accounts) -> None:
    chatter = await enters(client, accounts, Scope.CHAT_READ, Scope.CHAT_WRITE, Scope.CHAT_MODERATE)
    assert isinstance(chatter, Chatter)
    assert (chatter.writes, chatter.role) == (True, Role.moderator)
