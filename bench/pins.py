"""Measures how near to its frame a pin appears: the real server, a filmed clock, and two Chromiums."""

import argparse
import asyncio
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from tests.journeys.shop import Shop
from tests.journeys.test_pins import measure

ALLOWED_MS = 50


async def run(pins: int) -> dict[str, Any]:
    """Start a shop, pin, and sum up; positive skews are late."""
    with tempfile.TemporaryDirectory(prefix="showfloor-pins-") as folder:
        shop = await Shop.start(Path(folder) / "shop")
        try:
            skews = [appeared.skew_ms for appeared in await measure(shop, pins)]
        finally:
            await shop.kill()
    print("skews in ms:", *skews)
    distances = sorted(abs(skew) for skew in skews)
    return {
        "skew_ms_p50": round(statistics.median(skews), 1),
        "skew_ms_abs_p95": distances[int(0.95 * (len(distances) - 1))],
        "skew_ms_abs_max": distances[-1],
        "within_50_ms": round(sum(d <= ALLOWED_MS for d in distances) / len(distances), 3),
        "pins": pins,
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--pins", type=int, default=20)
    options = parser.parse_args()
    figures = asyncio.run(run(options.pins))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
