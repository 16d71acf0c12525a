"""Looking up orders over HTTP: numbers run in sequence, so guesses are bounded."""

import ipaddress
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from checkout import Order
from checkout.errors import OrderNotFound
from server.http.orders import ROUTES
from server.http.registration import build_application
from server.http.services import Services
from server.settings import Settings
from tests.server.conftest import Clock

Client = TestClient[web.Request, web.Application]


class NoOrders:
    """A checkout in which nobody has bought anything."""

    async def find_order(self, _number: str, _email: str, *, reader_id: str) -> Order:
        del reader_id
        raise OrderNotFound


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    proxied = Settings(trusted_proxies=(ipaddress.ip_network("127.0.0.0/8"),))
    shop = replace(services, checkout=cast("Any", NoOrders()), settings=proxied)
    async with TestClient(TestServer(build_application(shop, ROUTES))) as opened:
        yield opened


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
