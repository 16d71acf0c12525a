"""How long the picture is away when UDP is: from the start of a visit, or from a moment of the show on."""

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.journeys.browsers import PHONE, launch, visitor
from tests.journeys.pages.watch import WatchPage
from tests.journeys.shop import Shop
from tests.journeys.test_fallback import WATCH_DELAY
from tests.journeys.test_network_change import LOCAL_PORTS, WATCHED, cut
from tests.journeys.test_pins import CLOCK_CAMERA
from tests.journeys.test_whole_show import scene, the_seller_goes_live

_PATIENCE_MS = 30_000
_STEADY_SECONDS = 4.0
# Where it is set, answers name no address to send to, so that no new path is found either.
_NO_UDP = r"""
window.noUdp = %s;
const take = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    return take.call(this, { type, sdp: window.noUdp ? sdp.replace(/a=candidate:.*\r\n/g, "") : sdp });
};
"""
_OFFERED = """() => performance.timeOrigin
    + performance.getEntriesByType("resource").find((entry) => entry.name.includes("/whep/")).startTime"""
_IS_BY_HLS = """() => document.querySelector("video-stage").room.picture.way.value.current === "hls"
    && !document.querySelector("video-stage video").srcObject"""
_GAPS = "(from) => window.delays.slice(from).map(([at], n, all) => (n ? at - all[n - 1][0] : 0))"


async def measure(rounds: int) -> dict[str, Any]:
    """Visit a show again and again; medians in milliseconds."""
    from_start, since_offer, mid_show = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory(prefix="showfloor-fallback-") as folder:
        shop = await Shop.start(Path(folder) / "shop", {"SHOWFLOOR_RECORDING": "yes"})
        try:
            async with scene(shop, "chromium", "chromium") as stage, async_playwright() as playwright:
                await stage.seller.page.add_init_script(CLOCK_CAMERA)
                await the_seller_goes_live(stage)
                browser = await launch(playwright, "chromium")
                for _ in range(rounds):
                    visit_ms, offer_ms = await _from_the_start(browser, shop, stage.show)
                    from_start.append(visit_ms)
                    since_offer.append(offer_ms)
                    if can_cut():
                        mid_show.append(await _in_mid_show(browser, shop, stage.show))
                await browser.close()
        finally:
            await shop.kill()
    print("from the start:", from_start, "since the offer:", since_offer, "in mid-show:", mid_show)
    return {
        "fallback_ms": round(statistics.median(from_start)),
        "fallback_since_offer_ms": round(statistics.median(since_offer)),
        "fallback_mid_show_ms": round(statistics.median(mid_show)) if mid_show else None,
    }


def can_cut() -> bool:
    """Whether a path can be cut here."""
    return os.geteuid() == 0 and shutil.which("iptables") is not None


async def _from_the_start(browser: Browser, shop: Shop, show: str) -> tuple[float, float]:
    """From the visit, and from its WebRTC offer, to the first picture by HLS."""
    async with visitor(browser, "chromium", PHONE) as person:
        await _prepare(person.page, no_udp=True)
        began_ms = time.time() * 1000
        await WatchPage(person.page, shop.url).open(show)
        await person.page.wait_for_function("() => window.delays.length > 0", timeout=_PATIENCE_MS)
        shown_ms = float(await person.page.evaluate("window.delays[0][0]"))
        return round(shown_ms - began_ms), round(shown_ms - float(await person.page.evaluate(_OFFERED)))


async def _in_mid_show(browser: Browser, shop: Shop, show: str) -> float:
    """From the last picture by WebRTC to the first by HLS."""
    async with visitor(browser, "chromium", PHONE) as person:
        page = person.page
        await _prepare(page, no_udp=False)
        viewer = WatchPage(page, shop.url)
        await viewer.open(show)
        await viewer.sees_the_picture()
        await asyncio.sleep(_STEADY_SECONDS)
        ports = set(await page.evaluate(LOCAL_PORTS))
        await page.evaluate("() => { window.noUdp = true; }")
        async with cut(ports):
            await page.wait_for_function(_IS_BY_HLS, timeout=_PATIENCE_MS)
            seen = await page.evaluate("window.delays.length")
            # The last of them may be by HLS already.
            await page.wait_for_function(f"() => window.delays.length > {seen + 5}", timeout=_PATIENCE_MS)
            gaps: list[float] = await page.evaluate(_GAPS, seen - 10)
            return round(max(gaps))


async def _prepare(page: Page, *, no_udp: bool) -> None:
    for script in (WATCHED, _NO_UDP % str(no_udp).lower(), f"({WATCH_DELAY})()"):
        await page.add_init_script(script)
