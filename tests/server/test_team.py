"""Teams of sellers: a link opens once, for seven days; who is removed has no power left."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from chat import Role
from server.accounts import Account, Accounts, Scope, tables
from server.accounts.errors import InTeamAlready, InvitationInvalid, SellerNotFound, TeamFull
from server.accounts.team import INVITATION_MS, TEAM_MAX
from server.db import Database
from server.http import me, team
from server.http.cookies import SESSION_COOKIE
from server.http.registration import build_application
from server.http.services import Services
from tests.server.conftest import Clock

Client = TestClient[web.Request, web.Application]
PASSWORD = "clay and fire"
STUDIO = "/api/v1/studio/team"
TAKEN = "/api/v1/team-invitations"


@pytest.fixture
async def anna(accounts: Accounts) -> Account:
    return await accounts.create("anna@kiln.example", PASSWORD, "Anna", sell=True)


@pytest.fixture
async def mo(accounts: Accounts) -> Account:
    return await accounts.create("mo@kiln.example", PASSWORD, "Mo")


@pytest.fixture
def shop(anna: Account) -> str:
    assert anna.seller_id is not None
    return anna.seller_id


async def test_a_link_lets_one_person_in_and_then_nobody(accounts: Accounts, shop: str, mo: Account) -> None:
    late = await accounts.create("late@kiln.example", PASSWORD, "Late")
    made = await accounts.team.invite(shop)
    assert (await accounts.team.invited(made.token)).seller_name == "Anna"

    tries = await asyncio.gather(
        *(accounts.team.accept(made.token, account.id) for account in (mo, late)), return_exceptions=True
    )

    assert sum(isinstance(result, InvitationInvalid) for result in tries) == 1
    assert len(await accounts.team.members(shop)) == 1
    assert await accounts.team.invitations(shop) == []
    with pytest.raises(InvitationInvalid):
        await accounts.team.invited(made.token)


async def test_a_link_opens_nothing_after_seven_days(
    accounts: Accounts, shop: str, mo: Account, clock: Clock
) -> None:
    made = await accounts.team.invite(shop)
    clock.ms += INVITATION_MS - 1
    assert (await accounts.team.invited(made.token)).seller_id == shop

    clock.ms += 1
    assert await accounts.team.invitations(shop) == []
    with pytest.raises(InvitationInvalid):
        await accounts.team.accept(made.token, mo.id)


async def test_an_invitation_is_called_back_by_its_own_seller_only(accounts: Accounts, shop: str) -> None:
    made = await accounts.team.invite(shop)
    await accounts.team.call_back("somebody-else", made.invitation.id)
    assert (await accounts.team.invited(made.token)).seller_id == shop

    await accounts.team.call_back(shop, made.invitation.id)
    with pytest.raises(InvitationInvalid):
        await accounts.team.invited(made.token)


async def test_who_is_in_the_team_or_owns_the_shop_does_not_use_a_link_up(
    accounts: Accounts, shop: str, anna: Account, mo: Account
) -> None:
    await accounts.team.add(shop, mo.id)
    made = await accounts.team.invite(shop)
    for account in (anna, mo):
        with pytest.raises(InTeamAlready):
            await accounts.team.accept(made.token, account.id)
    assert (await accounts.team.invited(made.token)).seller_id == shop


async def test_a_team_has_so_many_people_and_invitations_and_no_more(
    accounts: Accounts, shop: str, mo: Account, clock: Clock
) -> None:
    await accounts.team.add(shop, mo.id)
    for _ in range(TEAM_MAX - 1):
        await accounts.team.invite(shop)
    with pytest.raises(TeamFull):
        await accounts.team.invite(shop)

    clock.ms += INVITATION_MS
    await accounts.team.invite(shop)
    assert len(await accounts.team.invitations(shop)) == 1
    with pytest.raises(SellerNotFound):
        await accounts.team.invite("nobody")


async def test_what_is_stored_does_not_open_a_link(
    accounts: Accounts, accounts_database: Database, shop: str
) -> None:
    made = await accounts.team.invite(shop)
    rows = await accounts_database.read(lambda conn: conn.execute(sa.select(tables.team_invitations)).all())
    assert made.token not in repr(rows)
    assert made.token not in repr(made)


async def test_a_chat_ticket_from_before_the_removal_opens_no_room(
    accounts: Accounts, shop: str, mo: Account
) -> None:
    await accounts.team.add(shop, mo.id)
    ticket = accounts.chat_tokens.mint(mo.id, mo.name, Role.moderator, "kiln", team=shop)
    chatter = await accounts.chat_tokens.identify(ticket.token, "kiln")
    assert chatter is not None
    assert chatter.role is Role.moderator

    await accounts.team.remove(shop, mo.id)
    assert await accounts.chat_tokens.identify(ticket.token, "kiln") is None


class ChatOfTheHouse:
    """The chat as far as a team needs it: whose connections were broken."""

    def __init__(self) -> None:
        self.dismissed: list[str] = []

    def dismiss(self, person_id: str) -> None:
        self.dismissed.append(person_id)


@pytest.fixture
def chat() -> ChatOfTheHouse:
    return ChatOfTheHouse()


@pytest.fixture
async def client(services: Services, chat: ChatOfTheHouse) -> AsyncIterator[Client]:
    known = replace(services, chat=chat)  # type: ignore[arg-type]
    async with TestClient(TestServer(build_application(known, (*team.ROUTES, *me.ROUTES)))) as opened:
        yield opened


async def cookie_of(accounts: Accounts, account: Account) -> dict[str, str]:
    return {"Cookie": f"{SESSION_COOKIE}={(await accounts.sessions.start(account)).token}"}


async def test_a_seller_invites_a_person_joins_and_is_removed_again(
    client: Client, accounts: Accounts, anna: Account, mo: Account, chat: ChatOfTheHouse
) -> None:
    seller, helper = await cookie_of(accounts, anna), await cookie_of(accounts, mo)
    async with client.post(f"{STUDIO}/invitations", headers=seller) as response:
        made = await response.json()
        assert response.status == 201
    page, token = made["link"].split("#")
    assert page.endswith("/join")

    async with client.post(f"{TAKEN}/look", json={"token": token}) as response:
        assert (await response.json())["seller_name"] == "Anna"
    async with client.post(f"{TAKEN}/accept", json={"token": token}) as response:
        assert (response.status, (await response.json())["code"]) == (401, "sign_in_required")
    async with client.post(f"{TAKEN}/accept", json={"token": token}, headers=helper) as response:
        assert response.status == 200
    async with client.post(f"{TAKEN}/accept", json={"token": token}, headers=helper) as response:
        assert (response.status, (await response.json())["code"]) == (410, "invitation_invalid")
    async with client.get("/api/v1/me", headers=helper) as response:
        assert (await response.json())["account"]["moderates"] == [anna.seller_id]

    async with client.get(STUDIO, headers=seller) as response:
        listed = await response.json()
        assert token not in await response.text()
    assert [(member["name"], member["email"]) for member in listed["members"]] == [("Mo", "mo@kiln.example")]
    assert listed["invitations"] == []

    async with client.delete(f"{STUDIO}/members/{mo.id}", headers=seller) as response:
        assert response.status == 204
    assert chat.dismissed == [mo.id]
    async with client.get("/api/v1/me", headers=helper) as response:
        assert (await response.json())["account"]["moderates"] == []


async def test_only_a_seller_has_a_team_and_no_token_changes_one(
    client: Client, accounts: Accounts, anna: Account, mo: Account
) -> None:
    async with client.get(STUDIO, headers=await cookie_of(accounts, mo)) as response:
        assert (response.status, (await response.json())["code"]) == (403, "not_allowed")
    program = await accounts.api_tokens.create(anna.id, "till", {Scope.READ, Scope.WRITE})
    headers = {"Authorization": f"Bearer {program.text}"}
    async with client.post(f"{STUDIO}/invitations", headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (403, "not_allowed")
