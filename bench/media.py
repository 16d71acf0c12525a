"""Measures the CPU time of a whole media process for each forwarded packet, with real SRTP sessions.

Several shows (330 packets/s of 1,100 bytes each, a keyframe every 2 s) with 100 viewers each; a tenth of them
read and ask for 1 % of the packets again, all send receiver reports. Counted is everything the process does
meanwhile: receiving, decryption, history, encryption, sending, reports, retransmissions, timers.

The figure is taken near capacity, where it matters: a relay with one show sleeps most of the time and pays
for cold caches at every wake-up. What that costs is printed beside it, as us_per_packet_one_show.
"""

import argparse
import asyncio
import json
import math
import os
import random
from typing import Any

from bench.rig.cable import Cable
from bench.rig.fanout_floor import unread_sockets
from bench.rig.light_peer import LightPeer
from bench.rig.relay_process import RelayProcess
from media.dtls import Certificate
from media.sendmmsg import ROWS

_PACKETS_PER_SECOND = 330
_PAYLOAD_BYTES = 1100
_PACKETS_PER_FRAME = 11
_KEYFRAME_SECONDS = 2.0
_NACK_RATIO = 0.01
_WARM_UP_SECONDS = 3.0
_VIEWERS_OF_A_SHOW = 100
_SHOWS = 4


class Source:
    """Makes VP8-looking packets; only their heads are real."""

    def __init__(self, peer: LightPeer) -> None:
        self.peer = peer
        self._sequence = 0
        self._frame = 0
        self._tail = random.Random(1).randbytes(_PAYLOAD_BYTES)  # noqa: S311  a repeatable load

    def send(self, count: int) -> None:
        """Send the next packets at once."""
        frames_a_second = _PACKETS_PER_SECOND // _PACKETS_PER_FRAME
        for _ in range(count):
            place = self._sequence % _PACKETS_PER_FRAME
            is_key = self._frame % round(_KEYFRAME_SECONDS * frames_a_second) == 0
            picture = (0x8000 | self._frame & 0x7FFF).to_bytes(2, "big")
            head = bytes([0x90 if place == 0 else 0x80, 0x80]) + picture + bytes([0x10 if is_key else 0x11])
            self.peer.send_rtp(
                sequence=self._sequence,
                timestamp=self._frame * 90000 // frames_a_second,
                payload=head + self._tail[len(head) :],
                marker=place == _PACKETS_PER_FRAME - 1,
            )
            self._sequence += 1
            self._frame += place == _PACKETS_PER_FRAME - 1

    async def run(self, seconds: float, burst: int) -> None:
        """Send at the bench's rate, `burst` packets at a time."""
        loop = asyncio.get_running_loop()
        start, sent = loop.time(), 0
        while (elapsed := loop.time() - start) < seconds:
            while sent < elapsed * _PACKETS_PER_SECOND:
                self.send(burst)
                sent += burst
                if burst == 1:
                    break
            await asyncio.sleep(max(0.0, start + sent / _PACKETS_PER_SECOND - loop.time()))


