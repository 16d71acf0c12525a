"""Takes a screenshot of every page and state, in both languages and themes and three sizes, to look at.

`./dev shots` takes all; names after it take only those whose name begins so: `./dev shots seller account`.
They land in shots/gallery/<size>/<name>.<language>.<theme>.png and are not committed.
"""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, Error, Page, Route, ViewportSize, async_playwright

from docs.generate import ROOT
from tests.journeys.browsers import launch
from tests.journeys.shop import Shop

GALLERY = ROOT / "shots" / "gallery"
SIZES = {"phone": (360, 740), "tablet": (768, 1024), "desk": (1440, 900)}
LANGUAGES, THEMES = ("en", "ru"), ("dark", "light")
LOADED = """() => document.querySelector("h1, h2") &&
    ![...document.querySelectorAll("main [aria-busy=true]:not(button)")]
        .some((part) => part.checkVisibility())"""
STEP_MS = 15_000

Step = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True)
class Shot:
    """One picture: an address, who looks at it, and what they do first."""

    name: str
    address: str
    login: str | None = None
    then: Step | None = None


def tap(selector: str) -> Step:
    """Tap the first of what a selector finds."""

    async def step(page: Page) -> None:
        await page.locator(selector).first.click()
        await page.wait_for_timeout(300)

    return step


def fail(pattern: str) -> Step:
    """Open the page again while a part of the server does not answer."""

    async def step(page: Page) -> None:
        await page.route(pattern, lambda route: route.fulfill(status=503, body="{}"))
        await page.reload()
        await page.wait_for_timeout(500)

    return step


def shots(names: dict[str, str]) -> Sequence[Shot]:
    """Name everything that is looked at; `names` are ids of the sample shop."""
    show, upcoming = names["show"], names["upcoming"]
    item, seller = names["product"], names["seller"]
    return (
        Shot("home", "/"),
        Shot("home-failed", "/", then=fail("**/api/v1/shows*")),
        Shot("seller", f"/seller/{seller}"),
        Shot("seller-follow", f"/seller/{seller}", then=tap("follow-button button")),
        Shot("product", f"/p/{item}"),
        Shot("product-buy", f"/p/{item}", then=tap(".buy button")),
        Shot("product-missing", "/p/nothing"),
        Shot("watch-waiting", f"/s/{show}"),
        Shot("watch-before", f"/s/{upcoming}"),
        Shot("watch-remind", f"/s/{upcoming}", then=tap("remind-button button")),
        Shot("watch-share", f"/s/{upcoming}", then=tap(".ways .btn:nth-of-type(2)")),
        Shot("embed", f"/embed/{upcoming}"),
        Shot("embed-demo", f"/embed/{show}/demo"),
        Shot("watch-missing", "/s/nothing"),
        Shot("orders", "/orders"),
        Shot("orders-find", "/orders/find"),
        Shot("wishes-none", "/wishes"),
        Shot("wishes", f"/p/{item}", then=wished),
        Shot("account-guest", "/account"),
        Shot("account", "/account", "moderator"),
        Shot("account-erase", "/account", "moderator", then=tap(".btn.quiet.bad")),
        Shot("mail-stop", "/mail/stop/anything"),
        Shot("mail-yes", "/mail/yes/anything"),
        Shot("mail-broken", "/mail/stop/anything", then=tap("mail-link-page button")),
        Shot("signin", "/signin"),
        Shot("signin-refused", "/signin", then=tap("form button")),
        Shot("signup", "/signup"),
        Shot("not-found", "/nothing-here"),
        Shot("offline", "/offline"),
        Shot("studio", "/studio", "seller"),
        Shot("studio-show", f"/studio/{upcoming}", "seller"),
        Shot("studio-desk", f"/studio/{show}/desk", "seller"),
        Shot("studio-orders", "/studio/orders", "seller"),
        Shot("studio-products", "/studio/products", "seller"),
        Shot("studio-product", f"/studio/products/{item}", "seller"),
        Shot("studio-product-new", "/studio/products/new", "seller"),
        Shot("studio-delivery", "/studio/delivery", "seller"),
        Shot("studio-discounts", "/studio/discounts", "seller"),
        Shot("studio-shop", "/studio/shop", "seller"),
        Shot("studio-team", "/studio/team", "seller"),
        Shot("studio-team-invited", "/studio/team", "seller", then=tap(".team-head .btn")),
        Shot("server", "/server", "seller"),
        Shot("server-busy", "/server", "seller", then=busy),
        Shot("server-refused", "/server", "moderator"),
        Shot("join-broken", "/join#sfi_nothing"),
        Shot("studio-payments", "/studio/payments", "seller"),
        Shot("studio-payouts", "/studio/payouts", "seller"),
    )


