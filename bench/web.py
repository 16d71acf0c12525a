"""Measures the pages in Chromium: what the watch page weighs, how soon it shows and lasts, what axe finds.

The show is on air, from a source that needs no browser. Weights are what came over the wire, gzipped, until
picture and chat were there and the page had nothing more to fetch at once; images, fonts and video are not in
them. Times are taken behind nginx as deploy/nginx.conf has it (TLS, HTTP/2), on a phone-sized page with the
processor slowed four times and a line of 1.6 Mbit/s, 150 ms away; `direct_*` are the same without nginx.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, async_playwright

from bench.rig.light_peer import LightPeer
from bench.rig.picture_source import FRAMES_PER_SECOND, PictureSource, encode
from bench.rig.tls_front import https_in_front
from chat.client import ChatClient
from media.dtls import Certificate
from tests.journeys.browsers import PHONE, launch
from tests.journeys.shop import ROOT, Shop

_SHOW = "kiln-opening"
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SLOW_PHONE = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750, "offline": False}
_SLOW_DOWN = 4
_LOADED = """() => ![...document.querySelectorAll("main [aria-busy=true]:not(button)")]
    .some((part) => part.checkVisibility())"""
_LOADS = 5
_WRITERS = 60
_PATIENCE_MS = 60_000
# A page fetches what few need some seconds after it has begun; that is not part of its start.
_START_MS = 2500
_PUBLIC = (
    "/",
    "/s/{show}",
    "/p/{product}",
    "/seller/{seller}",
    "/orders",
    "/orders/find",
    "/signin",
    "/signup",
)
_SELLERS = (
    "/studio",
    "/studio/{show}",
    "/studio/{show}/desk",
    "/studio/orders",
    "/studio/products",
    "/studio/delivery",
    "/studio/discounts",
    "/studio/payments",
    "/studio/payouts",
)
_FIRST_CONTENT = """() => new Promise((done) => new PerformanceObserver((list, observer) => {
    const [paint] = list.getEntriesByName("first-contentful-paint");
    if (paint) { observer.disconnect(); done(paint.startTime); }
}).observe({ type: "paint", buffered: true }))"""
_CHAT_READY = "() => document.querySelector('input[name=nickname], input[name=message]') !== null"
_OURS = """() => performance.getEntriesByType("resource")
    .filter((entry) => /\\.(js|css)$/.test(new URL(entry.name).pathname))
    .filter((entry) => entry.startTime < (performance.getEntriesByName("idle")[0]?.startTime ?? Infinity))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


