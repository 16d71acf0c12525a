"""Measures LL-HLS: how soon a viewer without UDP sees it, how far behind, and what an audience costs.

The audience watches through nginx with the shipped configuration, without TLS, in front of the server's own
routes; what arrives behind it from 10 and from 1,000 viewers is counted. The viewer is the journey of
test_fallback, in Chromium, with a camera that films a clock.
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bench import hls_fallback
from bench.rig.hls_viewers import HlsViewer
from bench.rig.tls_front import http_in_front
from tests.journeys.patience import eventually
from tests.journeys.shop import Shop
from tests.journeys.test_fallback import measure
from tests.services import free_port

SETTLE_SECONDS = 4.0
JOINS_A_SECOND = 250


def at(values: list[float], share: float) -> float:
    """The value below which a share of them lies."""
    return sorted(values)[int(share * (len(values) - 1))]


async def watched(seconds: float, pins: int) -> dict[str, Any]:
    """One viewer in Chromium without UDP."""
    with tempfile.TemporaryDirectory(prefix="showfloor-hls-") as folder:
        shop = await Shop.start(Path(folder) / "shop", {"SHOWFLOOR_RECORDING": "yes"})
        try:
            figures = await measure(shop, seconds=seconds, pins=pins)
        finally:
            await shop.kill()
    return {
        "hls_glass_to_glass_ms_p50": round(statistics.median(figures.glass_to_glass_ms)),
        "hls_glass_to_glass_ms_p95": round(at(figures.glass_to_glass_ms, 0.95)),
        "pin_skew_ms_max": max(abs(skew) for skew in figures.pin_skews_ms),
    }


@contextlib.asynccontextmanager
async def origin() -> AsyncIterator[str]:
    """The origin as a process of its own, on air."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.rig.hls_origin", str(port))
    url = f"http://127.0.0.1:{port}"

    async def is_on_air() -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            async with aiohttp.request("GET", f"{url}/hls/show/take/take/v.m3u8") as answer:
                return answer.status == 200 and b"EXT-X-PART:" in await answer.read()
        return False

    try:
        await eventually(is_on_air, seconds=20.0)
        yield url
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def audience(front: str, behind: str, viewers: int, seconds: float) -> tuple[float, list[float], int]:
    """Let viewers watch; returns requests a second at the origin, the delays of parts, and failures."""
    address = urlsplit(front)
    loop, watching = asyncio.get_running_loop(), list[HlsViewer]()
    for number in range(viewers):
        _, viewer = await loop.create_connection(
            lambda: HlsViewer(address.netloc), "localhost", address.port or 80
        )
        watching.append(viewer)
        if number % JOINS_A_SECOND == JOINS_A_SECOND - 1:
            await asyncio.sleep(1.0)
    await asyncio.sleep(SETTLE_SECONDS)
    before, began = await asked(behind), loop.time()
    for viewer in watching:
        viewer.delays.clear()
    await asyncio.sleep(seconds)
    a_second = (await asked(behind) - before) / (loop.time() - began)
    for viewer in watching:
        viewer.close()
    delays = [delay for viewer in watching for delay in viewer.delays]
    return a_second, delays, sum(viewer.failed for viewer in watching)


async def asked(url: str) -> int:
    """How often the origin was asked for anything of the show."""
    async with aiohttp.request("GET", f"{url}/asked") as answer:
        count: int = await answer.json()
        return count


async def flatness(few: int, many: int, seconds: float) -> dict[str, Any]:
    """What the origin is asked behind nginx, from a few viewers and from many."""
    figures: dict[str, Any] = {}
    rates: list[float] = []
    with tempfile.TemporaryDirectory(prefix="showfloor-front-") as folder:
        async with origin() as behind, http_in_front(Path(folder) / "nginx", behind) as front:
            for viewers in (few, many):
                rate, delays, failed = await audience(front, behind, viewers, seconds)
                rates.append(rate)
                figures |= {
                    f"origin_requests_per_s_{viewers}": round(rate, 2),
                    f"part_behind_ms_p50_{viewers}": round(at(delays, 0.5) * 1000),
                    f"part_behind_ms_p95_{viewers}": round(at(delays, 0.95) * 1000),
                    f"parts_per_viewer_s_{viewers}": round(len(delays) / viewers / seconds, 2),
                    f"failed_{viewers}": failed,
                }
                print(f"{viewers} viewers: {rate:.1f} requests/s at the origin")
    return figures | {"origin_requests_growth": round(rates[1] / rates[0], 2)}


async def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure what is asked for."""
    figures = await flatness(options.few, options.many, options.seconds)
    if not options.no_browser:
        figures |= await watched(options.watch, options.pins)
        figures |= await hls_fallback.measure(options.rounds)
    return figures


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--few", type=int, default=10)
    parser.add_argument("--many", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=15.0, help="of each audience")
    parser.add_argument("--watch", type=float, default=20.0, help="seconds in Chromium")
    parser.add_argument("--pins", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3, help="visits without UDP")
    parser.add_argument("--no-browser", action="store_true", help="only the audience behind nginx")
    options = parser.parse_args()
    figures = asyncio.run(run(options))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