async def busy(page: Page) -> None:
    """Open the operator's page again as if a show were on air and things went wrong."""
    picture = {"codec": "vp8", "packets_per_s": 210, "loss_ratio": 0.06, "jitter_ms": 9, "fps": 29.8}
    layers = [
        picture | {"rid": "f", "bitrate_bps": 1_900_000, "width": 720, "height": 1280},
        picture | {"rid": "h", "bitrate_bps": 420_000, "width": 360, "height": 640},
    ]
    health = {
        "state": "live",
        "since_ms": 1,
        "viewers": 41,
        "video": layers[0],
        "audio": picture | {"codec": "opus", "bitrate_bps": 41_000},
        "rtt_ms": 38.2,
        "layers": layers,
        "advice": [],
        "audience": {"reporting": 40, "struggling": 1, "loss_ratio": 0.0, "rtt_ms": 40.0},
    }
    session = {"rtt_ms": 41.5, "since_ms": 1, "connected": True}
    track = {"kind": "video", "codec": "vp8", "rid": "f", "loss_ratio": 0.01}
    viewers = [
        session | {"cname": f"a{n}c9d2f{n}", "tracks": [track | {"phase": phase}]}
        for n, phase in enumerate(("live", "live", "replaying", "paused"))
    ]
    disk = {"enabled": True, "used_bytes": 19e9, "quota_bytes": 20e9, "free_bytes": 44e9, "nearly_full": True}

    async def state(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.json()
        shows = await page.request.get(route.request.url.replace("/server", "/shows"))
        show = (await shows.json())["items"][0] | {"status": "live"}
        body["on_air"] = [{"show": show, "people": 63, "health": health}]
        body["storage"] |= disk
        body["mail"] |= {"given_up": 2}
        await route.fulfill(json=body)

    await page.route("**/api/v1/server", state)
    await page.route(
        "**/statistics",
        lambda route: route.fulfill(json={"publisher": session | {"tracks": layers}, "viewers": viewers}),
    )
    await page.reload()
    await page.locator("server-page article button").click()
    await page.locator(".sessions").wait_for()


async def wished(page: Page) -> None:
    """Put a heart on the product and open the list."""
    await page.locator("wish-heart button").click()
    await page.locator("wish-heart button.on").wait_for()
    await page.evaluate("location.assign('/wishes' + location.search)")
    await page.locator("wishes-page .wish.on").first.wait_for()


async def take(browser: Browser, shop: Shop, wanted: Sequence[Shot], only: argparse.Namespace) -> None:
    """Take the wanted pictures in every size, language and theme that is asked for."""
    for size, language, theme in product(only.sizes, only.languages, only.themes):
        folder = GALLERY / size
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        for shot in wanted:
            async with window(browser, shop, SIZES[size], shot.login) as page:
                try:
                    await open_shot(page, shop, shot, language, theme)
                except Error as error:
                    print(f"{shot.name} {size} {language} {theme}: {error.message.splitlines()[0]}")
                path = folder / f"{shot.name}.{language}.{theme}.png"
                await page.screenshot(path=path, full_page=only.full, animations="disabled")


async def open_shot(page: Page, shop: Shop, shot: Shot, language: str, theme: str) -> None:
    """Open the page and bring it into its state."""
    await page.goto(f"{shop.url}{shot.address}?lang={language}&theme={theme}")
    await page.wait_for_function(LOADED)
    await page.wait_for_timeout(300)  # pictures
    if shot.then is not None:
        await shot.then(page)


@asynccontextmanager
async def window(
    browser: Browser, shop: Shop, size: tuple[int, int], login: str | None
) -> AsyncIterator[Page]:
    """A window with cookies of its own, signed in if asked for."""
    context = await browser.new_context(
        viewport=ViewportSize(width=size[0], height=size[1]), locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(STEP_MS)
    try:
        if login is not None:
            known = shop.login(login)
            body = {"email": known.email, "password": known.password}
            await context.request.post(f"{shop.url}/api/v1/sessions", data=body)
        yield await context.new_page()
    finally:
        await context.close()


async def names_of(shop: Shop) -> dict[str, str]:
    """Find the ids that addresses need in the sample shop."""
    async with aiohttp.ClientSession(shop.url) as client:
        async with client.get("/api/v1/products") as answer:
            products = (await answer.json())["items"]
        async with client.get("/api/v1/shows") as answer:
            shows = (await answer.json())["items"]
    item = next(item for item in products if len(item["variants"]) > 1)
    upcoming = next(show for show in shows if show["id"] != "kiln-opening" and show["status"] == "scheduled")
    return {
        "product": item["id"],
        "seller": item["seller_id"],
        "show": "kiln-opening",
        "upcoming": upcoming["id"],
    }


async def main() -> None:
    """Read the command line, start a sample shop, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only pictures whose name begins so")
    parser.add_argument("--sizes", nargs="+", default=list(SIZES), choices=SIZES)
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=LANGUAGES)
    parser.add_argument("--themes", nargs="+", default=list(THEMES), choices=THEMES)
    parser.add_argument("--full", action="store_true", help="the whole page instead of what the window shows")
    only = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="showfloor-shots-") as folder:
        shop = await Shop.start(Path(folder) / "shop")
        try:
            async with async_playwright() as playwright:
                browser = await launch(playwright, "chromium")
                found = shots(await names_of(shop))
                wanted = [shot for shot in found if not only.names or shot.name.startswith(tuple(only.names))]
                if not only.names:
                    await asyncio.to_thread(shutil.rmtree, GALLERY, ignore_errors=True)
                await take(browser, shop, wanted, only)
                await browser.close()
        finally:
            await shop.kill()
    print(f"look at {GALLERY}")


if __name__ == "__main__":
    asyncio.run(main())
