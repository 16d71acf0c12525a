"""A pin appears with the frame that it belongs to: here the picture shows its own time."""

import asyncio
import time
from typing import NamedTuple

import pytest

from tests.journeys.shop import Shop
from tests.journeys.test_whole_show import scene, the_seller_goes_live

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

SPACING_SECONDS = 1.1
SETTLED_SECONDS = 3.0  # the page asks for the frame clock once the instant start has caught up
# The camera films a clock: 20 bits of the time, black and white, redrawn for every frame.
CLOCK_CAMERA = """
const original = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (original) navigator.mediaDevices.getUserMedia = async (wanted) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
    const pen = canvas.getContext("2d");
    const draw = () => {
        const time = Date.now() % 2 ** 20;
        for (let bit = 0; bit < 20; bit += 1) {
            pen.fillStyle = (time >> bit) & 1 ? "#fff" : "#000";
            pen.fillRect(bit * 32, 0, 32, 360);
        }
    };
    draw();
    setInterval(draw, 33);
    const stream = canvas.captureStream(30);
    const sound = wanted.audio ? (await original({ audio: true })).getAudioTracks() : [];
    return new MediaStream([...stream.getVideoTracks(), ...sound]);
};
"""
# Notes which frame was the next one when a pin came; it may come after its own on a busy machine.
NOTE_NEWS = """
window.frames = [];
window.WebSocket = class extends WebSocket {
    constructor(...args) {
        super(...args);
        this.addEventListener("message", ({ data }) => {
            if (data.includes('"t":"pin"')) window.came = window.frames.length;
        });
    }
};
"""
# Reads the clock off the screen in the moment in which the card changes.
WATCH_CARDS = """() => {
    window.cards = [];
    const video = document.querySelector("video-stage video");
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 8 });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const read = () => {
        pen.drawImage(video, 0, video.videoHeight / 2, video.videoWidth, 8, 0, 0, 640, 8);
        const pixels = pen.getImageData(0, 4, 640, 1).data;
        let time = 0;
        for (let bit = 0; bit < 20; bit += 1) if (pixels[(bit * 32 + 16) * 4] > 127) time += 2 ** bit;
        return time;
    };
    window.readClock = read;
    let product = null;
    new MutationObserver(() => {
        const now = document.querySelector("article.pinned")?.dataset.product ?? null;
        if (now !== product) window.cards.push({ product: now, shown: read() });
        product = now;
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
# Notes the times of all frames that are shown.
NOTE_FRAMES = """() => {
    const video = document.querySelector("video-stage video");
    const note = () => {
        window.frames.push(window.readClock());
        video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
}"""


def apart(shown: int, captured: int) -> int:
    """The difference of two times of 20 bits each, in milliseconds."""
    return (shown - captured + 2**19) % 2**20 - 2**19


class Appearance(NamedTuple):
    """How a card appeared.

    Attributes:
        skew_ms: From the moment of the pin to the moment that the picture showed then; late is positive.
        frames: From the shown frame nearest to the pin, or the next one where its news came
            later, to the frame with which the card appeared.
    """

    skew_ms: int
    frames: int


def appearance(frames: list[int], came: int, shown: int, captured: int) -> Appearance:
    """Judge by the times on the frames that were shown, the oldest first, and on the one with the card."""
    nearest = min(range(len(frames)), key=lambda at: abs(apart(frames[at], captured)))
    with_card = min(range(len(frames)), key=lambda at: abs(apart(frames[at], shown)))
    return Appearance(apart(shown, captured), with_card - max(nearest, came))


async def measure(shop: Shop, pins: int) -> list[Appearance]:
    """Pins again and again."""
    appearances: list[Appearance] = []
    async with scene(shop, "chromium", "chromium") as stage, shop.signed_in("seller") as seller:
        await stage.seller.page.add_init_script(CLOCK_CAMERA)
        await the_seller_goes_live(stage)
        page = stage.viewer.page
        await page.add_init_script(NOTE_NEWS)
        await stage.viewer.open(stage.show)
        await stage.viewer.sees_the_picture()
        await asyncio.sleep(SETTLED_SECONDS)
        await page.evaluate(WATCH_CARDS)
        await page.evaluate(NOTE_FRAMES)
        path = f"/api/v1/shows/{stage.show}"
        async with seller.get(path) as answer:
            products = [product["id"] for product in (await answer.json())["lineup"]]
        for number in range(pins):
            product, captured_ms = products[number % 2], round(time.time() * 1000)
            body = {"product_id": product, "capture_ms": captured_ms}
            async with seller.put(f"{path}/pin", json=body) as answer:
                assert answer.status == 200
            await asyncio.sleep(SPACING_SECONDS)
            card = (await page.evaluate("window.cards"))[-1]
            assert card["product"] == product
            frames, came = await page.evaluate("[window.frames.splice(0), window.came]")
            appearances.append(appearance(frames, came, card["shown"], captured_ms % 2**20))
    return appearances


async def test_pins_appear_with_their_frame(shop: Shop) -> None:
    appearances = await measure(shop, 8)
    # How many milliseconds that is depends on how many frames the machine manages: see the bench `pins`.
    assert sum(abs(appeared.frames) <= 1 for appeared in appearances) >= 6, appearances
