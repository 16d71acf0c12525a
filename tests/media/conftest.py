"""A running media service, and ends that talk to it over loopback."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from bench.rig.light_peer import LightPeer
from media import MediaEvent, MediaService, MediaSettings
from media.dtls import Certificate
from media.hls import WriterNews
from media.rtp import RtpHeader, parse_rtp

_PATIENCE_SECONDS = 10.0


async def eventually(condition: Callable[[], bool]) -> None:
    """Let the loop turn until something has happened; fails after ten seconds."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110  sockets have no events for what is awaited
            await asyncio.sleep(0.002)


@dataclass
class Received:
    """What a light viewer got, in the order of its arrival."""

    headers: list[RtpHeader] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)

    def media(self, ssrc: int) -> list[tuple[int, int, bytes]]:
        """Sequence, time and payload of one source, padding left out."""
        pairs = zip(self.headers, self.payloads, strict=True)
        return [(h.sequence, h.timestamp, p) for h, p in pairs if h.ssrc == ssrc and p]


@dataclass
class Stage:
    """A service with its news and helpers to join it."""

    service: MediaService
    certificate: Certificate
    events: list[MediaEvent] = field(default_factory=list)
    peers: list[LightPeer] = field(default_factory=list)
    written: list[WriterNews] = field(default_factory=list)

    async def publisher(self, stream_id: str = "show", codec: str = "VP8") -> LightPeer:
        """Connect a publisher."""
        peer = LightPeer(self.certificate, sends=True, codec=codec)
        self.peers.append(peer)
        answer = await self.service.add_publisher(stream_id, peer.offer())
        peer.session_id = answer.session_id
        await peer.connect(answer.sdp)
        await eventually(lambda: self.service.totals().joins_in_flight == 0)
        return peer

    async def viewer(self, stream_id: str = "show") -> LightPeer:
        """Connect a viewer."""
        peer = LightPeer(self.certificate, sends=False, receive_buffer=1 << 20)
        self.peers.append(peer)
        answer = await self.service.add_viewer(stream_id, peer.offer())
        peer.session_id = answer.session_id
        await peer.connect(answer.sdp)
        await eventually(lambda: self.service.totals().joins_in_flight == 0)
        return peer

    async def live(self, stream_id: str = "show") -> None:
        """Wait until a stream is on air."""
        await eventually(lambda: (h := self.service.health(stream_id)) is not None and h.state == "live")


def read_into(received: Received, peer: LightPeer) -> Received:
    """Add what has arrived at a viewer."""
    for data in peer.read():
        header = parse_rtp(data)
        assert header is not None
        received.headers.append(header)
        received.payloads.append(data[header.start : header.end])
    return received


@contextlib.asynccontextmanager
async def running(settings: MediaSettings, certificate: Certificate) -> AsyncIterator[Stage]:
    """Run a service with these settings."""
    events: list[MediaEvent] = []

    async def note(event: MediaEvent) -> None:
        events.append(event)

    written: list[WriterNews] = []
    service = MediaService(
        settings, publish=note, now_ms=lambda: time.time_ns() // 1_000_000, written=written.append
    )
    await service.start()
    stage = Stage(service, certificate, events, written=written)
    try:
        yield stage
    finally:
        await service.close()
        for peer in stage.peers:
            await peer.close()


@pytest.fixture(scope="session")
def certificate() -> Certificate:
    return Certificate.generateCertificate()


@pytest.fixture
async def stage(certificate: Certificate) -> AsyncIterator[Stage]:
    async with running(MediaSettings(udp_host="127.0.0.1"), certificate) as opened:
        yield opened
