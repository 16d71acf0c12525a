"""Whether a `<video>` really shows something: frames are decoded, shown, and change."""

import asyncio

from playwright.async_api import Locator

from tests.journeys.patience import eventually

# Resolves when this many more decoded frames have been put on screen and the picture is not what it was:
# every fake camera moves or changes its colour, while a broken picture is black or stands still.
MOVES = """(video, wanted) => new Promise((resolve) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 16;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const look = () => {
        context.drawImage(video, 0, 0, 16, 16);
        return context.getImageData(0, 0, 16, 16).data;
    };
    let first;
    let frames = 0;
    const seen = () => {
        first ??= look();
        frames += 1;
        const changed = look().some((value, at) => Math.abs(value - first[at]) > 8);
        if (changed && frames >= wanted) resolve();
        else video.requestVideoFrameCallback(seen);
    };
    video.requestVideoFrameCallback(seen);
})"""
# Whether no frame at all was put on screen for a second.
STILL = """(video) => new Promise((resolve) => {
    video.requestVideoFrameCallback(() => resolve(false));
    setTimeout(() => resolve(true), 1000);
})"""
FRAMES_WANTED = 10


async def plays(video: Locator, *, seconds: float = 40) -> None:
    """Waits until some more frames have been shown and the picture has changed in them."""
    async with asyncio.timeout(seconds):
        await video.evaluate(MOVES, FRAMES_WANTED)


async def stands_still(video: Locator) -> None:
    """Waits until no frame comes any more, or the video is gone from the page."""

    async def still() -> bool:
        return await video.count() == 0 or bool(await video.evaluate(STILL))

    await eventually(still)
