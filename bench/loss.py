"""Loses 5 % of the packets on one viewer's leg, then on the seller's, both ways, and counts the freezes.

A publisher of three layers, the relay and two viewers that decode, each in a network namespace of its own;
packets are dropped at random (iptables statistic). A freeze is a gap between pictures that is longer than
three usual ones, and than a usual one and 150 ms (W3C webrtc-stats); the ratio is the time so lost.
"""

import argparse
import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Iterable, Sequence
from typing import Any

from bench.adapt import STREAM, layered_show
from bench.rig.layered_source import LADDER
from bench.rig.networks import star
from bench.rig.relay_process import RelayProcess
from bench.rig.remote_viewer import RemoteViewer

_LOSS = 0.05
_SETTLE_SECONDS = 8.0
_MEND_SECONDS = 3.0
_LOOK_SECONDS = 1.0


async def measure(seconds: float) -> dict[str, Any]:
    """Watch in peace, then with loss on one viewer's leg, then on the seller's; returns the figures."""
    figures: dict[str, Any] = {}
    async with star("seller", "one", "other") as network, layered_show(network) as relay:
        one = await RemoteViewer.join(network.at("one"), lambda offer: relay.view(STREAM, offer))
        other = await RemoteViewer.join(network.at("other"), lambda offer: relay.view(STREAM, offer))
        viewers = {"one": one, "other": other}
        await _watch(viewers.values(), _SETTLE_SECONDS)
        peace = await _phase(viewers, relay, seconds)
        await network.lose("one", _LOSS)
        viewer_leg = await _phase(viewers, relay, seconds)
        await network.mend("one")
        await _watch(viewers.values(), _MEND_SECONDS)
        await network.lose("seller", _LOSS)
        seller_leg = await _phase(viewers, relay, seconds)
        for viewer in viewers.values():
            await viewer.close()
    for name, found in (("no_loss", peace), ("viewer_leg", viewer_leg), ("seller_leg", seller_leg)):
        print(name, found)
    figures["seller_leg_freeze_ratio"] = max(each["freeze_ratio"] for each in seller_leg.values())
    figures["viewer_leg_freeze_ratio"] = viewer_leg["one"]["freeze_ratio"]
    figures["others_freeze_ratio"] = viewer_leg["other"]["freeze_ratio"]
    figures["no_loss_freeze_ratio"] = max(each["freeze_ratio"] for each in peace.values())
    figures["viewer_leg_lost"] = viewer_leg["one"]["lost"]
    figures["others_lost"] = viewer_leg["other"]["lost"]
    figures["seconds_each"] = seconds
    figures["best_layer_share"] = viewer_leg["one"]["best_layer_share"]
    return figures


async def _phase(
    viewers: dict[str, RemoteViewer], relay: RelayProcess, seconds: float
) -> dict[str, dict[str, Any]]:
    began, before = time.monotonic(), {name: await each.look() for name, each in viewers.items()}
    repeated = (await relay.usage())["retransmitted"]
    await _watch(viewers.values(), seconds)
    after = {name: await each.look() for name, each in viewers.items()}
    repeated = (await relay.usage())["retransmitted"] - repeated
    found: dict[str, dict[str, Any]] = {}
    for name, viewer in viewers.items():
        pictures = [picture for picture in viewer.pictures if picture.at >= began]
        best = sum(picture.height == LADDER[-1].height for picture in pictures)
        found[name] = {
            "freeze_ratio": round(freeze_ratio([picture.at for picture in pictures]), 4),
            "lost": round(after[name]["packets_lost"] - before[name]["packets_lost"]),
            "keyframe_requests": round(after[name]["keyframe_requests"] - before[name]["keyframe_requests"]),
            "best_layer_share": round(best / max(1, len(pictures)), 2),
            "repeated": repeated,
        }
    return found


async def _watch(viewers: Iterable[RemoteViewer], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await asyncio.sleep(min(_LOOK_SECONDS, max(0.0, end - time.monotonic())))
        for viewer in viewers:
            await viewer.look()


def freeze_ratio(times: Sequence[float]) -> float:
    """The part of the time that a picture stood still, from when each was shown (seconds)."""
    if len(times) < 3:
        return 1.0
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    usual = statistics.fmean(gaps)
    frozen = sum(gap - usual for gap in gaps if gap > max(3 * usual, usual + 0.15))
    return frozen / (times[-1] - times[0])


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each phase")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.seconds))
    print(figures)
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