async def measure(messages: int) -> dict[str, Any]:
    """Start a shop with a show on air and look at it."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="showfloor-web-"))
        shop = await Shop.start(Path(folder) / "shop", {"SHOWFLOOR_TRUSTED_PROXIES": "127.0.0.1"})
        stack.push_async_callback(shop.kill)
        secure = await stack.enter_async_context(https_in_front(Path(folder) / "nginx", shop.url))
        await stack.enter_async_context(on_air(shop))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await launch(playwright, "chromium")
        stack.push_async_callback(browser.close)
        return {
            "kb_gzip_watch": await weight(browser, shop),
            **await times(browser, secure),
            **{f"direct_{key}": value for key, value in (await times(browser, shop.url)).items()},
            **await endurance(browser, shop, messages),
            "axe_violations": await violations(browser, shop),
        }


@asynccontextmanager
async def on_air(shop: Shop) -> AsyncIterator[None]:
    """Bring the sample show on air."""
    publisher = LightPeer(Certificate.generateCertificate(), sends=True)
    async with shop.signed_in("seller") as seller:
        async with seller.post(f"/api/v1/shows/{_SHOW}/stream-key") as answer:
            key = (await answer.json())["key"]
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/sdp"}
        async with seller.post(f"/whip/{_SHOW}", data=publisher.offer(), headers=headers) as answer:
            await publisher.connect(await answer.text())
    gop = 2 * FRAMES_PER_SECOND
    sending = asyncio.create_task(PictureSource(publisher, encode(2 * gop, gop)).run())
    try:
        yield
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await publisher.close()


@asynccontextmanager
async def phone(browser: Browser) -> AsyncIterator[tuple[BrowserContext, Page, CDPSession]]:
    """A fresh visitor with a phone and an empty cache."""
    size = ViewportSize(width=PHONE[0], height=PHONE[1])
    context = await browser.new_context(viewport=size, locale="en-GB", ignore_https_errors=True)
    await context.grant_permissions(["camera", "microphone"])
    context.set_default_timeout(_PATIENCE_MS)
    page = await context.new_page()
    try:
        yield context, page, await context.new_cdp_session(page)
    finally:
        await context.close()


async def weight(browser: Browser, shop: Shop) -> float:
    """Kilobytes of our script and style until the page has picture and chat."""
    async with phone(browser) as (_, page, _session):
        await page.goto(f"{shop.url}/s/{_SHOW}")
        await page.wait_for_function(_CHAT_READY)
        await page.wait_for_timeout(_START_MS)
        octets: int = await page.evaluate(_OURS)
        return round(octets / 1000, 1)


async def times(browser: Browser, url: str) -> dict[str, float]:
    """First content and a chat that takes words, on a slow phone; medians."""
    content: list[float] = []
    ready: list[float] = []
    for _ in range(_LOADS):
        async with phone(browser) as (_, page, session):
            await session.send("Network.enable")
            await session.send("Network.emulateNetworkConditions", _SLOW_PHONE)
            await session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOW_DOWN})
            await page.goto(f"{url}/s/{_SHOW}", wait_until="commit")
            await page.wait_for_function(_CHAT_READY, polling=20)
            ready.append(await page.evaluate("performance.now()"))
            content.append(await page.evaluate(_FIRST_CONTENT))
    print(url, "first content ms:", *map(round, content), " chat ready ms:", *map(round, ready))
    return {
        "first_content_ms": round(statistics.median(content)),
        "chat_ready_ms": round(statistics.median(ready)),
    }


async def endurance(browser: Browser, shop: Shop, messages: int) -> dict[str, float]:
    """Memory and length of the chat after half an hour's messages in a few minutes."""
    async with phone(browser) as (_, page, session):
        await page.goto(f"{shop.url}/s/{_SHOW}")
        await page.wait_for_function(_CHAT_READY)
        await talk(shop, messages // 10)  # the list is full, code is warm
        before = await heap(session)
        await talk(shop, messages)
        after = await heap(session)
        return {
            "heap_growth_30min": round((after - before) / before, 3),
            "heap_mb": round(after / 1e6, 1),
            "messages": messages,
            "chat_elements": await page.evaluate("document.querySelectorAll('#chat *').length"),
        }


async def heap(session: CDPSession) -> float:
    """Bytes that script holds once garbage is gone."""
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    return float((await session.send("Runtime.getHeapUsage"))["usedSize"])


async def talk(shop: Shop, messages: int) -> None:
    """Let many guests write as fast as they may."""
    async with AsyncExitStack() as stack:
        writers = [await stack.enter_async_context(guest(shop, number)) for number in range(_WRITERS)]
        await asyncio.gather(*(write(writer, messages // _WRITERS) for writer in writers))


async def write(writer: ChatClient, messages: int) -> None:
    """Write so many messages, each when the pace allows it."""
    said = 0
    while said < messages:
        answer = await writer.say(f"Message {said}: is the jug dishwasher safe, and how large is it?")
        if answer["t"] == "ack":
            said += 1
        else:
            await asyncio.sleep(answer.get("retry_ms", 1000) / 1000)


@asynccontextmanager
async def guest(shop: Shop, number: int) -> AsyncIterator[ChatClient]:
    """Somebody with a name in the room."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(shop.url, cookie_jar=jar) as client:
        async with client.put("/api/v1/me/name", json={"name": f"Guest {number}"}) as answer:
            answer.raise_for_status()
        async with client.post(f"/api/v1/shows/{_SHOW}/chat-token") as answer:
            token = (await answer.json())["token"]
        url = f"{shop.url.replace('http', 'ws')}/chat"
        async with ChatClient(url, token, _SHOW, origin=shop.url) as writer:
            yield writer


async def violations(browser: Browser, shop: Shop) -> int:
    """What axe finds on all pages, in both languages and themes."""
    async with aiohttp.ClientSession(shop.url) as client, client.get("/api/v1/products") as answer:
        product = (await answer.json())["items"][0]
    names = {"show": _SHOW, "product": product["id"], "seller": product["seller_id"]}
    found = 0
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = await context.new_page()
    found += await looked_at(page, shop, [address.format(**names) for address in _PUBLIC])
    login = shop.login("seller")
    body = {"email": login.email, "password": login.password}
    await context.request.post(f"{shop.url}/api/v1/sessions", data=body)
    found += await looked_at(page, shop, [address.format(**names) for address in _SELLERS])
    await context.close()
    return found


async def looked_at(page: Page, shop: Shop, addresses: list[str]) -> int:
    """Count violations on some pages."""
    found = 0
    for address in addresses:
        for theme in ("dark", "light"):
            for language in ("en", "ru"):
                await page.goto(f"{shop.url}{address}?theme={theme}&lang={language}")
                await page.locator("h1").first.wait_for(state="attached")
                await page.wait_for_function(_LOADED)
                await page.evaluate(_AXE.read_text())
                result = await page.evaluate("(rules) => axe.run({ runOnly: rules })", _RULES)
                for each in result["violations"]:
                    print(address, theme, language, each["id"], each["nodes"][0]["html"][:160])
                found += len(result["violations"])
    return found


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument(
        "--messages", type=int, default=10_000, help="as many as a session of 30 minutes sees"
    )
    options = parser.parse_args()
    figures = asyncio.run(measure(options.messages))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
