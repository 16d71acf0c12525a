"""Orders over HTTP: guesses at their numbers, and holds that nobody means to pay, are bounded."""

import ipaddress
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from checkout import Buyer, HoldRequest, Order
from checkout.errors import OrderNotFound, OutOfStock
from server.http.orders import ROUTES
from server.http.registration import build_application
from server.http.services import Services
from server.settings import Settings
from server.shows import ShowStatus
from server.shows.sold_in import SoldInShows
from tests.server.conftest import Clock

Client = TestClient[web.Request, web.Application]


class NoOrders:
    """A checkout in which nobody has bought anything."""

    async def find_order(self, _number: str, _email: str, *, reader_id: str) -> Order:
        del reader_id
        raise OrderNotFound

    async def hold(self, _buyer: Buyer, _request: HoldRequest) -> Order:
        raise OutOfStock("v", "Jug", 0)


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    proxied = Settings(trusted_proxies=(ipaddress.ip_network("127.0.0.0/8"),))
    shop = replace(services, checkout=cast("Any", NoOrders()), settings=proxied)
    async with TestClient(TestServer(build_application(shop, ROUTES))) as opened:
        yield opened


class OneShow:
    """A show that stands somewhere."""

    def __init__(self, status: ShowStatus | None) -> None:
        self._status = status

    async def status(self, _show_id: str) -> ShowStatus | None:
        return self._status


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (ShowStatus.SCHEDULED, None),
        (ShowStatus.LIVE, "live"),
        (ShowStatus.INTERRUPTED, "live"),
        (ShowStatus.ENDED, "replay"),
        (None, None),
    ],
)
async def test_where_a_show_stands_says_how_it_sold(status: ShowStatus | None, expected: str | None) -> None:
    assert await SoldInShows(OneShow(status))("kiln") == expected


async def look_up(client: Client, address: str, email: str) -> int:
    body = {"number": "SF-1042", "email": email}
    headers = {"X-Forwarded-For": address}
    async with client.post("/api/v1/orders/find", json=body, headers=headers) as response:
        return response.status


async def test_one_household_cannot_try_many_numbers(client: Client) -> None:
    statuses = [await look_up(client, f"2001:db8::{n}", f"{n}@home.example") for n in range(11)]
    assert statuses == [404] * 10 + [429]
    assert await look_up(client, "2001:db8:0:1::1", "mia@home.example") == 404


async def test_one_email_is_looked_up_ten_times_an_hour_from_wherever(client: Client, clock: Clock) -> None:
    statuses = [await look_up(client, f"198.51.100.{n}", "mia@home.example") for n in range(10)]
    assert statuses == [404] * 10
    assert await look_up(client, "203.0.113.9", " MIA@home.example") == 429
    clock.pass_seconds(360)
    assert await look_up(client, "203.0.113.9", "mia@home.example") == 404


async def begin_order(client: Client, address: str) -> int:
    client.session.cookie_jar.clear()  # a new guest each time
    body = {"client_key": "tap", "lines": [{"variant_id": "v", "quantity": 1}]}
    headers = {"X-Forwarded-For": address}
    async with client.post("/api/v1/orders", json=body, headers=headers) as response:
        return response.status


async def test_dropping_the_cookie_does_not_let_one_network_hold_everything(
    client: Client, clock: Clock
) -> None:
    statuses = [await begin_order(client, "198.51.100.7") for _ in range(31)]
    assert statuses == [409] * 30 + [429]
    assert await begin_order(client, "203.0.113.9") == 409
    clock.pass_seconds(10)
    assert await begin_order(client, "198.51.100.7") == 409


async def test_buyers_behind_a_proxy_that_nobody_named_are_not_counted_as_one(client: Client) -> None:
    assert {await begin_order(client, "127.0.0.1") for _ in range(40)} == {409}
