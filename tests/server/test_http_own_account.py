"""The own account in a whole house: name, password, sign-ins, a copy of one's data, and being erased."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from chat import Entry
from chat.bulletins import records_of
from chat.commands import Join
from chat.moderation import Measure, MeasureKind
from chat.people import Chatter, PersonRef, Role
from chat.protocol import Welcome
from chat.question import Question, QuestionAsked, Vote
from chat.room import Room
from chat.settings import ChatSettings
from server.app import House, open_house
from server.db import open_database
from server.interests import Topic
from server.letters.parts import Letter
from server.settings import Settings
from server.talk import ChatArchive
from tests.services import free_port

SHOW = "kiln-opening"
JUNE = {"email": "june@example.org", "password": "tea at five, always", "name": "June"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house with the sample shop."""
    async with open_house(Settings(port=0, udp_port=free_port(), data_dir=tmp_path)) as opened:
        yield opened


def browser(house: House) -> aiohttp.ClientSession:
    jar = aiohttp.CookieJar(unsafe=True)
    headers = {"User-Agent": "Fox"}
    return aiohttp.ClientSession(f"http://127.0.0.1:{house.port}", cookie_jar=jar, headers=headers)


async def ask(who: aiohttp.ClientSession, method: str, path: str, json: object = None) -> tuple[int, Any]:
    async with who.request(method, f"/api/v1{path}", json=json) as answer:
        return answer.status, await answer.json() if answer.status != 204 else None


async def talk(house: House, person_id: str) -> None:
    """Leave words of a person, and of a moderator about them, in a room that is closed."""
    archive = ChatArchive(open_database(house.services.settings.database_url))
    author = {"id": person_id, "name": "June", "role": "viewer", "buyer": False}
    asker = PersonRef(person_id=person_id, name="June")
    host = PersonRef(person_id="mo", name="Mo")
    question = Question(id="q1", asker=asker, x="Does it fit Lindenweg 4?", ts=2)
    message = {"t": "chat", "o": 1, "ts": 1, "id": "m1", "from": author, "x": "I live in Lindenweg 4"}
    back = {"t": "restored", "o": 2, "ts": 2, "by": "Mo", "messages": [message]}
    await archive.open_room("old-show", fresh_epoch="e", entries=10)
    await archive.append(
        "old-show",
        [
            Entry(offset=1, at_ms=1, kind="chat", person_id=person_id, body=message),
            Entry(offset=2, at_ms=2, kind="restored", person_id="mo", body=back),
            *records_of(QuestionAsked(o=3, ts=3, q=question)),
            Vote(question_id="q1", person_id="ben", on=True, ts=4),
            Vote(question_id="q1", person_id=person_id, on=True, ts=5),
            *(
                Measure(kind=kind, person=asker, until_ms=None, reason="advertising", by=host, at_ms=6)
                for kind in (MeasureKind.mute, MeasureKind.shadow)
            ),
        ],
    )


async def test_a_password_change_ends_every_other_sign_in(house: House) -> None:
    async with browser(house) as here, browser(house) as there:
        await ask(here, "POST", "/accounts", JUNE)
        await ask(there, "POST", "/sessions", {"email": JUNE["email"], "password": JUNE["password"]})
        _, listed = await ask(here, "GET", "/me/sign-ins")
        assert [(each["agent"], each["current"]) for each in listed["items"]].count(("Fox", True)) == 1
        assert len(listed["items"]) == 2

        change = {"current": "not this one at all", "new": "something else entirely"}
        assert (await ask(here, "PUT", "/me/password", change))[1]["code"] == "password_wrong"
        status, me = await ask(here, "PUT", "/me/password", change | {"current": JUNE["password"]})
        assert (status, me["account"]["name"]) == (200, "June")
        assert (await ask(there, "GET", "/me"))[1]["account"] is None
        assert (await ask(here, "GET", "/me"))[1]["account"]["name"] == "June"

        assert (await ask(here, "PATCH", "/me", {"name": "  June  K. "}))[1]["account"]["name"] == "June K."
        _, listed = await ask(here, "GET", "/me/sign-ins")
        await ask(here, "DELETE", f"/me/sign-ins/{listed['items'][0]['id']}")
        assert (await ask(here, "GET", "/me"))[1]["account"] is None


async def keep_addresses(june: aiohttp.ClientSession) -> None:
    """She keeps two, takes the second as her default, and deletes it again."""
    home = {"name": "June", "line1": "Lindenweg 4", "city": "Berlin", "postal_code": "10115", "country": "de"}
    status, kept = await ask(june, "POST", "/me/addresses", {"address": home})
    assert (status, kept["items"][0]["is_default"]) == (201, True)
    _, kept = await ask(june, "POST", "/me/addresses", {"address": home | {"line1": "Hafen 1"}})
    second = kept["items"][1]["id"]
    _, kept = await ask(june, "PUT", f"/me/addresses/{second}/default", {})
    assert [each["address"]["line1"] for each in kept["items"]] == ["Hafen 1", "Lindenweg 4"]
    await ask(june, "DELETE", f"/me/addresses/{second}")


