"""LL-HLS over HTTP: what may be cached, for how long, and that nothing in it is about who asks."""

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer

from server.http.hls import ROUTES
from server.http.registration import build_application
from server.http.services import Services
from server.recordings import Recordings, Room
from tests.server.hls.test_origin import Rig

Client = TestClient[Any, Any]


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.begin("v", "a")
    for name in ("v", "a"):
        rig.part(0, 0, rendition=name)
        rig.part(0, 1, rendition=name, closes=True)
    return rig


@pytest.fixture
async def client(services: Services, rig: Rig, tmp_path: Path) -> AsyncIterator[Client]:
    recordings = Recordings(
        tmp_path, room=Room(quota_bytes=1, spare_bytes=0), days=0, enabled=False, now_ms=services.now_ms
    )
    app = build_application(dataclasses.replace(services, hls=rig.origin, recordings=recordings), ROUTES)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_every_answer_may_be_kept_by_any_cache_and_names_nobody(client: Client) -> None:
    for path, seconds in {
        "/hls/show/live.m3u8": 1,
        "/hls/show/take/t/v.m3u8": 1,
        "/hls/show/take/t/v.m3u8?_HLS_msn=0&_HLS_part=1&_HLS_skip=YES": 24,
        "/hls/show/take/t/v/0.1.m4s": 86_400,
        "/hls/show/take/t/a/0.m4s": 86_400,
        "/hls/show/take/t/v/init0.mp4": 86_400,
    }.items():
        answer = await client.get(path, headers={"Cookie": "sf_guest=x"})
        assert answer.status == 200, path
        assert f"public, max-age={seconds}" in answer.headers["Cache-Control"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers


async def test_a_playlist_leads_to_its_pieces(client: Client) -> None:
    entry = await (await client.get("/hls/show/live.m3u8")).text()
    uri = entry.splitlines()[-1]
    assert uri == "take/t/v.m3u8"
    text = await (await client.get(f"/hls/show/{uri}")).text()
    assert "v/0.m4s" in text.splitlines()
    assert await (await client.get("/hls/show/take/t/v/0.m4s")).read() == b"v0.0;v0.1;"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/hls/other/live.m3u8", 409, "hls_not_ready"),
        ("/hls/show/take/gone/v.m3u8", 404, "hls_gone"),
        ("/hls/show/take/t/x.m3u8", 404, "hls_gone"),
        ("/hls/show/take/t/v/9.m4s", 404, "hls_gone"),
        ("/hls/show/take/t/v/secret.key", 404, "hls_gone"),
        ("/hls/show/take/t/v/99999999999999999999.m4s", 404, "hls_gone"),
        ("/hls/show/take/t/v.m3u8?_HLS_part=1", 400, "hls_request_invalid"),
        ("/hls/show/take/t/v.m3u8?_HLS_msn=99", 400, "hls_request_invalid"),
        ("/hls/show/take/t/v.m3u8?_HLS_msn=x", 422, "query_invalid"),
    ],
)
async def test_what_is_not_there_is_said_and_never_kept(
    client: Client, path: str, status: int, code: str
) -> None:
    answer = await client.get(path)
    assert answer.status == status
    assert msgspec.json.decode(await answer.read())["code"] == code
    assert answer.headers["Cache-Control"] == "no-store"
