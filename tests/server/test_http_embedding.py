"""Shows in other sites' pages: who may frame them, oEmbed, and the QR code."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from server.app import House, open_house
from server.http.embedding import fitted, frame, show_id_of
from server.http.refusals import RouteNotFound
from server.http.security import content_security_policy, embedded_policy, framing_policy
from server.settings import Settings
from tests.services import free_port

SHOP = "https://shop.example"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house with the sample shop, which one blog may show."""
    settings = Settings(
        port=0,
        udp_port=free_port(),
        data_dir=tmp_path,
        public_url=SHOP,
        embed_origins=("https://blog.example",),
    )
    async with open_house(settings) as opened:
        yield opened


async def test_a_show_is_framed_by_named_sites_and_nothing_else_is(house: House) -> None:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{house.port}") as client:
        policies = {}
        for path in ("/embed/kiln-opening", "/s/kiln-opening", "/signin"):
            async with client.get(path) as answer:
                found = re.search(r"frame-ancestors ([^;]+)", answer.headers["Content-Security-Policy"])
                policies[path] = found[1] if found else ""
        async with client.get("/embed.js") as script:
            assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert script.headers["Content-Type"].startswith("text/javascript")
        async with client.get("/embed/nothing") as missing:
            assert missing.status == 404
    assert policies == {
        "/embed/kiln-opening": "'self' https://blog.example",
        "/s/kiln-opening": "'none'",
        "/signin": "'none'",
    }


async def test_a_show_tells_how_it_is_embedded_and_where_its_code_leads(house: House) -> None:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{house.port}") as client:
        async with client.get("/s/kiln-opening") as page:
            found = re.search(r'application/json\+oembed" href="([^"]+)"', await page.text())
        assert found is not None
        async with client.get(found[1].removeprefix(SHOP)) as answer:
            card = await answer.json()
        assert (card["type"], card["version"], card["title"]) == (
            "video",
            "1.0",
            (await house.services.shows.show("kiln-opening")).title,
        )
        assert f'src="{SHOP}/embed/kiln-opening"' in card["html"]
        async with client.get("/oembed", params={"url": f"{SHOP}/s/kiln-opening", "format": "xml"}) as xml:
            assert (xml.status, (await xml.json())["code"]) == (501, "format_unknown")
        async with client.get("/oembed", params={"url": "https://evil.example/s/kiln-opening"}) as other:
            assert other.status == 404
        async with client.get("/api/v1/shows/kiln-opening/qr.svg") as code:
            assert code.headers["Content-Type"] == "image/svg+xml"
            assert (await code.text()).startswith("<svg")
        async with client.get("/api/v1/shows/nothing/qr.svg") as missing:
            assert missing.status == 404


def test_the_policy_opens_for_a_frame_and_for_nothing_else() -> None:
    settings = Settings(embed_origins=("*",))
    plain, embedded = content_security_policy(settings), embedded_policy(settings)
    assert plain.replace("frame-ancestors 'none'", "frame-ancestors 'self' *") == embedded


@pytest.mark.parametrize("key", ["", "sk_test_1"])
def test_a_page_that_frames_one_of_ours_may_whoever_takes_the_money(key: str) -> None:
    settings = Settings(stripe_secret_key=key)
    plain, framing = (
        dict(part.split(" ", 1) for part in policy(settings).split("; "))["frame-src"].split()
        for policy in (content_security_policy, framing_policy)
    )
    assert framing == [*(source for source in plain if source != "'none'"), "'self'"]


def test_a_frame_keeps_its_shape_within_what_is_allowed() -> None:
    assert fitted(10_000, 10_000) == (360, 640)
    assert fitted(300, 10_000) == (300, 533)
    assert fitted(90, 10_000) == (90, 160)  # never more than is allowed (2.3.4.4)
    assert fitted(1, 1) == (1, 1)
    assert fitted(10_000, 480) == (270, 480)


def test_a_sellers_title_cannot_leave_the_frame() -> None:
    assert "<script>" not in frame(f"{SHOP}/embed/x", '"><script>', 360, 640)


@pytest.mark.parametrize(
    "url", [f"{SHOP}/studio", f"{SHOP}/s/", "https://evil.example/s/x", f"{SHOP}/s/x/desk", "nonsense"]
)
def test_only_the_address_of_a_show_is_one(url: str) -> None:
    with pytest.raises(RouteNotFound):
        show_id_of(url, SHOP)
