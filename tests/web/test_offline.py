"""Without a network: the page that the service worker keeps, and nothing else."""

from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import async_playwright, expect

from tests.journeys.browsers import PHONE, launch, visitor
from tests.journeys.shop import Shop

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]


async def test_a_shop_that_cannot_be_reached_says_so_and_shows_nothing_stale(shop_folder: Path) -> None:
    shop = await Shop.start(shop_folder)
    try:
        async with (
            async_playwright() as playwright,
            await launch(playwright, "chromium") as browser,
            visitor(browser, "chromium", PHONE) as person,
        ):
            page = person.page
            await page.goto(f"{shop.url}/?lang=en")
            await page.wait_for_function("() => navigator.serviceWorker.controller !== null")
            await page.goto(f"{shop.url}/s/kiln-opening?lang=en")
            await shop.kill()

            await page.reload()
            await expect(page.get_by_role("heading", name="No network")).to_be_visible()
            await expect(page.get_by_text("Kiln opening")).to_have_count(0)
            await page.goto(f"{shop.url}/orders?lang=ru")
            await expect(page.get_by_role("heading", name="Нет сети")).to_be_visible()
            styled = await page.locator(".btn.primary:visible").evaluate(
                "e => getComputedStyle(e).borderRadius"
            )
            assert styled == "10px"
            await page.screenshot(path="shots/offline-phone.png")
    finally:
        await shop.kill()


async def test_the_shop_can_be_installed(shop_folder: Path) -> None:
    shop = await Shop.start(shop_folder)
    try:
        async with aiohttp.ClientSession(shop.url) as client:
            async with client.get("/static/manifest.webmanifest") as answer:
                assert answer.content_type == "application/manifest+json"
                manifest = await answer.json(content_type=None)
            for icon in manifest["icons"]:
                async with client.get(icon["src"]) as answer:
                    assert answer.content_type == icon["type"]
            for shortcut in manifest["shortcuts"]:
                async with client.get(shortcut["url"]) as answer:
                    assert answer.status == 200
    finally:
        await shop.kill()
