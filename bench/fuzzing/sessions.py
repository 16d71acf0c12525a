"""Targets with a memory: all that a publisher and a viewer who have logged in can send us."""

import asyncio
import math
from collections.abc import Sequence
from pathlib import Path

from bench.fuzzing.target import Attack, Target, join, split
from media.clock import MediaClock
from media.codecs import Format
from media.counters import Counters
from media.dtls import Certificate
from media.fanout import FanOut, PacketBuilder
from media.negotiation import Negotiator
from media.pacer import Pacer
from media.ring import Ring
from media.rtcp import (
    ReportBlock,
    write_nack,
    write_pli,
    write_receiver_report,
    write_sender_report,
)
from media.rtp import is_rtcp, write_rtp
from media.sdp import Offer, parse_offer
from media.sendmmsg import Scratch
from media.session import Session
from media.settings import MediaSettings
from media.stream import Stream
from media.track import Track
from media.transport import MediaTransport

_OFFERS = Path(__file__).parents[2] / "tests/media/offers"
_STEP_SECONDS = 0.02
_RING_BYTES = 1 << 18
_KEYFRAME = b"\x90\x80\x80\x01\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"
_LATER = b"\x90\x80\x80\x02\x11\x02\x00"


class Scene:
    """A stream with one publisher and one viewer, no network, and a time of its own."""

    def __init__(self, certificate: Certificate, *, sending: Offer, watching: Offer) -> None:
        self._time = 100.0
        clock = MediaClock(lambda: 1_700_000_000_000, lambda: self._time)
        counters = Counters()
        transport = MediaTransport(counters, lambda: None)
        builder = PacketBuilder(Scratch(-1), transport.ledger)
        settings = MediaSettings(public_addresses=("192.0.2.1",))

        def new_track(agreed: Format) -> Track:
            ring = Ring(max_seconds=10, max_octets=_RING_BYTES)
            return Track(agreed, FanOut(builder, 2), ring, counters)

        self.stream = Stream(
            "show", new_track=new_track, clock=clock, now_ms=lambda: 1_700_000_000_000, tell=lambda _: None
        )
        negotiator = Negotiator(
            settings,
            certificate=certificate,
            transport=transport,
            replays=Pacer(clock.now),
            attempts=Pacer(clock.now),
            clock=clock,
            counters=counters,
        )
        self.publisher = self._join(negotiator.publisher(sending, self.stream)[0])
        self.viewer = self._join(negotiator.viewer(watching, self.stream)[0])

    def hear(self, session: Session, datagrams: Sequence[bytes]) -> None:
        """Let a session receive what was decrypted, and let time pass."""
        for datagram in datagrams:
            self._time += _STEP_SECONDS
            if is_rtcp(datagram):
                session.role.receive_rtcp(datagram, self._time)
            else:
                session.role.receive_rtp(datagram, self._time)
            self.stream.flush(math.inf, 0.0)
            self.stream.tick(self._time, 3.0)
        self.stream.health()

    def _join(self, session: Session) -> Session:
        session.register()
        session.connected = True
        session.begin([])
        return session


class _Sessions:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._certificate = Certificate.generateCertificate()
        self._sending = parse_offer((_OFFERS / "wrtc_whip_offer.sdp").read_text())
        self._watching = parse_offer((_OFFERS / "chromium_whep_recv_offer.sdp").read_text())

    def publisher(self, data: bytes) -> None:
        """Take the input for a publisher's packets."""
        self._loop.run_until_complete(self._publisher(split(data)))

    def viewer(self, data: bytes) -> None:
        """Take the input for a viewer's feedback."""
        self._loop.run_until_complete(self._viewer(split(data)))

    async def _publisher(self, datagrams: Sequence[bytes]) -> None:
        scene = self._scene()
        scene.hear(scene.publisher, datagrams)
        for track in scene.stream.tracks.values():
            if track.ring.octets > _RING_BYTES + 65_536:
                raise AssertionError(f"a ring grew to {track.ring.octets} bytes")

    async def _viewer(self, datagrams: Sequence[bytes]) -> None:
        scene = self._scene()
        scene.hear(scene.publisher, _whole_pictures())
        scene.hear(scene.viewer, datagrams)

    def _scene(self) -> Scene:
        return Scene(self._certificate, sending=self._sending, watching=self._watching)


def _rtp(sequence: int, time: int, payload: bytes) -> bytes:
    return write_rtp(payload_type=96, marker=True, sequence=sequence, timestamp=time, ssrc=7, payload=payload)


def _whole_pictures() -> list[bytes]:
    return [_rtp(1, 0, _KEYFRAME), *(_rtp(2 + n, 3000 * n, _LATER) for n in range(8))]


def _publishing() -> Attack:
    sent, report = _whole_pictures(), write_sender_report(7, 1 << 62, 3000, 1, 1)
    return Attack(_Sessions().publisher, [join([*sent, report]), join(sent[:1])])


def _viewing() -> Attack:
    block = ReportBlock(7, 3, 3, 9, 0, 1, 1)
    feedback = [write_receiver_report(1, [block]), write_nack(1, 7, [1, 2, 3]), write_pli(1, 7)]
    return Attack(_Sessions().viewer, [join(feedback)])


SESSION_TARGETS = (
    Target("publisher", _publishing, share=1),
    Target("viewer", _viewing, share=1),
)
