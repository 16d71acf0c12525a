"""Measures the delay from a camera to a viewer's screen: a filmed clock, two Chromiums, a real server.

Publisher, server and viewer share the machine and its clock. The picture is of 720p. The screen is read when
the browser hands the frame to its compositor (`requestVideoFrameCallback`), up to a frame of the display
before a person could see it.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

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
    """Start a shop, go live, watch the best layer for a while; returns the figures."""
    with tempfile.TemporaryDirectory(prefix="showfloor-latency-") as folder:
        shop = await Shop.start(Path(folder) / "shop")
        try:
            async with scene(shop, "chromium", "chromium") as stage:
                await stage.seller.page.add_init_script(_CAMERA)
                await the_seller_goes_live(stage)
                page = stage.viewer.page
                await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
                await page.add_init_script(f"({WATCH_DELAY})()")
                await page.goto(f"{shop.url}/s/{stage.show}?picture=webrtc")
                await stage.viewer.sees_the_picture()
                # The seller's browser works its way up to the best layer.
                await page.wait_for_function(f"() => ({_SIZE})() === {_HEIGHT}", timeout=_CLIMB_MS)
                await asyncio.sleep(_SETTLE_SECONDS)
                await page.evaluate("() => { window.delays.length = 0; }")
                await asyncio.sleep(seconds)
                delays = sorted(delay for _, delay in await page.evaluate("window.delays"))
                height = await page.evaluate(_SIZE)
        finally:
            await shop.kill()
    return {
        "latency_ms_p50": round(statistics.median(delays)),
        "latency_ms_p95": round(delays[int(0.95 * (len(delays) - 1))]),
        "latency_ms_max": round(delays[-1]),
        "frames": len(delays),
        "frames_per_s": round(len(delays) / seconds, 1),
        "height": height,
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