async def test_a_person_takes_a_copy_of_everything_and_is_erased_in_two_steps(house: House) -> None:
    async with browser(house) as june:
        _, me = await ask(june, "POST", "/accounts", JUNE)
        person = me["person_id"]
        await talk(house, person)
        show = await house.services.shows.show(SHOW)
        await ask(june, "PUT", f"/sellers/{show.seller_id}/follow", {"mails": True})
        await ask(june, "PUT", f"/me/wishes/{show.product_ids[0]}")
        interests = house.services.interests
        for address in ("other@example.org", "stranger@example.org"):
            await interests.subscribe(Topic.SHOW, address, [person], email=address, language="en")
        await interests.confirm(person, "other@example.org")
        for address in ("other@example.org", "stranger@example.org"):
            letter = Letter(to=address, subject="Soon", text="On air soon")
            await house.services.mail.queue(f"soon:{address[:5]}", letter)
        product = await house.services.checkout.product(show.product_ids[0])
        line = {"variant_id": product.variants[0].id, "quantity": 1}
        _, order = await ask(june, "POST", "/orders", {"client_key": "tap", "lines": [line]})

        await keep_addresses(june)

        _, copy = await ask(june, "GET", "/me/copy")
        assert [each["address"]["line1"] for each in copy["saved_addresses"]] == ["Lindenweg 4"]
        assert copy["account"]["email"] == JUNE["email"]
        assert [each["text"] for each in copy["messages"]] == ["I live in Lindenweg 4"]
        assert [each["text"] for each in copy["questions"]] == ["Does it fit Lindenweg 4?"]
        assert [each["id"] for each in copy["orders"]] == [order["id"]]
        assert copy["following"][0]["seller"]["id"] == show.seller_id
        assert copy["wishes"] == show.product_ids[:1]
        assert copy["addresses"] == ["other@example.org"]
        assert [(each["show_id"], each["about_id"]) for each in copy["chat"]["question_votes"]] == [
            ("old-show", "q1")
        ]
        assert [each["kind"] for each in copy["chat"]["measures"]] == ["mute"]

        proof = {"password": JUNE["password"]}
        assert (await ask(june, "POST", "/me/erasure", proof))[1]["code"] == "orders_open"
        await ask(june, "POST", f"/orders/{order['id']}/cancel")
        assert (await ask(june, "POST", "/me/erasure", {"password": "a guess that is wrong"}))[0] == 403
        status, erasure = await ask(june, "POST", "/me/erasure", proof)
        assert (status, erasure["messages"], erasure["questions"], erasure["orders"]) == (201, 1, 1, 1)
        forged = await ask(june, "DELETE", "/me/erasure", {"intent": "forged"})
        assert forged[1]["code"] == "erasure_expired"
        assert (await ask(june, "DELETE", "/me/erasure", {"intent": erasure["intent"]}))[0] == 204

        assert (await ask(june, "GET", "/me"))[1]["account"] is None
        sign_in = {"email": JUNE["email"], "password": JUNE["password"]}
        assert (await ask(june, "POST", "/sessions", sign_in))[0] == 401
    await the_room_opens_without_her(house)
    left = await everything(house)
    assert "Lindenweg" not in left
    assert "june@example.org" not in left
    assert "other@example.org" not in left
    assert "stranger@example.org" in left  # it never said that it is hers


async def the_room_opens_without_her(house: House) -> None:
    database = open_database(house.services.settings.database_url)
    saved = await ChatArchive(database).open_room("old-show", fresh_epoch="e", entries=10)
    await database.close()
    room = Room("old-show", ChatSettings(), saved, lambda: "id")
    bob = Chatter(person_id="bob", name="Bob", role=Role.viewer)
    (welcome,) = room.apply(Join(chatter=bob, resume=None, upto=room.offset), 5).replies
    assert isinstance(welcome, Welcome)
    assert "questions" not in welcome.snapshot


async def test_who_runs_a_shop_is_not_erased_by_a_click(house: House) -> None:
    async with browser(house) as seller:
        await ask(seller, "POST", "/accounts", JUNE | {"sell": True})
        answer = await ask(seller, "POST", "/me/erasure", {"password": JUNE["password"]})
        assert (answer[0], answer[1]["code"]) == (409, "shop_open")


async def everything(house: House) -> str:
    """All rows of all tables as text."""
    database = open_database(house.services.settings.database_url)
    tables = sa.text("SELECT name FROM sqlite_master WHERE type = 'table'")
    try:
        return await database.read(
            lambda conn: "\n".join(
                str(row)
                for (table,) in conn.execute(tables).all()
                for row in conn.exec_driver_sql(f'SELECT * FROM "{table}"').all()  # noqa: S608
            )
        )
    finally:
        await database.close()
