"""The shop's pages in a real browser, served by the real server under its content policy."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.journeys.browsers import launch
from tests.journeys.shop import ROOT, Shop

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="module")]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STEP_MS = 10_000
LOOKS = [("dark", "en"), ("light", "ru")]
WIDTHS = (320, 360, 768, 1440)
ADDRESSES = [
    "/", "/p/{product}", "/seller/{seller}", "/orders", "/o/somebody-elses", "/orders/find",
    "/account", "/wishes", "/embed/kiln-opening", "/embed/kiln-opening/demo", "/mail/stop/anything",
    "/signin", "/signup", "/join", "/nothing-here",
]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(sample_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """One running shop for all of these pages: they only look."""
    folder = shutil.copytree(sample_shop, tmp_path_factory.mktemp("pages") / "shop")
    shop = await Shop.start(Path(folder))
    yield shop
    await shop.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all of these pages."""
    async with async_playwright() as playwright:
        browser = await launch(playwright, "chromium")
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def names(shop: Shop) -> dict[str, str]:
    """The ids of a seller and of a product with several variants."""
    async with aiohttp.ClientSession(shop.url) as client, client.get("/api/v1/products") as answer:
        products = (await answer.json())["items"]
    product = next(product for product in products if len(product["variants"]) > 1)
    return {"product": product["id"], "seller": product["seller_id"]}


async def window(browser: Browser, width: int, height: int) -> BrowserContext:
    """A window without motion."""
    size = {"width": width, "height": height}
    context = await browser.new_context(viewport=size, locale="en-GB", reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(STEP_MS)
    return context


async def open_page(context: BrowserContext, address: str) -> Page:
    """Opens an address and waits until its skeletons are gone."""
    page = await context.new_page()
    await page.goto(address)
    await settled(page)
    return page


async def settled(page: Page) -> None:
    """Waits until the page has its title and no skeletons."""
    await expect(page.locator("h1").first).to_be_attached()
    await expect(page.locator("main [aria-busy=true]")).to_have_count(0)


async def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is."""
    # Evaluated by the debugger, which the content policy does not bind.
    await page.evaluate(AXE.read_text())
    result = await page.evaluate("(rules) => axe.run({ runOnly: rules })", RULES)
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in result["violations"]]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_page_is_accessible_fits_every_width_and_asks_nobody_else(
    shop: Shop, browser: Browser, names: dict[str, str], address: str
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `./dev test` installs it")
    context = await window(browser, 1440, 900)
    page = await context.new_page()
    refused: list[str] = []
    asked: list[str] = []
    page.on(
        "console",
        lambda message: refused.append(message.text) if "Content Security" in message.text else None,
    )
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for theme, language in LOOKS:
        await page.goto(f"{shop.url}{address.format(**names)}?theme={theme}&lang={language}")
        await settled(page)
        assert await violations(page) == [], (theme, language)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 740})
            overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, (width, language)
    assert not refused
    assert {url for url in asked if not url.startswith((shop.url, "data:"))} == set()
    await context.close()


@pytest.mark.parametrize(
    "address",
    [
        "/account",
        "/studio/discounts",
        "/studio/payments",
        "/studio/kiln-opening/desk",
        "/studio/team",
        "/studio/shop",
        "/server",
    ],
)
async def test_a_page_of_who_is_signed_in_is_accessible(shop: Shop, browser: Browser, address: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `./dev test` installs it")
    context = await window(browser, 1440, 900)
    login = shop.login("seller")
    body = {"email": login.email, "password": login.password}
    await context.request.post(f"{shop.url}/api/v1/sessions", data=body)
    page = await context.new_page()
    for theme, language in LOOKS:
        await page.goto(f"{shop.url}{address}?theme={theme}&lang={language}")
        await settled(page)
        assert await violations(page) == [], (theme, language)
    await context.close()


async def test_a_variant_changes_the_address_so_that_a_link_shows_the_same(
    shop: Shop, browser: Browser, names: dict[str, str]
) -> None:
    context = await window(browser, 1440, 900)
    page = await open_page(context, f"{shop.url}/p/{names['product']}")
    await expect(page.locator(".chip input").first).to_be_checked()
    await page.locator(".chip").last.click()
    await expect(page.locator(".chip input").last).to_be_checked()
    assert "variant=" in page.url
    await page.reload()
    await expect(page.locator(".chip input").last).to_be_checked()
    await context.close()


async def test_a_refused_sign_in_says_why_in_place_and_keeps_what_was_written(
    shop: Shop, browser: Browser
) -> None:
    context = await window(browser, 360, 740)
    page = await open_page(context, f"{shop.url}/signin")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_label("E-mail")).to_be_focused()
    await expect(page.get_by_text("Write your e-mail.")).to_be_visible()
    await page.get_by_label("E-mail").fill("nobody@example.org")
    await page.get_by_label("Password").fill("not the password")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("not right")
    await expect(page.get_by_label("E-mail")).to_have_value("nobody@example.org")
    await context.close()


async def test_a_refused_sign_up_says_so_at_the_field_that_it_is_about(shop: Shop, browser: Browser) -> None:
    context = await window(browser, 360, 740)
    page = await open_page(context, f"{shop.url}/signup?lang=ru")
    await page.get_by_label("Имя").fill("Анна Ш.")
    await page.get_by_label("Почта").fill(shop.login("seller").email)
    await page.get_by_label("Пароль").fill("несколько слов подряд")
    await page.get_by_role("button", name="Создать профиль").click()
    await expect(page.get_by_label("Почта")).to_be_focused()
    await expect(page.get_by_text("профиль уже есть")).to_be_visible()
    await context.close()


async def test_a_seller_signs_in_and_lands_in_the_studio(shop: Shop, browser: Browser) -> None:
    context = await window(browser, 1440, 900)
    page = await open_page(context, f"{shop.url}/signin")
    login = shop.login("seller")
    await page.get_by_label("E-mail").fill(login.email)
    await page.get_by_label("Password").fill(login.password)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/studio")
    await context.close()


async def test_the_chosen_language_and_theme_stay(shop: Shop, browser: Browser) -> None:
    context = await window(browser, 1440, 900)
    page = await open_page(context, shop.url)
    await page.get_by_role("button", name="Theme and language").click()
    await page.get_by_text("Light", exact=True).click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    await page.get_by_text("Русский").click()
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    page = await open_page(context, f"{shop.url}/orders")
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    await expect(page.get_by_role("heading", name="Заказов пока нет")).to_be_visible()
    await context.close()


async def test_an_order_that_nobody_has_is_asked_for_again_in_place(shop: Shop, browser: Browser) -> None:
    context = await window(browser, 360, 740)
    page = await open_page(context, f"{shop.url}/orders/find")
    await page.get_by_label("Order number").fill("sf-9999")
    await page.get_by_label("E-mail of the order").fill("june@example.org")
    await page.get_by_role("button", name="Find the order").click()
    await expect(page.get_by_role("alert")).to_contain_text("No order has this number")
    await context.close()