class Audience:
    """The viewers' side: reports from all, NACKs from those who read."""

    def __init__(self, viewers: list[LightPeer]) -> None:
        self._viewers = viewers
        self._readers = viewers[: max(1, len(viewers) // 10)]
        self._random = random.Random(2)  # noqa: S311  a repeatable load

    async def run(self) -> None:
        """Behave as viewers do, until cancelled."""
        while True:
            for index, viewer in enumerate(self._viewers):
                viewer.report(0)
                if index % 10 == 0:
                    await asyncio.sleep(1 / (len(self._viewers) / 10 + 1))
                    self._complain()

    def _complain(self) -> None:
        for reader in self._readers:
            seen = [int.from_bytes(p[2:4], "big") for p in reader.read() if p[8:12] == _ssrc(reader)]
            missing = [sequence for sequence in seen if self._random.random() < _NACK_RATIO]
            if missing:
                reader.ask_again(missing)


def _ssrc(peer: LightPeer) -> bytes:
    return peer.remote_ssrc.to_bytes(4, "big")


async def measure(viewers: int, shows: int, seconds: float) -> dict[str, Any]:
    """Run single packets of one show and of all, then bursts of ten; returns the figures."""
    certificate = Certificate.generateCertificate()
    async with Cable() as ends, RelayProcess(ends) as relay:
        hall = Hall(relay, certificate)
        opened = await asyncio.gather(*(hall.open_show(f"show-{n}", viewers) for n in range(shows)))
        sources = [source for source, _ in opened]
        audience = [viewer for _, watching in opened for viewer in watching]
        behaving = asyncio.create_task(Audience(audience).run())
        await asyncio.gather(*(source.run(_WARM_UP_SECONDS, 1) for source in sources))
        windows = [
            await _window(relay, sources[:1], seconds, burst=1),
            await _window(relay, sources, seconds, burst=1),
            await _window(relay, sources, seconds, burst=10),
        ]
        behaving.cancel()
        await asyncio.gather(behaving, return_exceptions=True)
        with unread_sockets(ends.near, min(viewers, ROWS)) as sinks:
            floors = await relay.floors(sinks)
        for peer in (*(source.peer for source in sources), *audience):
            await peer.close()
    one_show, single, bursts = windows
    return {
        "us_per_packet": single["us"],
        "us_per_packet_gso": bursts["us"],
        "us_per_packet_one_show": one_show["us"],
        "us_kernel": floors["kernel"],
        "us_kernel_gso": floors["kernel_gso"],
        "us_floor": floors["floor"],
        "us_own": round(single["us"] - floors["kernel"], 3),
        "path": ends.name,
        "viewers": viewers * shows,
        "shows": shows,
        "profile": "SRTP_AEAD_AES_128_GCM",
        "packets": single["packets"],
        "dropped": sum(window["dropped"] for window in windows),
        "retransmitted": sum(window["retransmitted"] for window in windows),
    }


class Hall:
    """Brings shows and their audience to a relay."""

    def __init__(self, relay: RelayProcess, certificate: Certificate) -> None:
        self._relay = relay
        self._certificate = certificate

    async def open_show(self, stream: str, viewers: int) -> tuple[Source, list[LightPeer]]:
        """Put a show on air and let its viewers in; a tenth of them has the room to read."""
        publisher = LightPeer(self._certificate, sends=True)
        await publisher.connect(await self._relay.publish(stream, publisher.offer()))
        source = Source(publisher)
        source.send(_PACKETS_PER_FRAME)
        await self._relay.wait_until_live(stream)
        # Joins are as in a real show, with replays; the measurement begins when those are over.
        playing = asyncio.create_task(source.run(math.inf, 1))
        readers = max(1, viewers // 10)
        audience = [await self._join(stream, reads=n < readers) for n in range(viewers)]
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        return source, audience

    async def _join(self, stream: str, *, reads: bool) -> LightPeer:
        buffer = 1 << 20 if reads else 4096
        viewer = LightPeer(self._certificate, sends=False, receive_buffer=buffer)
        await viewer.connect(await self._relay.view(stream, viewer.offer()))
        return viewer


async def _window(
    relay: RelayProcess, sources: list[Source], seconds: float, *, burst: int
) -> dict[str, Any]:
    before = await relay.usage()
    await asyncio.gather(*(source.run(seconds, burst) for source in sources))
    after = await relay.usage()
    packets = after["packets_out"] - before["packets_out"]
    result = {key: after[key] - before[key] for key in ("dropped", "retransmitted")}
    result |= {"packets": packets, "us": round((after["cpu_s"] - before["cpu_s"]) / packets * 1e6, 3)}
    print(
        f"{len(sources)} shows, bursts of {burst}: {packets} packets, {result['us']} us of CPU each, {result}"
    )
    return result


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
