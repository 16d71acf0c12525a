"""Measures the delay from a camera to a viewer's screen: a filmed clock, two Chromiums, a real server.

Publisher, server and viewer share the machine and its clock. The picture is of 720p. The screen is read when
the browser hands the frame to its compositor (`requestVideoFrameCallback`), up to a frame of the display
before a person could see it.

What the browsers' own encoder, decoder and buffers take is measured in the same run: the same camera from
Chromium to Chromium without a server between them, at the same rate and codec. `ratio` is ours by that. What
the relay takes is measured by itself, from a publisher's socket to a viewer's.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.rig.browser_call import WATCH_PEERS, Spent, call_directly, spent
from bench.rig.forwarding import forwarding_ms
from tests.journeys.browsers import DESK
from tests.journeys.shop import Shop
from tests.journeys.test_fallback import WATCH_DELAY
from tests.journeys.test_pins import CLOCK_CAMERA
from tests.journeys.test_whole_show import scene, the_seller_goes_live

_HEIGHT = 720
_CAMERA = CLOCK_CAMERA.replace("width: 640, height: 360", "width: 1280, height: 720").replace(
    "bit * 32, 0, 32, 360", "bit * 64, 0, 64, 720"
)
_CLIMB_MS = 60_000
_SETTLE_SECONDS = 3.0
_SIZE = "() => document.querySelector('video-stage video')?.videoHeight"


async def run(seconds: float) -> dict[str, Any]:
    """Start a shop, go live, watch the best layer for a while, then without a server; returns the figures."""
    relayed_ms = await forwarding_ms()
    with tempfile.TemporaryDirectory(prefix="showfloor-latency-") as folder:
        shop = await Shop.start(Path(folder) / "shop")
        try:
            async with scene(shop, "chromium", "chromium") as stage:
                seller, page = stage.seller.page, stage.viewer.page
                for each in (seller, page):
                    await each.add_init_script(WATCH_PEERS)
                await seller.add_init_script(_CAMERA)
                await the_seller_goes_live(stage)
                await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
                await page.add_init_script(f"({WATCH_DELAY})()")
                await page.goto(f"{shop.url}/s/{stage.show}?picture=webrtc")
                await stage.viewer.sees_the_picture()
                # The seller's browser works its way up to the best layer.
                await page.wait_for_function(f"() => ({_SIZE})() === {_HEIGHT}", timeout=_CLIMB_MS)
                ours, ours_spent = await _watched(page, seconds, seller)
                height = await page.evaluate(_SIZE)
                # Neither end may be busy with the show any more.
                await call_directly(shop.url, seller, page, codec=ours_spent.codec)
                direct, direct_spent = await _watched(page, seconds, seller)
        finally:
            await shop.kill()
    figures = _figures("latency", ours, seconds) | {"height": height}
    figures |= _figures("direct", direct, seconds)
    print("through the server:", ours_spent, "without it:", direct_spent)
    return figures | {
        "ratio": round(figures["latency_ms_p50"] / figures["direct_ms_p50"], 2),
        "relay_ms_p50": round(statistics.median(relayed_ms), 2),
        "relay_ms_p99": round(at(relayed_ms, 0.99), 2),
        "codec": ours_spent.codec,
        **ours_spent.figures(""),
        **direct_spent.figures("direct_"),
    }


async def _watched(page: Any, seconds: float, seller: Any) -> tuple[list[float], Spent]:  # noqa: ANN401
    await asyncio.sleep(_SETTLE_SECONDS)
    before = await spent(seller, page)
    await page.evaluate("() => { window.delays.length = 0; }")
    await asyncio.sleep(seconds)
    delays = [float(delay) for _, delay in await page.evaluate("window.delays")]
    return delays, (await spent(seller, page)).since(before)


def at(values: Sequence[float], share: float) -> float:
    """The value below which a share of them lies."""
    return sorted(values)[int(share * (len(values) - 1))]


def _figures(name: str, delays: list[float], seconds: float) -> dict[str, Any]:
    return {
        f"{name}_ms_p50": round(statistics.median(delays)),
        f"{name}_ms_p95": round(at(delays, 0.95)),
        f"{name}_ms_max": round(max(delays)),
        f"{name}_frames_per_s": round(len(delays) / seconds, 1),
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    figures = asyncio.run(run(options.seconds))
    print(figures)
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
