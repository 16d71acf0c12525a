"""Forces changes of layer and counts what the viewer notices: freezes over 200 ms, failures to decode.

VP8 is decoded by libwebrtc in this process, H264 by Chromium. The publisher sends two sizes with real
frames, and answers keyframe requests as browsers do.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import async_playwright

from bench.rig.chromium_viewer import ChromiumViewer
from bench.rig.decoding_viewer import DecodingViewer
from bench.rig.layered_source import FRAMES_PER_SECOND, LADDER, LayeredSource, encode_layer
from bench.rig.light_peer import LightPeer
from bench.rig.relay_process import RelayProcess
from media.dtls import Certificate

_STREAM = "bench"
_LAYERS = LADDER[:2]
_FREEZE_MS = 200.0
_SETTLE_SECONDS = 2.0
_PAUSE_SECONDS = 0.7
_PATIENCE_SECONDS = 5.0
_CHROMIUM_FLAGS = ("--allow-loopback-in-peer-connection", "--disable-dev-shm-usage")


@asynccontextmanager
async def published(relay: RelayProcess, codec: str) -> AsyncIterator[LayeredSource]:
    """Send a stream in layers."""
    frames = 4 * FRAMES_PER_SECOND
    layers = [(size, encode_layer(codec, size, frames, 2 * FRAMES_PER_SECOND)) for size in _LAYERS]
    rids = [size.rid for size, _ in layers]
    peer = LightPeer(Certificate.generateCertificate(), sends=True, codec=codec, layers=rids)
    await peer.connect(await relay.publish(_STREAM, peer.offer()))
    source = LayeredSource(peer, codec, layers)
    sending = asyncio.create_task(source.run())
    try:
        await relay.wait_until_live(_STREAM)
        yield source
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await peer.close()


async def force(
    relay: RelayProcess,
    session: str,
    switches: int,
    received: Callable[[], Awaitable[dict[str, float]]],
) -> dict[str, Any]:
    """Change the layer to and fro; returns what it took and what went wrong."""
    before = await received()
    waits: list[float] = []
    for number in range(switches):
        size = _LAYERS[number % 2]
        begun = time.monotonic()
        await relay.select(session, size.rid)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (await relay.layers(session))["sent"] != size.rid:  # noqa: ASYNC110  another process
                await asyncio.sleep(0.01)
        waits.append(1000 * (time.monotonic() - begun))
        await asyncio.sleep(_PAUSE_SECONDS)
    after = await received()
    wrong = {key: after[key] - before[key] for key in ("frames_dropped", "keyframe_requests", "packets_lost")}
    return {"switch_ms_max": round(max(waits)), "freezes_told": after["freezes"] - before["freezes"], **wrong}


async def measure_vp8(switches: int) -> dict[str, Any]:
    """Switch a viewer of libwebrtc."""
    async with RelayProcess() as relay, published(relay, "VP8"):
        viewer, gaps, sessions = DecodingViewer(), [], []

        async def ask(offer: str) -> str:
            session, answer = await relay.watch(_STREAM, offer)
            sessions.append(session)
            return answer

        async def look() -> None:
            last = time.monotonic()
            while True:
                await viewer.next_picture()
                now = time.monotonic()
                gaps.append(1000 * (now - last))
                last = now

        await viewer.join(ask)
        looking = asyncio.create_task(look())
        await asyncio.sleep(_SETTLE_SECONDS)
        gaps.clear()
        figures = await force(relay, sessions[0], switches, viewer.received)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        viewer.close()
    return _summed(figures, gaps)


async def measure_h264(switches: int) -> dict[str, Any]:
    """Switch a viewer in Chromium."""
    async with RelayProcess() as relay, published(relay, "H264"), async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(_CHROMIUM_FLAGS), chromium_sandbox=False
        )
        sessions: list[str] = []

        async def ask(offer: str) -> str:
            session, answer = await relay.watch(_STREAM, offer)
            sessions.append(session)
            return answer

        viewer = await ChromiumViewer.join(browser, "H264", ask)
        await asyncio.sleep(_SETTLE_SECONDS)
        await viewer.gaps_ms()
        figures = await force(relay, sessions[0], switches, viewer.received)
        gaps = await viewer.gaps_ms()
        await browser.close()
    return _summed(figures, gaps)


def _summed(figures: dict[str, Any], gaps: list[float]) -> dict[str, Any]:
    figures["gap_ms_max"] = round(max(gaps))
    figures["freezes_over_200ms"] = sum(gap > _FREEZE_MS for gap in gaps)
    # A decoder that cannot go on drops what it has and asks for a keyframe.
    figures["decode_errors"] = figures["keyframe_requests"]
    return figures


async def measure(switches: int) -> dict[str, Any]:
    """Run both codecs; returns the figures."""
    found = {"vp8": await measure_vp8(switches), "h264": await measure_h264(switches)}
    for codec, figures in found.items():
        print(codec, figures)
    return {
        "freezes_over_200ms": sum(each["freezes_over_200ms"] for each in found.values()),
        "decode_errors": sum(each["decode_errors"] for each in found.values()),
        "switches": switches * len(found),
        **{f"{codec}_{key}": value for codec, each in found.items() for key, value in each.items()},
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--switches", type=int, default=100, help="of each codec")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.switches))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
