"""A real nginx with the shipped configuration: the origin is asked once for each piece."""

import asyncio
import dataclasses
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.rig.tls_front import https_in_front
from server.http import hls, operations
from server.http.registration import build_application
from server.http.services import Services
from server.recordings import Recordings, Room
from tests.journeys.patience import eventually
from tests.server.hls.test_origin import Rig

VIEWERS = 40
TAKE = "/hls/show/take/t"
NOWHERE = Room(quota_bytes=1, spare_bytes=0)


@dataclasses.dataclass
class Front:
    """nginx, and what came through it to the origin."""

    url: str
    rig: Rig
    asked: Counter[str]
    cookies: set[str]

    async def get(self, path: str, viewer: int) -> bytes:
        cookies = {"sf_guest": f"viewer-{viewer}"}
        async with (
            aiohttp.ClientSession(cookies=cookies) as session,
            session.get(self.url + path, ssl=False) as answer,
        ):
            assert answer.status == 200
            return await answer.read()


@pytest.fixture
async def front(services: Services, tmp_path: Path) -> AsyncIterator[Front]:
    rig, asked, cookies = Rig(), Counter[str](), set[str]()
    rig.begin("v")
    rig.part(0, 0)
    rig.part(0, 1, closes=True)

    @web.middleware
    async def count(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        asked[request.path_qs] += 1
        cookies.update(request.cookies)
        return await handler(request)

    recordings = Recordings(tmp_path, room=NOWHERE, days=0, enabled=False, now_ms=services.now_ms)
    opened = dataclasses.replace(services, hls=rig.origin, recordings=recordings)
    app = build_application(opened, (*hls.ROUTES, *operations.ROUTES))
    app.middlewares.insert(0, count)
    async with TestServer(app) as origin:
        address = f"http://127.0.0.1:{origin.port}"
        async with https_in_front(tmp_path / "nginx", address) as url:
            yield Front(url, rig, asked, cookies)


async def test_a_segment_is_asked_for_once_and_in_nobodys_name(front: Front) -> None:
    got = await asyncio.gather(*(front.get(f"{TAKE}/v/0.m4s?x={n}", n) for n in range(VIEWERS)))
    assert set(got) == {b"v0.0;v0.1;"}
    assert sum(count for path, count in front.asked.items() if "/v/0.m4s" in path) == 1
    assert front.cookies == set()


async def test_all_who_wait_for_the_next_part_wait_for_one_question(front: Front) -> None:
    path = f"{TAKE}/v.m3u8?_HLS_msn=1&_HLS_part=0"
    waiting = [asyncio.create_task(front.get(path, n)) for n in range(VIEWERS)]

    async def is_asked() -> bool:
        return front.asked[path] > 0

    await eventually(is_asked)
    front.rig.part(1, 0)
    got = await asyncio.gather(*waiting)
    assert len(set(got)) == 1
    assert b"1.0.m4s" in got[0]
    assert front.asked[path] == 1
    # Another directive is another answer.
    front.rig.part(1, 1)
    assert b"1.1.m4s" in await front.get(f"{TAKE}/v.m3u8?_HLS_msn=1&_HLS_part=1", 0)
