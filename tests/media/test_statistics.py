"""Each publisher and viewer is counted by itself, and all of them agree with what went over the wire."""

import asyncio
import os
import socket
import struct
from collections import Counter
from collections.abc import Iterator

import pytest

from bench.rig.light_peer import LightPeer
from media import MediaTotals
from media.statistics import Phase, StreamStatistics
from tests.media.conftest import Received, Stage, eventually, read_into

KEYFRAME = b"\x10\x00" + bytes(98)
LATER = b"\x10\x01" + bytes(698)
VIEWERS = 5
PACKETS = 400
AGREES = 0.01
_ALL_PROTOCOLS = 0x0003
_OUTGOING = 4
_UDP = 17


async def send(peer: LightPeer, numbers: range) -> None:
    for number in numbers:
        payload = KEYFRAME if number == 0 else LATER
        peer.send_rtp(sequence=number, timestamp=number * 3000, payload=payload, marker=True)
        await asyncio.sleep(0.001)  # a wake-up of the relay for each, as cameras send


async def test_packets_repeats_and_reports_are_counted_for_each(stage: Stage) -> None:
    assert stage.service.statistics("show") == StreamStatistics()
    camera = await stage.publisher()
    await send(camera, range(2))
    await stage.live()
    first, second = await stage.viewer(), await stage.viewer()
    received = Received()
    await send(camera, range(2, 20))
    await eventually(lambda: len(read_into(received, first).media(first.remote_ssrc)) >= 20)
    last = received.media(first.remote_ssrc)[-1][0]
    first.ask_again([last, last - 1])
    first.report(last)
    await eventually(lambda: _asked(stage.service.statistics("show")) == [0, 1])
    counted = stage.service.statistics("show")
    assert counted.publisher is not None
    (sent,) = counted.publisher.tracks
    assert (sent.codec, sent.ssrc, sent.packets, sent.lost) == ("VP8", camera.ssrc, 20, 0)
    assert sent.octets == len(KEYFRAME) + 19 * len(LATER)
    mine = next(v for v in counted.viewers if v.tracks[0].ssrc == first.remote_ssrc)
    other = next(v for v in counted.viewers if v.tracks[0].ssrc == second.remote_ssrc)
    assert (mine.connected, mine.tracks[0].phase, mine.tracks[0].retransmitted) == (True, Phase.LIVE, 2)
    assert (other.nacks_received, other.tracks[0].retransmitted) == (0, 0)
    assert mine.tracks[0].packets >= 20


def _asked(counted: StreamStatistics) -> list[int]:
    return sorted(viewer.nacks_received for viewer in counted.viewers)


def captured(capture: socket.socket, port: int) -> Iterator[tuple[str, int]]:
    """Read what the kernel saw: which way each datagram of the port went, and its payload's size."""
    while True:
        try:
            packet, (_, _, kind, _, _) = capture.recvfrom(65536)
        except BlockingIOError:
            return
        head = 4 * (packet[0] & 15)
        if kind == _OUTGOING or packet[0] >> 4 != 4 or packet[9] != _UDP:
            continue  # loopback shows each packet twice, on its way out and in
        source, target, size = struct.unpack_from("!HHH", packet, head)
        if port in {source, target}:
            yield ("in" if target == port else "out"), size - 8


@pytest.mark.skipif(os.geteuid() != 0, reason="a packet capture needs root")
async def test_metrics_agree_with_a_packet_capture_to_one_percent(stage: Stage) -> None:
    camera = await stage.publisher()
    await send(camera, range(2))
    await stage.live()
    viewers = [await stage.viewer() for _ in range(VIEWERS)]
    seen: Counter[str] = Counter()
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS)) as capture:
        capture.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        capture.bind(("lo", _ALL_PROTOCOLS))
        capture.setblocking(False)  # noqa: FBT003  the standard library's signature

        def look() -> None:
            for way, size in captured(capture, stage.service.udp_port):
                seen[f"packets_{way}"] += 1
                seen[f"bytes_{way}"] += size

        before = stage.service.totals()
        for at in range(2, PACKETS, 20):
            await send(camera, range(at, at + 20))
            viewers[0].ask_again([1, 2, 3])
            look()
            for viewer in viewers:
                viewer.read()
        await asyncio.sleep(0.1)
        look()
        after = stage.service.totals()
    for name in ("packets_in", "packets_out", "bytes_in", "bytes_out"):
        assert _grown(before, after, name) == pytest.approx(seen[name], rel=AGREES), name
    assert seen["packets_out"] > PACKETS * VIEWERS * 0.9


def _grown(before: MediaTotals, after: MediaTotals, name: str) -> int:
    return int(getattr(after, name) - getattr(before, name))
