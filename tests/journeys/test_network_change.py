"""A viewer whose network path dies: ICE restarts within the session, and the picture is back."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page

from tests.journeys.shop import Shop
from tests.journeys.test_whole_show import scene, the_seller_goes_live

pytestmark = [
    pytest.mark.journey,
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("iptables") is None, reason="cutting a path needs iptables and root"
    ),
]

BACK_WITHIN_MS = 2_000
# Notes the page's connections, its requests that change a session, and every frame that is shown.
WATCHED = """
const Original = RTCPeerConnection;
window.peers = [];
window.patches = [];
window.posts = 0;
window.frames = [];
window.RTCPeerConnection = class extends Original {
    constructor(...given) { super(...given); window.peers.push(this); }
};
const ask = window.fetch;
window.fetch = (url, options) => {
    if (options?.method === "PATCH") window.patches.push(performance.now());
    const isJoin = String(url).startsWith("/whep/") && !String(url).startsWith("/whep/session/");
    if (options?.method === "POST" && isJoin) window.posts += 1;
    return ask(url, options);
};
"""
COUNT_FRAMES = """() => {
    const video = document.querySelector("video-stage video");
    const seen = (now) => { window.frames.push(now); video.requestVideoFrameCallback(seen); };
    video.requestVideoFrameCallback(seen);
}"""
LOCAL_PORTS = """async () => {
    const report = await window.peers.at(-1).getStats();
    const local = [...report.values()].filter((row) => row.type === "local-candidate" && row.port);
    return local.map((row) => row.port);
}"""
BACK = "() => window.patches.length > 0 && window.frames.some((at) => at > window.patches[0])"
GAP = "() => window.frames.find((at) => at > window.patches[0]) - window.patches[0]"


async def rule(verb: str, end: str, port: int) -> None:
    for tables in ("iptables", "ip6tables"):
        process = await asyncio.create_subprocess_exec(
            tables, "-w", verb, "INPUT", "-p", "udp", f"--{end}", str(port), "-j", "DROP"
        )
        assert await process.wait() == 0


@contextlib.asynccontextmanager
async def cut(ports: set[int]) -> AsyncIterator[None]:
    """Drops everything from and to some UDP ports."""
    rules = [(end, port) for port in ports for end in ("sport", "dport")]
    for end, port in rules:
        await rule("-I", end, port)
    try:
        yield
    finally:
        for end, port in rules:
            await rule("-D", end, port)


async def watch(page: Page, url: str) -> None:
    await page.add_init_script(WATCHED)
    await page.goto(url)


async def test_the_picture_is_back_within_two_seconds_of_the_restart(shop: Shop) -> None:
    async with scene(shop, "chromium", "chromium") as stage:
        await the_seller_goes_live(stage)
        page = stage.viewer.page
        await watch(page, f"{shop.url}/s/{stage.show}")
        await stage.viewer.sees_the_picture()
        await page.evaluate(COUNT_FRAMES)
        async with cut(set(await page.evaluate(LOCAL_PORTS))):
            await page.wait_for_function(BACK, timeout=20_000)
            gap_ms = await page.evaluate(GAP)
            await stage.viewer.sees_the_picture()
        assert gap_ms < BACK_WITHIN_MS
        assert await page.evaluate("window.posts") == 1, "the session is still the first one"
