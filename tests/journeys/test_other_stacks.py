"""OBS's stack and GStreamer's publish and watch: WebRTC that shares no code with browsers, nor with us."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import async_playwright

from bench.rig.picture_source import FRAMES_PER_SECOND, encode_h264
from tests.journeys.browsers import DESK, launch, visitor
from tests.journeys.pages.watch import WatchPage
from tests.journeys.peer import watching
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.timeout(90)]

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"
SYSTEM_PYTHON = "/usr/bin/python3"  # GStreamer's bindings come from Debian, for its own Python
STEP_SECONDS = 20.0


def node() -> str:
    """The Node that the lock file names, else the system's."""
    return next((str(path) for path in ROOT.glob("node_modules/node-linux-*/bin/node")), "node")


@contextlib.asynccontextmanager
async def running(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another program, ended with the block."""
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def gstreamer_decodes(stage: Stage, codec: str) -> dict[str, int]:
    """What a webrtcbin that watches has decoded by the time that it has enough."""
    async with running(SYSTEM_PYTHON, str(PEERS / "gstreamer.py"), "watch", stage.whep, codec) as viewer:
        assert viewer.stdout is not None
        async with asyncio.timeout(STEP_SECONDS):
            decoded: dict[str, int] = json.loads(await viewer.stdout.readline())
    return decoded


def packed_h264(path: Path) -> str:
    """Two seconds of H264 with one keyframe, which the encoder sends again and again."""
    frames = encode_h264(2 * FRAMES_PER_SECOND, 2 * FRAMES_PER_SECOND)
    path.write_bytes(b"".join(len(frame.data).to_bytes(4, "big") + frame.data for frame in frames))
    return str(path)


async def test_h264_of_an_encoder_deaf_to_keyframe_requests_plays_in_chromium_and_gstreamer(
    stage: Stage, client: aiohttp.ClientSession, tmp_path: Path
) -> None:
    script, frames = str(PEERS / "libdatachannel.mjs"), packed_h264(tmp_path / "frames")
    async with running(node(), script, stage.whip, stage.key, frames):
        await stage.until(client, "live")
        async with async_playwright() as playwright:
            browser = await launch(playwright, "chromium")
            async with visitor(browser, "chromium", DESK) as person:
                page = WatchPage(person.page, stage.shop.url)
                await page.open(stage.show)
                await page.sees_the_picture()
                assert person.errors == []
            await browser.close()
        assert min((await gstreamer_decodes(stage, "H264")).values()) >= 30


async def test_gstreamer_publishes_and_others_watch(stage: Stage, client: aiohttp.ClientSession) -> None:
    script = str(PEERS / "gstreamer.py")
    async with running(SYSTEM_PYTHON, script, "publish", stage.whip, stage.key):
        await stage.until(client, "live")
        async with watching(client, stage.whep) as player, asyncio.timeout(STEP_SECONDS):
            for _ in range(10):
                await player.luma()
        assert min((await gstreamer_decodes(stage, "VP8")).values()) >= 30
