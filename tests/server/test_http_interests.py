"""Following, reminders, the wish list and the links of mails, over HTTP in a whole house."""

import ipaddress
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from server.accounts.throttle import Throttle
from server.app import House, open_house
from server.http.registration import build_application
from server.http.routes import ROUTES
from server.http.throttles import Throttles
from server.settings import Settings
from tests.services import free_port

SHOW = "kiln-opening"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house with the sample shop."""
    async with open_house(Settings(port=0, udp_port=free_port(), data_dir=tmp_path)) as opened:
        yield opened


async def test_a_guest_follows_is_reminded_wishes_and_stops_the_mails_with_one_tap(house: House) -> None:
    services = house.services
    show = await services.shows.show(SHOW)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{house.port}", cookie_jar=jar) as guest:
        follow = f"/api/v1/sellers/{show.seller_id}/follow"
        async with guest.put(follow, json={}) as answer:
            assert (await answer.json())["followers"] == 1
        async with guest.get("/api/v1/me") as answer:
            person = (await answer.json())["person_id"]
        assert await services.interests.since_ms([person], show.seller_id) is not None

        reminder = f"/api/v1/shows/{SHOW}/reminder"
        async with guest.put(reminder, json={}) as answer:
            assert (answer.status, (await answer.json())["code"]) == (422, "email_invalid")
        async with guest.put(reminder, json={"email": "june@example.org", "language": "ru"}) as answer:
            assert (await answer.json())["mailing"] == "asked"
        yes = services.notices.tokens.to_confirm(person, "june@example.org")
        async with guest.post(f"/mail/yes/{yes}") as answer:
            assert answer.status == 204
        async with guest.get("/api/v1/me/watched") as answer:
            watched = await answer.json()
        assert [each["show"]["id"] for each in watched["reminders"]] == [SHOW]
        assert watched["reminders"][0]["mailing"] == "on"
        assert watched["following"][0]["seller"]["id"] == show.seller_id

        for product in show.product_ids[:2]:
            async with guest.put(f"/api/v1/me/wishes/{product}") as answer:
                assert answer.status == 204
        async with guest.put("/api/v1/me/wishes/nothing") as answer:
            assert answer.status == 404
        async with guest.get("/api/v1/me/wishes") as answer:
            assert {item["id"] for item in (await answer.json())["items"]} == set(show.product_ids[:2])

    # A mail program has no cookie, says nothing of where it comes from, and sends a form.
    (subscription,) = [each for each in await services.interests.subscriptions([person]) if each.email]
    stop = services.notices.tokens.to_stop(
        subscription.topic, subscription.about_id, person, "june@example.org"
    )
    async with aiohttp.ClientSession(f"http://127.0.0.1:{house.port}") as program:
        async with program.get(f"/mail/stop/{stop}", headers={"Accept": "text/html"}) as answer:
            assert answer.status == 200
        assert len(await services.interests.subscriptions([person])) == 2
        form = {"List-Unsubscribe": "One-Click"}
        async with program.post(f"/mail/stop/{stop}", data=form) as answer:
            assert answer.status == 204
        async with program.post("/mail/stop/forged", data=form) as answer:
            assert (answer.status, (await answer.json())["code"]) == (410, "link_invalid")
    assert len(await services.interests.subscriptions([person])) == 1


async def test_dropping_the_cookie_gives_one_network_no_end_of_followers(house: House) -> None:
    show = await house.services.shows.show(SHOW)
    services = replace(
        house.services,
        settings=Settings(trusted_proxies=(ipaddress.ip_network("127.0.0.0/8"),)),
        throttles=Throttles(interests_by_network=Throttle(burst=2, refill_seconds=1e9)),
    )
    follow, wish = f"/api/v1/sellers/{show.seller_id}/follow", f"/api/v1/me/wishes/{show.product_ids[0]}"
    jar = aiohttp.CookieJar(unsafe=True)
    async with TestClient(TestServer(build_application(services, ROUTES)), cookie_jar=jar) as client:

        async def choose(path: str, address: str) -> int:
            async with client.put(path, json={}, headers={"X-Forwarded-For": address}) as answer:
                return answer.status

        statuses = []
        for path in (follow, wish, follow, wish):
            statuses.append(await choose(path, "198.51.100.7"))
            jar.clear()  # a new guest each time
        assert statuses == [200, 204, 429, 429]
        assert await services.interests.followers(show.seller_id) == 1
        assert await choose(follow, "203.0.113.9") == 200
        june = {"email": "june@example.org", "password": "tea at five, always", "name": "June"}
        async with client.post("/api/v1/accounts", json=june) as answer:
            assert answer.status == 201
        assert await choose(follow, "198.51.100.7") == 200
