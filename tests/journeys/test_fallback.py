"""Where UDP does not get through, the show comes by LL-HLS, near to live; and its replay sells."""

import asyncio
import contextlib
import re
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.journeys.browsers import PHONE, launch, visitor
from tests.journeys.pages.checkout import CheckoutSheet
from tests.journeys.pages.watch import WatchPage
from tests.journeys.shop import Shop
from tests.journeys.test_pins import CLOCK_CAMERA, SPACING_SECONDS, WATCH_CARDS, apart
from tests.journeys.test_whole_show import GOOD_CARD, SHOTS, scene, the_seller_goes_live

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

FALLBACK_MS = 4_000
PIN_SKEW_MS = 250
SETTLED_MS = 2_000
# The answer names no address to send to: as where a firewall drops all UDP, no check ever gets through.
NO_UDP = r"""
const take = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    return take.call(this, { type, sdp: sdp.replace(/a=candidate:.*\r\n/g, "") });
};
"""
# The time that the picture shows, read off the screen for every frame.
WATCH_DELAY = """() => {
    window.delays = [];
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 8 });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const seen = (video) => {
        pen.drawImage(video, 0, video.videoHeight / 2, video.videoWidth, 8, 0, 0, 640, 8);
        const pixels = pen.getImageData(0, 4, 640, 1).data;
        let time = 0;
        for (let bit = 0; bit < 20; bit += 1) if (pixels[(bit * 32 + 16) * 4] > 127) time += 2 ** bit;
        // A connection that is given up leaves a black frame, which is no picture and shows no time.
        if (time) window.delays.push([Date.now(), ((Date.now() % 2 ** 20) - time + 2 ** 20) % 2 ** 20]);
        video.requestVideoFrameCallback(() => seen(video));
    };
    const find = () => {
        const video = document.querySelector("video-stage video");
        if (video) video.requestVideoFrameCallback(() => seen(video));
        else setTimeout(find, 20);
    };
    if (document.body) find();
    else addEventListener("DOMContentLoaded", find);
}"""


BUYER = "noor@example.org"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop that records its shows."""
    shop = await Shop.start(tmp_path / "shop", {"SHOWFLOOR_RECORDING": "yes"})
    yield shop
    await shop.kill()


@dataclass
class Figures:
    """What was measured, in milliseconds."""

    from_start_ms: float = 0.0
    glass_to_glass_ms: list[float] = field(default_factory=list)
    pin_skews_ms: list[int] = field(default_factory=list)


@contextlib.asynccontextmanager
async def without_udp(shop: Shop) -> AsyncIterator[WatchPage]:
    """A viewer who can reach the server by HTTP alone."""
    async with async_playwright() as playwright:
        browser = await launch(playwright, "chromium")
        async with visitor(browser, "chromium", PHONE) as person:
            await person.page.add_init_script(NO_UDP)
            await person.page.add_init_script(f"({WATCH_DELAY})()")
            yield WatchPage(person.page, shop.url)
            assert person.errors == []
        await browser.close()


async def measure(shop: Shop, *, seconds: float, pins: int) -> Figures:
    """Open a show without UDP, watch it for a while, pin in it."""
    figures = Figures()
    async with (
        scene(shop, "chromium", "chromium") as stage,
        shop.signed_in("seller") as seller,
        without_udp(shop) as viewer,
    ):
        await stage.seller.page.add_init_script(CLOCK_CAMERA)
        await the_seller_goes_live(stage)
        began_ms = time.time() * 1000
        await viewer.open(stage.show)
        await viewer.page.wait_for_function("() => window.delays.length > 0")
        figures.from_start_ms = await viewer.page.evaluate("window.delays[0][0]") - began_ms
        await viewer.sees_the_picture()
        assert await way_of(viewer) == "hls"
        await asyncio.sleep(seconds)
        delays = await viewer.page.evaluate("window.delays")
        settled_ms = began_ms + figures.from_start_ms + SETTLED_MS
        figures.glass_to_glass_ms = [delay for at, delay in delays if at > settled_ms]
        figures.pin_skews_ms = await pin_by_hls(viewer.page, seller, stage.show, pins)
        await viewer.page.screenshot(path=SHOTS / "by-hls.png")
        await stage.seller.ends_the_show()
        await a_chapter_sells(viewer, seller)
    return figures


async def a_chapter_sells(viewer: WatchPage, seller: aiohttp.ClientSession) -> None:
    """Watch the replay of a show that has just ended, jump to a chapter and buy what is shown there."""
    page, sheet = viewer.page, CheckoutSheet(viewer.page)
    await page.get_by_role("button", name="Watch the replay").click()
    await page.get_by_role("button", name=re.compile("^Chapters, ")).click()
    first = page.locator("chapters-drawer .chapter").first
    title = await first.locator(".name").inner_text()
    await first.click()
    await viewer.sees_the_picture()
    await expect(viewer.card).to_contain_text(title)
    line = page.get_by_role("slider", name="Position in the replay")
    await line.focus()
    await line.press(" ")
    await expect(viewer.video).to_have_js_property("paused", value=True)
    await page.screenshot(path=SHOTS / "replay.png")
    await viewer.buys_what_is_pinned()
    await sheet.is_held()
    await sheet.gives_the_address(BUYER)
    await sheet.pays_with(GOOD_CARD)
    number = await sheet.is_paid()
    async with seller.get("/api/v1/studio/orders") as answer:
        orders = {order["number"]: order["sold_in"] for order in (await answer.json())["items"]}
    assert orders == {number: "replay"}


async def way_of(viewer: WatchPage) -> str:
    """By which way the picture comes, as the page knows it."""
    return str(
        await viewer.page.locator("video-stage").evaluate("(stage) => stage.room.picture.way.value.current")
    )


async def pin_by_hls(page: Page, seller: aiohttp.ClientSession, show: str, pins: int) -> list[int]:
    """Pin again and again; returns how far the shown frames are from those that were meant."""
    skews: list[int] = []
    await page.evaluate(WATCH_CARDS)
    path = f"/api/v1/shows/{show}"
    async with seller.get(path) as answer:
        products = [product["id"] for product in (await answer.json())["lineup"]]
    for number in range(pins):
        captured_ms = round(time.time() * 1000)
        body = {"product_id": products[number % 2], "capture_ms": captured_ms}
        async with seller.put(f"{path}/pin", json=body) as answer:
            assert answer.status == 200
        # The frame comes a second or two after its news, and later on a busy machine.
        await page.wait_for_function(
            "(product) => window.cards.at(-1)?.product === product", arg=products[number % 2]
        )
        card = (await page.evaluate("window.cards"))[-1]
        skews.append(apart(card["shown"], captured_ms % 2**20))
        await asyncio.sleep(SPACING_SECONDS)
    return skews


async def test_without_udp_a_show_comes_by_hls_near_to_live_with_its_pins(shop: Shop) -> None:
    figures = await measure(shop, seconds=4.0, pins=2)
    assert figures.from_start_ms <= 2 * FALLBACK_MS, figures
    assert statistics.median(figures.glass_to_glass_ms) <= 4_000, figures
    assert all(abs(skew) <= 2 * PIN_SKEW_MS for skew in figures.pin_skews_ms), figures
