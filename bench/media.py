"""Measures the CPU time of a whole media process for each forwarded packet, with real SRTP sessions.

Several shows (330 packets/s of 1,100 bytes each, a keyframe every 2 s) with 100 viewers each; a tenth of them
read and ask for 1 % of the packets again, all send receiver reports. Counted is everything the process does
meanwhile: receiving, decryption, history, encryption, sending, reports, retransmissions, timers.

Then Debian's Janus forwards the same shows to as many viewers, in the best of its modes; it gets its packets
as plain RTP and need not decrypt them. `ratio` is our cost by its.

The figure is taken near capacity, where it matters: a relay with one show sleeps most of the time and pays
for cold caches at every wake-up. What that costs is printed beside it, as us_per_packet_one_show.
"""

import argparse
import asyncio
import json
import math
import os
from typing import Any

from bench.media_janus import Load, is_installed, measure_janus
from bench.rig.cable import Cable, Ends
from bench.rig.fanout_floor import unread_sockets
from bench.rig.light_peer import LightPeer
from bench.rig.relay_process import RelayProcess
from bench.rig.show_load import PACKETS_PER_FRAME, WARM_UP_SECONDS, Audience, Source, measure_window
from media.dtls import Certificate
from media.sendmmsg import ROWS

_VIEWERS_OF_A_SHOW = 100
_SHOWS = 4


async def measure(viewers: int, shows: int, seconds: float) -> dict[str, Any]:
    """Run single packets of one show and of all, then bursts of ten; then Janus; returns the figures."""
    certificate = Certificate.generateCertificate()
    async with Cable() as ends:
        ours = await _measure_relay(ends, certificate, viewers, shows, seconds)
        load = Load(certificate, viewers, shows, seconds)
        theirs = await measure_janus(ends, load) if is_installed() else None
    return {
        **ours,
        "janus_us_per_packet": theirs,
        "ratio": round(ours["us_per_packet"] / theirs, 3) if theirs else None,
        "path": ends.name,
        "viewers": viewers * shows,
        "shows": shows,
        "profile": "SRTP_AEAD_AES_128_GCM",
    }


async def _measure_relay(
    ends: Ends, certificate: Certificate, viewers: int, shows: int, seconds: float
) -> dict[str, Any]:
    async with RelayProcess(ends) as relay:
        hall = Hall(relay, certificate)
        opened = await asyncio.gather(*(hall.open_show(f"show-{n}", viewers) for n in range(shows)))
        sources = [source for source, _ in opened]
        audience = [viewer for _, watching in opened for viewer in watching]
        behaving = asyncio.create_task(Audience(audience).run())
        await asyncio.gather(*(source.run(WARM_UP_SECONDS, 1) for source in sources))
        windows = [
            await measure_window(relay.usage, sources[:1], seconds, burst=1),
            await measure_window(relay.usage, sources, seconds, burst=1),
            await measure_window(relay.usage, sources, seconds, burst=10),
        ]
        behaving.cancel()
        await asyncio.gather(behaving, return_exceptions=True)
        with unread_sockets(ends.near, min(viewers, ROWS)) as sinks:
            floors = await relay.floors(sinks)
        await hall.close()
    one_show, single, bursts = windows
    return {
        "us_per_packet": single["us"],
        "us_per_packet_gso": bursts["us"],
        "us_per_packet_one_show": one_show["us"],
        "us_kernel": floors["kernel"],
        "us_kernel_gso": floors["kernel_gso"],
        "us_floor": floors["floor"],
        "us_own": round(single["us"] - floors["kernel"], 3),
        "packets": single["packets"],
        "dropped": sum(window["dropped"] for window in windows),
        "retransmitted": sum(window["retransmitted"] for window in windows),
    }


class Hall:
    """Brings shows and their audience to a relay."""

    def __init__(self, relay: RelayProcess, certificate: Certificate) -> None:
        self._relay = relay
        self._certificate = certificate
        self._peers: list[LightPeer] = []

    async def open_show(self, stream: str, viewers: int) -> tuple[Source, list[LightPeer]]:
        """Put a show on air and let its viewers in; a tenth of them has the room to read."""
        publisher = LightPeer(self._certificate, sends=True)
        self._peers.append(publisher)
        await publisher.connect(await self._relay.publish(stream, publisher.offer()))
        source = Source(publisher)
        source.send(PACKETS_PER_FRAME)
        await self._relay.wait_until_live(stream)
        # Joins are as in a real show, with replays; the measurement begins when those are over.
        playing = asyncio.create_task(source.run(math.inf, 1))
        readers = max(1, viewers // 10)
        audience = [await self._join(stream, reads=n < readers) for n in range(viewers)]
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        return source, audience

    async def close(self) -> None:
        """Let everybody go."""
        for peer in self._peers:
            await peer.close()

    async def _join(self, stream: str, *, reads: bool) -> LightPeer:
        buffer = 1 << 20 if reads else 4096
        viewer = LightPeer(self._certificate, sends=False, receive_buffer=buffer)
        self._peers.append(viewer)
        await viewer.connect(await self._relay.view(stream, viewer.offer()))
        return viewer


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--viewers", type=int, default=_VIEWERS_OF_A_SHOW, help="viewers of each show")
    parser.add_argument("--shows", type=int, default=_SHOWS)
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each of the three windows")
    options = parser.parse_args()
    if os.geteuid() == 0:
        # What else runs here would count as cold caches. Children inherit it.
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    figures = asyncio.run(measure(options.viewers, options.shows, options.seconds))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
