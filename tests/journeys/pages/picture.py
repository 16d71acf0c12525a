"""Whether a `<video>` really shows something: frames are decoded, and they are not one flat colour."""

import asyncio

from playwright.async_api import Locator

from tests.journeys.patience import eventually

# Resolves when this many more decoded frames have been put on screen.
FRAMES = """(video, wanted) => new Promise((resolve) => {
    let left = wanted;
    const seen = () => (--left > 0 ? video.requestVideoFrameCallback(seen) : resolve());
    video.requestVideoFrameCallback(seen);
})"""
# The picture scaled to 16 x 16; the answer is how far its brightest and darkest pixels lie apart (0 to 255).
CONTRAST = """(video) => {
    if (!video.videoWidth) return 0;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 16;
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0, 16, 16);
    const { data } = context.getImageData(0, 0, 16, 16);
    const greens = Array.from({ length: 256 }, (_, at) => data[at * 4 + 1]);
    return Math.max(...greens) - Math.min(...greens);
}"""
# Whether no frame at all was put on screen for a second.
STILL = """(video) => new Promise((resolve) => {
    video.requestVideoFrameCallback(() => resolve(false));
    setTimeout(() => resolve(true), 1000);
})"""
FRAMES_WANTED = 10
CONTRAST_WANTED = 24


async def plays(video: Locator, *, seconds: float = 40) -> None:
    """Waits until some more frames have been shown and the picture has light and dark in it."""
    async with asyncio.timeout(seconds):
        await video.evaluate(FRAMES, FRAMES_WANTED)

    async def has_contrast() -> bool:
        return bool(await video.evaluate(CONTRAST) >= CONTRAST_WANTED)

    await eventually(has_contrast)


async def stands_still(video: Locator) -> None:
    """Waits until no frame comes any more, or the video is gone from the page."""

    async def still() -> bool:
        return await video.count() == 0 or bool(await video.evaluate(STILL))

    await eventually(still)
