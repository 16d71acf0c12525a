"""Measures a rush: 300 viewers join within five seconds, while others already watch.

Light clients do ICE, DTLS and SRTP, and take arrivals from the kernel's own stamps: the freezes of those who
are there hold none of the bench's own delays. Joins do: both ends of 300 handshakes share the machine.
"""

import argparse
import asyncio
import json
import statistics
import time
from typing import Any

from bench.rig.light_peer import LightPeer
from bench.rig.picture_source import FRAMES_PER_SECOND, PictureSource, encode
from bench.rig.relay_process import RelayProcess
from media.dtls import Certificate
from media.transport import arrival_of

_STREAM = "bench"
_RUSH_SECONDS = 5.0
_FREEZE_SECONDS = 0.2
_SETTLE_SECONDS = 3.0
_PATIENCE_SECONDS = 20.0
_LOOK_SECONDS = 0.05


class Watcher:
    """A viewer whose packets' arrivals are noted, unopened: RTP headers are in clear."""

    def __init__(self, peer: LightPeer) -> None:
        self.peer = peer
        self.join_ms = 0.0
        self.first = time.time() if peer.has_early_media else None
        self.longest_gap = 0.0
        self.freezes = 0
        self._last: float | None = None

    def look(self) -> None:
        """Take in what the socket holds."""
        while True:
            try:
                datagram, ancillary, _, _ = self.peer.socket.recvmsg(2048, 64)
            except BlockingIOError:
                return
            if 127 < datagram[0] < 192 and not 192 <= datagram[1] <= 223:
                self._note(arrival_of(ancillary))

    def _note(self, arrival: float) -> None:
        if self.first is None:
            self.first = arrival
        elif self._last is not None and arrival - self._last > self.longest_gap:
            self.longest_gap = arrival - self._last
        if self._last is not None and arrival - self._last > _FREEZE_SECONDS:
            self.freezes += 1
        self._last = arrival


async def measure(joins: int, already: int) -> dict[str, Any]:
    """Let the rush come; returns the figures."""
    certificate = Certificate.generateCertificate()
    async with RelayProcess() as relay:
        publisher = LightPeer(certificate, sends=True)
        await publisher.connect(await relay.publish(_STREAM, publisher.offer()))
        gop = 2 * FRAMES_PER_SECOND
        sending = asyncio.create_task(PictureSource(publisher, encode(gop, gop)).run())
        await relay.wait_until_live(_STREAM)
        there = [await _join(relay, certificate) for _ in range(already)]
        await asyncio.sleep(_SETTLE_SECONDS)
        for watcher in there:
            watcher.look()
            watcher.freezes, watcher.longest_gap = 0, 0.0
        looking = asyncio.create_task(_keep_looking(there))
        before = await relay.usage()
        begun = time.monotonic()
        tasks = []
        for number in range(joins):
            await asyncio.sleep(max(0.0, begun + number * _RUSH_SECONDS / joins - time.monotonic()))
            tasks.append(asyncio.create_task(_join_and_see(relay, certificate)))
        came = await asyncio.gather(*tasks, return_exceptions=True)
        rush_s = time.monotonic() - begun
        await asyncio.sleep(1.0)
        after = await relay.usage()
        for task in (looking, sending):
            task.cancel()
        await asyncio.gather(looking, sending, return_exceptions=True)
        everybody = [*there, *(c for c in came if isinstance(c, Watcher))]
        await asyncio.gather(publisher.close(), *(watcher.peer.close() for watcher in everybody))
    times = sorted(c.join_ms for c in came if isinstance(c, Watcher))
    failures = [repr(c) for c in came if isinstance(c, BaseException)]
    print(f"{len(times)} joined in {rush_s:.1f} s, {len(failures)} did not: {sorted(set(failures))}")
    return {
        "join_ms_p50": round(statistics.median(times), 1),
        "join_ms_p95": round(times[int(0.95 * (len(times) - 1))], 1),
        "join_ms_max": round(times[-1], 1),
        "joins": len(times),
        "failed": len(failures),
        "freezes": sum(watcher.freezes for watcher in there),
        "longest_gap_ms": round(1000 * max(watcher.longest_gap for watcher in there), 1),
        "already_there": already,
        "relay_cpu_s": round(after["cpu_s"] - before["cpu_s"], 2),
    }


async def _join(relay: RelayProcess, certificate: Certificate) -> Watcher:
    viewer = LightPeer(certificate, sends=False, receive_buffer=1 << 21)
    await viewer.connect(await relay.view(_STREAM, viewer.offer()))
    return Watcher(viewer)


async def _join_and_see(relay: RelayProcess, certificate: Certificate) -> Watcher:
    """Join and wait for the picture's first packet, timed from the offer on."""
    begun = time.time()
    watcher = await _join(relay, certificate)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while watcher.first is None:
            await asyncio.sleep(_LOOK_SECONDS)
            watcher.look()
    watcher.join_ms = 1000 * (watcher.first - begun)
    return watcher


async def _keep_looking(watchers: list[Watcher]) -> None:
    while True:
        for watcher in watchers:
            watcher.look()
        await asyncio.sleep(_LOOK_SECONDS)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--joins", type=int, default=300)
    parser.add_argument("--already", type=int, default=20, help="viewers who watch when the rush comes")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.joins, options.already))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
