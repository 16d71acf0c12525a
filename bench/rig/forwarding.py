"""How long the relay takes to forward: from a publisher's system call to the kernel's stamp at a viewer."""

import asyncio
import contextlib
import time

from bench.rig.light_peer import LightPeer
from bench.rig.relay_process import RelayProcess
from bench.rig.show_load import PACKETS_PER_FRAME, Source
from media.dtls import Certificate
from media.transport import arrival_of

_STREAM = "bench"
_WARM_UP_SECONDS, _SECONDS = 2.0, 4.0


class _TimedSender:
    """Notes when each packet was handed to the kernel, by wall clock."""

    def __init__(self, peer: LightPeer) -> None:
        self._peer = peer
        self.sent: dict[int, float] = {}

    def send_rtp(self, *, sequence: int, timestamp: int, payload: bytes, marker: bool) -> None:
        self.sent[sequence] = time.time()
        self._peer.send_rtp(sequence=sequence, timestamp=timestamp, payload=payload, marker=marker)


async def forwarding_ms() -> list[float]:
    """Send 330 packets a second to one viewer for a while; milliseconds of each, encryption on both sides."""
    certificate = Certificate.generateCertificate()
    async with RelayProcess() as relay:
        publisher = LightPeer(certificate, sends=True)
        await publisher.connect(await relay.publish(_STREAM, publisher.offer()))
        sender = _TimedSender(publisher)
        source = Source(sender)
        source.send(PACKETS_PER_FRAME)
        await relay.wait_until_live(_STREAM)
        viewer = LightPeer(certificate, sends=False, receive_buffer=1 << 21)
        await viewer.connect(await relay.view(_STREAM, viewer.offer()))
        await source.run(_WARM_UP_SECONDS, 1)
        await asyncio.sleep(0.2)
        _arrivals(viewer)
        first = max(sender.sent) + 1
        await source.run(_SECONDS, 1)
        await asyncio.sleep(0.2)
        arrivals = _arrivals(viewer)
        await viewer.close()
        await publisher.close()
    # The viewer's numbers are the publisher's, moved: the last that came is the last that was sent.
    shift = max(arrivals) - max(sender.sent)
    sent = {number: at for number, at in sender.sent.items() if number >= first}
    came = [number for number in sent if number + shift in arrivals]
    return [1000 * (arrivals[number + shift] - sent[number]) for number in came]


def _arrivals(viewer: LightPeer) -> dict[int, float]:
    """Sequence numbers of the media that waits in the socket, and when the kernel took it."""
    ssrc = viewer.remote_ssrc.to_bytes(4, "big")
    found: dict[int, float] = {}
    with contextlib.suppress(BlockingIOError):
        while True:
            datagram, ancillary, _, _ = viewer.socket.recvmsg(2048, 64)
            if 127 < datagram[0] < 192 and datagram[8:12] == ssrc:
                found[int.from_bytes(datagram[2:4], "big")] = arrival_of(ancillary)
    return found
