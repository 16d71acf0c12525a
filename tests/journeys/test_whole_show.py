"""A whole show in real browsers: on air, seen, heard, chatted, bought, moderated, shipped, over, saved."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from tests.journeys.browsers import DESK, PHONE, STEP_MS, Engine, Visitor, launch, visitor
from tests.journeys.pages.checkout import CheckoutSheet
from tests.journeys.pages.picture import stands_still
from tests.journeys.pages.studio import StudioPage
from tests.journeys.pages.watch import WatchPage
from tests.journeys.patience import eventually
from tests.journeys.shop import STOP_SECONDS, Shop

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

SHOTS = Path(__file__).parents[2] / "shots" / "journeys"
PRODUCT = "Speckled jug, 1.2 l"
REFUSED_CARD, GOOD_CARD = "4000000000000002", "4242424242424242"
BUYER = "marta@example.org"


class Scene:
    """A shop with a seller, a moderator and a viewer in it, each at a browser window of their own."""

    def __init__(self, shop: Shop, show: str, people: dict[str, Visitor], folder: Path) -> None:
        self.shop = shop
        self.show = show
        self.people = people
        self.seller = StudioPage(people["seller"].page, shop.url)
        self.moderator = StudioPage(people["moderator"].page, shop.url)
        self.viewer = WatchPage(people["viewer"].page, shop.url)
        self.sheet = CheckoutSheet(people["viewer"].page)
        self.folder = folder
        self.order_path = ""

    async def shoot(self, moment: str) -> None:
        """Keeps a picture of every window, to be looked at."""
        for who, person in self.people.items():
            await person.page.screenshot(path=self.folder / f"{moment}-{who}.png")

    def complaints(self) -> dict[str, list[str]]:
        """What the pages reported as errors, by person."""
        return {who: person.errors for who, person in self.people.items() if person.errors}


async def first_show(shop: Shop) -> str:
    async with shop.signed_in("seller") as seller, seller.get("/api/v1/studio/shows") as answer:
        shows = (await answer.json())["items"]
    soonest = min(shows, key=lambda show: show["starts_ms"])
    return str(soonest["id"])


@contextlib.asynccontextmanager
async def scene(shop: Shop, seller_engine: Engine, viewer_engine: Engine) -> AsyncIterator[Scene]:
    roles = {
        "seller": (seller_engine, DESK),
        "moderator": (viewer_engine, DESK),
        "viewer": (viewer_engine, PHONE),
    }
    expect.set_options(timeout=STEP_MS)
    async with async_playwright() as playwright, contextlib.AsyncExitStack() as stack:
        browsers = {engine: await launch(playwright, engine) for engine in (seller_engine, viewer_engine)}
        for browser in browsers.values():
            stack.push_async_callback(browser.close)
        people = {
            who: await stack.enter_async_context(visitor(browsers[engine], engine, size))
            for who, (engine, size) in roles.items()
        }
        stage = Scene(shop, await first_show(shop), people, SHOTS / f"{seller_engine}-to-{viewer_engine}")
        try:
            yield stage
        except BaseException as failure:
            await stage.shoot("failed")
            failure.add_note(f"pages: {stage.complaints()}\nserver: {shop.log()[-3000:]}")
            raise


async def the_seller_goes_live(scene: Scene) -> None:
    await scene.seller.signs_in(scene.shop.login("seller"))
    await scene.seller.opens(scene.show)
    await scene.seller.turns_on_the_camera()
    await scene.shoot("01-before")
    await scene.seller.goes_live()


async def the_viewer_sees_and_hears(scene: Scene) -> None:
    await scene.viewer.open(scene.show)
    await scene.viewer.sees_the_picture()
    await scene.seller.counts_viewers(1)
    await scene.viewer.turns_on_the_sound()
    await scene.viewer.sees_the_picture()
    await scene.shoot("02-on-air")


async def they_chat(scene: Scene) -> None:
    await scene.viewer.takes_the_name("Marta")
    await scene.viewer.writes("Does the jug drip?")
    await scene.seller.hears("Does the jug drip?")
    await scene.seller.writes("Not a drop!")
    await expect(scene.viewer.chat).to_contain_text("Not a drop!")
    await scene.viewer.sends_a_heart()


async def the_seller_pins(scene: Scene) -> None:
    await scene.seller.pins(PRODUCT)
    await expect(scene.viewer.card).to_contain_text(PRODUCT)
    await expect(scene.viewer.card).to_contain_text("24 left")
    await scene.shoot("03-pinned")


async def the_viewer_buys(scene: Scene) -> str:
    sheet = scene.sheet
    await scene.viewer.buys_what_is_pinned()
    await sheet.is_held()
    await scene.viewer.sees_the_picture()
    await sheet.gives_the_address(BUYER)
    await scene.shoot("04-checkout")
    await sheet.pays_with(REFUSED_CARD)
    await sheet.is_refused()
    await scene.shoot("05-refused")
    await sheet.pays_with(GOOD_CARD)
    number = await sheet.is_paid()
    scene.order_path = await sheet.order_path()
    await scene.shoot("06-paid")
    return number


async def everybody_learns_of_the_sale(scene: Scene, number: str) -> None:
    await scene.seller.sees_sold(PRODUCT)
    await expect(scene.seller.page.locator("studio-pinned")).to_contain_text("23")

    async def receipt_arrived() -> bool:
        return any(number in mail and BUYER in mail for mail in scene.shop.mails())

    await eventually(receipt_arrived)


async def the_moderator_mutes_and_unmutes(scene: Scene) -> None:
    moderator, viewer = scene.moderator, scene.viewer
    await moderator.signs_in(scene.shop.login("moderator"))
    await moderator.opens(scene.show)
    await moderator.mutes_the_writer_of("Does the jug drip?", reason="only a rehearsal")
    await viewer.page.get_by_role("button", name="Back to the show").click()
    await expect(viewer.page.locator("chat-composer")).to_contain_text("only a rehearsal")
    await expect(viewer.page.locator("chat-composer").get_by_role("timer")).to_contain_text("9:")
    await scene.shoot("07-muted")
    await moderator.takes_the_mute_back("Marta")
    await viewer.writes("Thank you!")
    await scene.seller.hears("Thank you!")
    await moderator.reads_in_the_log("Marta muted (Timo): only a rehearsal", "Marta unmuted (Timo)")
    await scene.shoot("08-moderated")


async def the_order_is_shipped(scene: Scene, number: str) -> None:
    # In a tab of its own: leaving the studio would take the seller off the air.
    orders = StudioPage(await scene.seller.page.context.new_page(), scene.shop.url)
    await orders.ships(number, carrier="DHL", tracking="00340434")
    await orders.page.screenshot(path=scene.folder / "09-shipped-seller.png")
    await orders.page.close()
    page = await scene.viewer.page.context.new_page()
    await page.goto(scene.shop.url + scene.order_path)
    await expect(page.get_by_text("On its way").first).to_be_visible()
    await expect(page.get_by_text("00340434").first).to_be_visible()
    await page.screenshot(path=scene.folder / "09-shipped-viewer.png")
    await page.close()


async def the_viewer_looks_around_the_shop(scene: Scene) -> None:
    await scene.viewer.goes_into_the_shop()
    await scene.viewer.sees_the_small_picture()
    await scene.shoot("09-beside-the-shop")
    await scene.viewer.returns_from_the_shop()
    await scene.viewer.sees_the_picture()


async def the_show_ends(scene: Scene) -> None:
    await scene.viewer.sees_the_picture()
    await scene.seller.ends_the_show()
    await expect(scene.viewer.page.locator("between-shows")).to_contain_text("over")
    await stands_still(scene.viewer.video)
    await scene.shoot("10-over")


async def everything_is_still_there(shop: Shop, show: str, number: str) -> None:
    async with shop.signed_in("seller") as seller:
        async with seller.get("/api/v1/studio/orders") as answer:
            orders = {order["number"]: order["status"] for order in (await answer.json())["items"]}
        async with seller.get(f"/api/v1/shows/{show}/audit") as answer:
            actions = sorted(entry["action"] for entry in (await answer.json())["items"])
        async with seller.get(f"/api/v1/shows/{show}") as answer:
            status = (await answer.json())["status"]
    assert orders == {number: "fulfilled"}
    assert actions == ["mute", "unmute"]
    assert status == "ended"


@pytest.mark.parametrize(("seller", "viewer"), [("chromium", "firefox"), ("firefox", "chromium")])
async def test_a_whole_show(shop: Shop, seller: Engine, viewer: Engine) -> None:
    async with scene(shop, seller, viewer) as stage:
        await the_seller_goes_live(stage)
        if viewer == "chromium":
            await stage.viewer.saves_data(stage.show)
        await the_viewer_sees_and_hears(stage)
        await they_chat(stage)
        await the_seller_pins(stage)
        number = await the_viewer_buys(stage)
        await everybody_learns_of_the_sale(stage, number)
        await the_moderator_mutes_and_unmutes(stage)
        await the_order_is_shipped(stage, number)
        await the_viewer_looks_around_the_shop(stage)
        await the_show_ends(stage)
        assert stage.complaints() == {}
        # With everybody still connected.
        assert await shop.stop() < STOP_SECONDS
    again = await Shop.start(shop.folder)
    try:
        await everything_is_still_there(again, stage.show, number)
    finally:
        await again.kill()
