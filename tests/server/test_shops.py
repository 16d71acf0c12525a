"""What a shop says of itself: kept whole or not at all, its logo its own, its guidelines in new chats."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from chat import Chatter, RoomUnavailable, SetPolicy
from server.accounts import Account, Accounts, Contact, Seller, ShopProfile
from server.accounts.errors import EmailInvalid, SellerNotFound
from server.http import shop
from server.http.call import Call
from server.http.cookies import SESSION_COOKIE
from server.http.identity import Who
from server.http.registration import build_application
from server.http.services import Services
from server.pictures import Picture, PictureSize
from server.pictures.errors import PictureNotFound

Client = TestClient[Any, Any]
PATH = "/api/v1/studio/shop"
LOGO = "/pictures/a-800.webp"
WHOLE = {
    "name": "Kiln & Co",
    "about": " Pots. ",
    "contact": {"email": "Hello@Kiln.example", "phone": " +49 30 1 ", "address": "Kiln & Co\nBerlin"},
    "policies": {"returns": "Within **30 days**."},
    "guidelines": "Be kind.",
}


class FakePictures:
    """One picture of the seller's."""

    async def named(self, _seller_id: str, urls: list[str]) -> dict[str, Picture]:
        if urls != [LOGO]:
            raise PictureNotFound(urls[0])
        sizes = [PictureSize(url="/pictures/a-160.webp", width=160, height=160)]
        return {LOGO: Picture(url=LOGO, width=800, height=800, sizes=sizes)}


class FakeChat:
    """Keeps what it is told, or has no room."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, object]] = []
        self.is_away = False

    async def moderate(self, room_id: str, actor: Chatter, command: SetPolicy) -> None:
        if self.is_away:
            raise RoomUnavailable
        self.told.append((room_id, actor.role, command.change))


@pytest.fixture
async def anna(accounts: Accounts) -> Account:
    return await accounts.create("anna@kiln.example", "clay and fire", "Anna", sell=True)


@pytest.fixture
async def client(services: Services, accounts: Accounts, anna: Account) -> AsyncIterator[Client]:
    """A browser in which Anna is signed in."""
    cookies = {SESSION_COOKIE: (await accounts.sessions.start(anna)).token}
    app = build_application(replace(services, pictures=cast("Any", FakePictures())), shop.ROUTES)
    async with TestClient(TestServer(app), cookies=cookies) as opened:
        yield opened


async def test_a_shop_is_described_whole_or_not_at_all(client: Client, accounts: Accounts) -> None:
    empty = await (await client.get(PATH)).json()
    assert (empty["name"], empty["logo"], empty["policies"]["returns"], empty["currency"]) == (
        "Anna",
        None,
        "",
        "EUR",
    )
    async with client.put(PATH, json=WHOLE | {"logo_url": LOGO}) as answer:
        kept = await answer.json()
    assert (kept["name"], kept["about"], kept["guidelines"]) == ("Kiln & Co", "Pots.", "Be kind.")
    assert kept["contact"] == {
        "email": "Hello@kiln.example",
        "phone": "+49 30 1",
        "address": "Kiln & Co\nBerlin",
    }
    assert (kept["logo"]["url"], kept["logo"]["sizes"][0]["width"]) == (LOGO, 160)
    assert await accounts.shops.logos_in_use([LOGO, "/pictures/b-800.webp"]) == {LOGO}

    for wrong, code in (
        ({"contact": {"email": "nobody"}}, "email_invalid"),
        ({"name": "  "}, "name_invalid"),
        ({"logo_url": "/pictures/b-800.webp"}, "picture_not_found"),
        ({"policies": {"returns": "x" * 8001}}, "body_invalid"),
    ):
        async with client.put(PATH, json=WHOLE | {"about": "Other."} | wrong) as answer:
            assert (await answer.json())["code"] == code
    assert await (await client.get(PATH)).json() == kept
    # The logo is known: it need not be looked up again, and goes only when it is left out.
    assert (await (await client.put(PATH, json=WHOLE | {"logo_url": LOGO})).json())["logo"] == kept["logo"]
    assert (await (await client.put(PATH, json=WHOLE)).json())["logo"] is None
    assert await accounts.shops.logos_in_use([LOGO]) == set()


async def test_nobody_else_describes_it(accounts: Accounts, anna: Account) -> None:
    nobody = Seller(id="nobody", name="Nobody")
    with pytest.raises(SellerNotFound):
        await accounts.shops.save(nobody, ShopProfile())
    assert anna.seller_id is not None
    with pytest.raises(EmailInvalid):
        await accounts.shops.save(
            Seller(id=anna.seller_id, name="Kiln"), ShopProfile(contact=Contact(email="@"))
        )
    assert (await accounts.seller(anna.seller_id)).name == "Anna"


async def test_a_show_is_planned_with_the_shops_guidelines(
    services: Services, accounts: Accounts, anna: Account
) -> None:
    chat = FakeChat()
    call = Call(replace(services, chat=cast("Any", chat)), Who(account=anna), cast("Any", None))
    await shop.give_guidelines(call, "first")
    assert anna.seller_id is not None
    await accounts.shops.save(Seller(id=anna.seller_id, name="Anna"), ShopProfile(guidelines="Be kind."))
    await shop.give_guidelines(call, "second")
    assert chat.told == [("second", "host", {"guidelines": "Be kind."})]
    chat.is_away = True
    await shop.give_guidelines(call, "third")  # the show itself is planned all the same
