"""A seller's orders over HTTP: the export is bounded, named and comes piece by piece."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.accounts import Accounts
from server.http.cookies import SESSION_COOKIE
from server.http.registration import build_application
from server.http.services import Services
from server.http.studio_orders import ROUTES

Client = TestClient[web.Request, web.Application]
PATH = "/api/v1/studio/orders.csv"


class Books:
    """Remembers which days were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[datetime, datetime]] = []
        self.after_sales = self

    async def table(self, _seller_id: str, from_ms: int, to_ms: int) -> AsyncIterator[bytes]:
        from_, to = (datetime.fromtimestamp(at_ms / 1000, UTC) for at_ms in (from_ms, to_ms))
        self.asked.append((from_, to))
        yield b"order\r\n"
        yield b"SF-1001\r\n"


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
async def client(services: Services, accounts: Accounts, books: Books) -> AsyncIterator[Client]:
    """A browser in which a seller is signed in."""
    seller = await accounts.create("mira@kiln.example", "clay and fire", "Mira", sell=True)
    cookies = {SESSION_COOKIE: (await accounts.sessions.start(seller)).token}
    shop = replace(services, checkout=cast("Any", books))
    async with TestClient(TestServer(build_application(shop, ROUTES)), cookies=cookies) as opened:
        yield opened


async def test_an_export_is_a_file_of_whole_days(client: Client, books: Books) -> None:
    async with client.get(PATH, params={"first": "2026-02-28", "last": "2026-03-01"}) as response:
        assert (response.status, await response.text()) == (200, "order\r\nSF-1001\r\n")
        assert response.content_type == "text/csv"
        assert "orders-2026-02-28-2026-03-01.csv" in response.headers["Content-Disposition"]
    assert books.asked == [(datetime(2026, 2, 28, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-02", "2026-03-01"),
        ("2025-01-01", "2026-01-02"),
        ("9999-12-31", "9999-12-31"),
        ("yesterday", "2026-03-01"),
    ],
)
async def test_days_that_make_no_sense_are_refused(
    client: Client, books: Books, first: str, last: str
) -> None:
    async with client.get(PATH, params={"first": first, "last": last}) as response:
        assert (response.status, (await response.json())["code"]) == (422, "query_invalid")
    assert books.asked == []
