"""Takes the pictures of the README: a real show in a real browser, its camera filming a sample drawing."""

import asyncio
import sys
import tempfile
from pathlib import Path

import av
from playwright.async_api import Browser, Page, async_playwright, expect

from docs.generate import ROOT
from tests.journeys.browsers import CHROMIUM_FLAGS, DESK, PHONE, visitor
from tests.journeys.pages.studio import StudioPage
from tests.journeys.pages.watch import WatchPage
from tests.journeys.shop import Shop

IMAGES = ROOT / "docs" / "images"
SHOW, DRAWING, PRODUCT = "kiln-opening", "show-pottery.svg", "Speckled jug, 1.2 l"
TALK = (
    ("Marta", "The glaze is even nicer in motion"),
    ("Jonas", "Does the jug go into the dishwasher?"),
    ("Ilse", "Greetings from Malmö!"),
)
WIDTH, HEIGHT, FRAMES = 720, 1280, 90
STEP_MS = 30_000


async def draw(browser: Browser, shop: Shop, picture: Path) -> None:
    """Renders the drawing as large as the film."""
    page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    await page.goto(f"{shop.url}/static/art/{DRAWING}")
    await page.screenshot(path=picture)
    await page.close()


def film(picture: Path, clip: Path) -> None:
    """Makes a clip of the picture that drifts a little, as a camera in a hand does."""
    with av.open(str(picture)) as source:
        still = next(source.decode(video=0)).to_ndarray(format="rgb24")
    with av.open(str(clip), "w", format="yuv4mpegpipe") as target:
        stream = target.add_stream("wrapped_avframe", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for at in range(FRAMES):
            shift = abs(at - FRAMES // 2) // 4
            moved = still.copy()
            moved[:, shift:] = still[:, : WIDTH - shift]
            frame = av.VideoFrame.from_ndarray(moved, format="rgb24").reformat(format="yuv420p")
            for packet in stream.encode(frame):
                target.mux(packet)


async def on_air(page: Page, shop: Shop) -> StudioPage:
    """Brings the sample seller on air with one product pinned."""
    seller = StudioPage(page, shop.url)
    await seller.signs_in(shop.login("seller"))
    await seller.opens(SHOW)
    await seller.turns_on_the_camera()
    await seller.goes_live()
    await seller.pins(PRODUCT)
    return seller


async def photograph(shop: Shop) -> None:
    """Plays the scene and keeps three pictures of it."""
    expect.set_options(timeout=STEP_MS)
    clip = shop.folder / "clip.y4m"
    async with async_playwright() as playwright:
        plain = await playwright.chromium.launch(executable_path="/usr/bin/chromium", chromium_sandbox=False)
        await draw(plain, shop, shop.folder / "still.png")
        await plain.close()
        await asyncio.to_thread(film, shop.folder / "still.png", clip)
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                *CHROMIUM_FLAGS[1:],
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={clip}",
            ],
            chromium_sandbox=False,
        )
        async with visitor(browser, "chromium", DESK) as seller, visitor(browser, "chromium", DESK) as desk:
            studio = await on_air(seller.page, shop)
            watch = WatchPage(desk.page, shop.url)
            await watch.open(SHOW)
            await watch.sees_the_picture()
            for name, words in TALK:
                async with visitor(browser, "chromium", PHONE) as guest:
                    viewer = WatchPage(guest.page, shop.url)
                    await viewer.open(SHOW)
                    await viewer.takes_the_name(name)
                    await viewer.writes(words)
                    await studio.hears(words)
            await studio.writes("It does, on the top rack.")
            await expect(watch.chat).to_contain_text("top rack")
            await desk.page.screenshot(path=IMAGES / "show.jpg", type="jpeg", quality=85)
            await seller.page.screenshot(path=IMAGES / "studio.jpg", type="jpeg", quality=85)
        await browser.close()


async def main() -> None:
    """Starts a sample shop in a folder of its own and photographs it."""
    with tempfile.TemporaryDirectory() as folder:
        shop = await Shop.start(Path(folder) / "shop")
        try:
            await photograph(shop)
        finally:
            await shop.kill()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
