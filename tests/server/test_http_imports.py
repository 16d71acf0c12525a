"""Product files over HTTP: bounded, told as they go, and answered with the report as the last line."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, cast

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from checkout import ImportReport
from server.accounts import Accounts
from server.http import imports
from server.http.cookies import SESSION_COOKIE
from server.http.registration import build_application
from server.http.services import Services

Client = TestClient[web.Request, web.Application]
CSV = {"Content-Type": "text/csv"}
REPORT = ImportReport(format="shopify", rows=1, products=[], problems=[], done=True)


class Slow:
    """Takes its time over a file, and says how far it is."""

    def __init__(self) -> None:
        self.imports = self
        self.may_end = asyncio.Event()
        self.drafts: list[bool] = []

    async def take_over(
        self, _seller_id: str, _content: bytes, *, as_drafts: bool, told: Callable[[int, int], None]
    ) -> ImportReport:
        self.drafts.append(as_drafts)
        told(1, 2)
        await self.may_end.wait()
        return REPORT

    async def preview(self, _seller_id: str, _content: bytes) -> ImportReport:
        return msgspec.structs.replace(REPORT, done=False)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
async def client(services: Services, accounts: Accounts, slow: Slow) -> AsyncIterator[Client]:
    """A browser in which a seller is signed in."""
    seller = await accounts.create("mira@kiln.example", "clay and fire", "Mira", sell=True)
    cookies = {SESSION_COOKIE: (await accounts.sessions.start(seller)).token}
    shop = replace(services, checkout=cast("Any", slow))
    async with TestClient(TestServer(build_application(shop, imports.ROUTES)), cookies=cookies) as opened:
        yield opened


async def test_progress_comes_while_it_works_and_the_report_last(
    client: Client, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "PROGRESS_SECONDS", 0.001)
    async with client.post("/api/v1/studio/imports?status=file", data=b"x", headers=CSV) as response:
        assert response.content_type == "application/x-ndjson"
        assert msgspec.json.decode(await response.content.readline()) == {"done": 1, "of": 2}
        slow.may_end.set()
        *_, last = (await response.read()).splitlines()
    assert msgspec.json.decode(last, type=ImportReport) == REPORT
    assert slow.drafts == [False]


async def test_a_file_is_looked_at_first_and_is_not_too_large(client: Client) -> None:
    async with client.post("/api/v1/studio/imports/preview", data=b"x", headers=CSV) as response:
        assert (response.status, (await response.json())["done"]) == (200, False)
    large = io.BytesIO(b"x" * (imports.MOST_BYTES + 1))
    async with client.post("/api/v1/studio/imports/preview", data=large, headers=CSV) as response:
        assert (response.status, (await response.json())["code"]) == (413, "body_too_large")
    async with client.post("/api/v1/studio/imports/preview", json={}) as response:
        assert response.status == 415
