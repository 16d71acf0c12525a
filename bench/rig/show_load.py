"""The load of the benchmark `media`: what shows send, and how their viewers behave."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from bench.rig.light_peer import LightPeer

PACKETS_PER_FRAME = 11
"""Packets of a frame; a source sends 30 frames of 1,100-byte packets each second."""
WARM_UP_SECONDS = 3.0
_PACKETS_PER_SECOND = 330
_PAYLOAD_BYTES = 1100
_KEYFRAME_SECONDS = 2.0
_NACK_RATIO = 0.01
_TURNS, _TURN_SECONDS = 10, 0.01
_TURNS_A_REPORT = 10


class Sender(Protocol):
    """What a source sends by."""

    def send_rtp(self, *, sequence: int, timestamp: int, payload: bytes, marker: bool) -> None:
        """Send one packet."""


class Source:
    """Makes VP8-looking packets; only their heads are real."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._sequence = 0
        self._frame = 0
        self._tail = random.Random(1).randbytes(_PAYLOAD_BYTES)  # noqa: S311  a repeatable load

    def send(self, count: int) -> None:
        """Send the next packets at once."""
        frames_a_second = _PACKETS_PER_SECOND // PACKETS_PER_FRAME
        for _ in range(count):
            place = self._sequence % PACKETS_PER_FRAME
            is_key = self._frame % round(_KEYFRAME_SECONDS * frames_a_second) == 0
            picture = (0x8000 | self._frame & 0x7FFF).to_bytes(2, "big")
            head = bytes([0x90 if place == 0 else 0x80, 0x80]) + picture + bytes([0x10 if is_key else 0x11])
            self._sender.send_rtp(
                sequence=self._sequence,
                timestamp=self._frame * 90000 // frames_a_second,
                payload=head + self._tail[len(head) :],
                marker=place == PACKETS_PER_FRAME - 1,
            )
            self._sequence += 1
            self._frame += place == PACKETS_PER_FRAME - 1

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
    """The viewers' side, as browsers are: reports and arrivals from all, NACKs from those who read."""

    def __init__(self, viewers: list[LightPeer]) -> None:
        self._viewers = viewers
        self._readers = set(viewers[: max(1, len(viewers) // 10)])
        self._random = random.Random(2)  # noqa: S311  a repeatable load

    async def run(self) -> None:
        """Behave as viewers do, until cancelled: reports once a second, arrivals every 100 ms (libwebrtc)."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for turn in itertools.count():
            for index, viewer in enumerate(self._viewers[turn % _TURNS :: _TURNS]):
                if viewer in self._readers:
                    self._complain(viewer)
                else:
                    viewer.skim()
                viewer.report_arrivals()
                if (index + turn // _TURNS) % _TURNS_A_REPORT == 0:
                    viewer.report(0)
            await asyncio.sleep(max(0.0, begun + (turn + 1) * _TURN_SECONDS - loop.time()))

    def _complain(self, reader: LightPeer) -> None:
        seen = [int.from_bytes(p[2:4], "big") for p in reader.read() if p[8:12] == _ssrc(reader)]
        missing = [sequence for sequence in seen if self._random.random() < _NACK_RATIO]
        if missing:
            reader.ask_again(missing)


def _ssrc(peer: LightPeer) -> bytes:
    return peer.remote_ssrc.to_bytes(4, "big")


async def measure_window(
    usage: Callable[[], Awaitable[Mapping[str, Any]]],
    sources: Sequence[Source],
    seconds: float,
    *,
    burst: int,
) -> dict[str, Any]:
    """Let shows send for a while; returns what that took, with `us` of CPU time a packet out."""
    before = await usage()
    await asyncio.gather(*(source.run(seconds, burst) for source in sources))
    after = await usage()
    used = {key: after[key] - before[key] for key in ("packets_out", "dropped", "retransmitted")}
    packets = used.pop("packets_out")
    result = used | {"packets": packets, "us": round((after["cpu_s"] - before["cpu_s"]) / packets * 1e6, 3)}
    print(f"{len(sources)} shows, bursts of {burst}: {result['us']} us of CPU a packet, {result}")
    return result
