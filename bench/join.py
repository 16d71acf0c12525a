"""Measures how soon a newcomer sees the show: joins at random moments of a 2 s GOP, no keyframes on request.

Viewers are libwebrtc and really decode. The clock runs from the moment the viewer has our answer to its first
decoded picture, and to the first that had been sent less than 120 ms before (`live`). The exchange of offer
and answer before that is HTTP's business.
"""

import argparse
import asyncio
import json
import random
import statistics
import time
from typing import Any

from bench.rig.decoding_viewer import DecodingViewer
from bench.rig.light_peer import LightPeer
from bench.rig.picture_source import FRAMES_PER_SECOND, PictureSource, encode
from bench.rig.relay_process import RelayProcess
from media.dtls import Certificate

_STREAM = "bench"
_GOP_FRAMES = 2 * FRAMES_PER_SECOND
_LIVE_AGE = 0.12
_LIVE_PATIENCE_SECONDS = 10.0
_BLOCK_ROW = 0.4  # where the bright block runs
_SETTLE_SECONDS = 2.5  # a whole GOP, so that the period of keyframes is known


async def measure(joins: int) -> dict[str, Any]:
    """Join one after another; returns the figures."""
    frames = encode(2 * _GOP_FRAMES, _GOP_FRAMES)
    phases = random.Random(3)  # noqa: S311  a repeatable choice of moments
    async with RelayProcess() as relay:
        publisher = LightPeer(Certificate.generateCertificate(), sends=True)
        await publisher.connect(await relay.publish(_STREAM, publisher.offer()))
        source = PictureSource(publisher, frames)
        sending = asyncio.create_task(source.run())
        await relay.wait_until_live(_STREAM)
        await asyncio.sleep(_SETTLE_SECONDS)
        before = await relay.usage()
        first_ms: list[float] = []
        live_ms: list[float] = []
        for number in range(joins):
            await asyncio.sleep(phases.uniform(0.05, 0.45))
            first, live = await _join(relay, source, number)
            first_ms.append(first)
            live_ms.append(live)
        after = await relay.usage()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await publisher.close()
    first_ms.sort()
    return {
        "first_frame_ms_p50": round(statistics.median(first_ms), 1),
        "first_frame_ms_p95": round(first_ms[int(0.95 * (len(first_ms) - 1))], 1),
        "first_frame_ms_max": round(first_ms[-1], 1),
        "live_ms_p50": round(statistics.median(live_ms)),
        "live_ms_p95": round(sorted(live_ms)[int(0.95 * (len(live_ms) - 1))]),
        "joins": joins,
        "pli_caused": after["plis_up"] - before["plis_up"],
        "replays": after["replays"] - before["replays"],
    }


async def _join(relay: RelayProcess, source: PictureSource, number: int) -> tuple[float, float]:
    """Join and leave; returns when the first picture came, and when the first came that was live (ms)."""
    viewer = DecodingViewer()
    begun = 0.0

    async def ask(offer: str) -> str:
        nonlocal begun
        answer = await relay.view(_STREAM, offer)
        begun = time.monotonic()
        return answer

    try:
        phase = source.sent % _GOP_FRAMES
        first = 1000 * await viewer.join(ask)
        async with asyncio.timeout(_LIVE_PATIENCE_SECONDS):
            while (
                age := source.age(await viewer.next_row(_BLOCK_ROW), time.monotonic())
            ) is None or age > _LIVE_AGE:
                pass
        live = 1000 * (time.monotonic() - begun)
    finally:
        viewer.close()
    print(f"join {number + 1}: {phase} frames after a keyframe, first {first:.0f} ms, live {live:.0f} ms")
    return first, live


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--joins", type=int, default=50)
    options = parser.parse_args()
    figures = asyncio.run(measure(options.joins))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
