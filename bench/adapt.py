"""Narrows a viewer's path from 3 to 0.8 Mbit/s and widens it again: how the picture follows and freezes.

A publisher of three layers (2.2, 0.55 and 0.15 Mbit/s), the relay and a viewer that decodes, each in a
network namespace of its own; a token bucket with a queue of 300 ms is the bottleneck.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bench.rig.cable import Ends
from bench.rig.layered_source import LADDER
from bench.rig.networks import SERVER_ADDRESS, Star, star
from bench.rig.relay_process import RelayProcess
from bench.rig.remote_publisher import RemotePublisher
from bench.rig.remote_viewer import RemoteViewer

STREAM = "bench"
_WIDE_KBIT, _NARROW_KBIT = 3000, 800
_STEADY_SECONDS = 3.0
_PATIENCE_SECONDS = 30.0
_LEAST_FREEZE_SECONDS = 0.1


@asynccontextmanager
async def layered_show(network: Star) -> AsyncIterator[RelayProcess]:
    """Run a relay at the star's server, and a publisher of three layers behind the leg `seller`."""
    async with RelayProcess(Ends(far=SERVER_ADDRESS, prefix=network.at("server"))) as relay:
        publisher = await RemotePublisher.join(
            network.at("seller"), lambda offer: relay.publish(STREAM, offer)
        )
        try:
            await relay.wait_until_live(STREAM)
            yield relay
        finally:
            await publisher.close()


async def measure(
    narrow_seconds: float, *, steady_seconds: float = _STEADY_SECONDS, widen: bool = True
) -> dict[str, Any]:
    """Narrow, and widen if wanted; returns the figures."""
    tallest = max(size.height for size in LADDER)
    async with star("seller", "viewer") as network, layered_show(network) as relay:
        await network.limit("viewer", _WIDE_KBIT)
        sessions: list[str] = []

        async def ask(offer: str) -> str:
            session, answer = await relay.watch(STREAM, offer)
            sessions.append(session)
            return answer

        viewer = await RemoteViewer.join(network.at("viewer"), ask)
        began = time.monotonic()
        start_ms = await _until(viewer, relay, sessions[0], began, lambda height: height == tallest)
        await asyncio.sleep(steady_seconds)
        narrowed = time.monotonic()
        await network.limit("viewer", _NARROW_KBIT)
        down_ms = await _until(viewer, relay, sessions[0], narrowed, lambda height: height < tallest)
        await asyncio.sleep(max(0.0, narrowed + narrow_seconds - time.monotonic()))
        up_ms = 0.0
        if widen:
            widened = time.monotonic()
            await network.limit("viewer", _WIDE_KBIT)
            up_ms = await _until(viewer, relay, sessions[0], widened, lambda height: height == tallest)
        await asyncio.sleep(steady_seconds)
        received = await viewer.look()
        await viewer.close()
    freezes = viewer.freezes(narrowed, _LEAST_FREEZE_SECONDS)
    return {
        "down_ms": round(down_ms),
        "up_ms": round(up_ms),
        "worst_freeze_ms": round(1000 * max((gap for _, gap in freezes), default=0)),
        "freezes_over_200ms": sum(gap > 0.2 for _, gap in freezes),
        "freezes": freezes,
        "start_up_ms": round(start_ms),
        "heights": _heights(viewer),
        "received": received,
    }


async def _until(
    viewer: RemoteViewer, relay: RelayProcess, session: str, since: float, wanted: Callable[[int], bool]
) -> float:
    """Wait for a picture of a wanted height; returns how long after `since` it came (milliseconds)."""
    while time.monotonic() < since + _PATIENCE_SECONDS:
        await viewer.look()
        found = next((p for p in viewer.pictures if p.at > since and wanted(p.height)), None)
        if found is not None:
            return 1000 * (found.at - since)
        state = await relay.layers(session)
        print(f"{time.monotonic() - since:.1f} s: sent {state['sent']}, estimate {state['estimate_bps']}")
        await asyncio.sleep(0.25)
    return 1000 * _PATIENCE_SECONDS


def _heights(viewer: RemoteViewer) -> list[tuple[float, int]]:
    """The changes of height: when (seconds from the first picture) and to what."""
    found: list[tuple[float, int]] = []
    for picture in viewer.pictures:
        if not found or found[-1][1] != picture.height:
            found.append((round(picture.at - viewer.pictures[0].at, 2), picture.height))
    return found


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--narrow-seconds", type=float, default=12.0)
    options = parser.parse_args()
    figures = asyncio.run(measure(options.narrow_seconds))
    print(figures)
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
