"""Packets lost on one leg, then on the other, in network namespaces: repeats keep the picture going."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bench.adapt import STREAM, layered_show
from bench.rig.networks import star, why_not
from bench.rig.remote_viewer import RemoteViewer

LOSS = 0.05
FRAMES = 60
PATIENCE_SECONDS = 40.0
# A frame that no repeat makes whole holds up all that follow, until a keyframe is asked for and has come.
MOST_KEYFRAMES_ASKED_FOR = 2

Received = dict[str, float]


async def watched(viewer: RemoteViewer, enough: Callable[[Received], Awaitable[bool]]) -> Received:
    """Watch until that is enough; returns what came meanwhile."""
    before, grown = await viewer.look(), Received(frames_decoded=0)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while grown["frames_decoded"] < FRAMES or not await enough(grown):
            await asyncio.sleep(0.2)
            grown = {name: value - before[name] for name, value in (await viewer.look()).items()}
    return grown


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
@pytest.mark.timeout(120)
async def test_what_is_lost_on_either_leg_comes_again_and_the_picture_goes_on() -> None:
    async with star("seller", "viewer") as network, layered_show(network) as relay:
        viewer = await RemoteViewer.join(network.at("viewer"), lambda offer: relay.view(STREAM, offer))

        async def lost(received: Received) -> bool:
            return received["nacks"] > 0 and bool((await relay.usage())["retransmitted"])

        async def seller_lost(_received: Received) -> bool:
            return bool((await relay.usage())["nacks_sent"])

        await network.lose("viewer", LOSS)
        by_viewer = await watched(viewer, lost)
        await network.mend("viewer")
        await network.lose("seller", LOSS)
        by_seller = await watched(viewer, seller_lost)
        await viewer.close()
    assert by_viewer["keyframe_requests"] <= MOST_KEYFRAMES_ASKED_FOR
    assert by_seller["keyframe_requests"] <= MOST_KEYFRAMES_ASKED_FOR
