"""The part of the benchmark `media` that lets Debian's Janus do the same work."""

import asyncio
import os
import shutil
from dataclasses import dataclass

from bench.rig.cable import Ends
from bench.rig.janus import Janus
from bench.rig.light_peer import LightPeer
from bench.rig.show_load import PACKETS_PER_FRAME, WARM_UP_SECONDS, Audience, Source, measure_window
from media.dtls import Certificate


@dataclass(frozen=True, slots=True)
class Load:
    """What Janus gets to do.

    Attributes:
        viewers: Of each show.
        seconds: Length of a window.
    """

    certificate: Certificate
    viewers: int
    shows: int
    seconds: float


def is_installed() -> bool:
    """Whether there is a Janus to compare with."""
    return shutil.which("janus") is not None


async def measure_janus(ends: Ends, load: Load) -> float:
    """Measure its modes; returns the microseconds of CPU time a packet of the best."""
    costs: list[float] = []
    for event_loops in (1, os.cpu_count() or 1, 0):
        print(f"Janus, {event_loops or 'no'} event loops:")
        costs.append(await _measure_mode(ends, load, event_loops))
    return min(costs)


async def _measure_mode(ends: Ends, load: Load, event_loops: int) -> float:
    async with Janus(ends, load.shows, event_loops) as janus:
        senders = [janus.sender(show) for show in range(load.shows)]
        sources = [Source(sender) for sender in senders]
        viewers: list[LightPeer] = []
        for show, source in enumerate(sources):
            source.send(PACKETS_PER_FRAME)
            for number in range(load.viewers):
                buffer = 1 << 20 if number < max(1, load.viewers // 10) else 4096
                viewer = LightPeer(load.certificate, sends=False, receive_buffer=buffer)
                viewers.append(viewer)
                await janus.view(show, viewer)
        behaving = asyncio.create_task(Audience(viewers).run())
        await asyncio.gather(*(source.run(WARM_UP_SECONDS, 1) for source in sources))
        window = await measure_window(janus.usage, sources, load.seconds, burst=1)
        behaving.cancel()
        await asyncio.gather(behaving, return_exceptions=True)
        for sender in senders:
            sender.close()
        for viewer in viewers:
            await viewer.close()
    return float(window["us"])
