"""A publisher's side, fed by hand: what it asks for and what it survives."""

import struct
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.answer import REPAIRED_STREAM_ID, RTP_STREAM_ID, TRANSPORT_CC
from media.clock import MediaClock
from media.codecs import Format
from media.counters import Counters
from media.dtls import Certificate
from media.fanout import FanOut, PacketBuilder
from media.incoming import IncomingTrack
from media.ledger import SendLedger
from media.peer import Peer
from media.publisher import Publisher
from media.ring import Ring
from media.rtcp import write_sender_report
from media.sendmmsg import Scratch
from media.track import Track

VP8 = Format("video", "VP8", 96, 97, 90000, 1, "", ("nack", "nack pli", "goog-remb"))
OPUS = Format("audio", "OPUS", 111, None, 48000, 2, "", ())
KEYFRAME = b"\x10\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"


class Desk:
    """A publisher without a network, at a time of our choosing."""

    def __init__(
        self, certificate: Certificate, extensions: dict[str, int] | None = None, layers: tuple[str, ...] = ()
    ) -> None:
        self.time = 100.0
        self.clock = MediaClock(lambda: 1_700_000_000_000, lambda: self.time)
        self.counters = Counters()
        self.sent: list[bytes] = []
        peer = Peer(certificate, role="server", fingerprints=[], write=lambda *_: None, now=self.time)
        peer.send_rtcp = self.sent.append  # type: ignore[assignment,method-assign]
        builder = PacketBuilder(Scratch(-1), SendLedger(time.monotonic))
        self.tracks = [
            Track(f, FanOut(builder, 2), Ring(max_seconds=10, max_octets=1 << 20), self.counters)
            for f in (*[VP8] * (len(layers) or 1), OPUS)
        ]
        rids = (*(layers or [None]), None)
        self.publisher = Publisher(
            peer,
            [IncomingTrack(t.format, t, rid) for t, rid in zip(self.tracks, rids, strict=True)],
            clock=self.clock,
            counters=self.counters,
            extensions=extensions or {},
            max_bitrate_bps=6_000_000,
        )

    def rtp(self, sequence: int, payload: bytes, *, kind: int = 96, time: int = 0, ssrc: int = 7) -> None:
        self.publisher.receive_rtp(
            struct.pack("!BBHII", 0x80, kind, sequence, time, ssrc) + payload, self.time
        )

    def kinds(self) -> list[tuple[int, int]]:
        """Packet type and format of all RTCP sent so far."""
        found = []
        for compound in self.sent:
            at = 0
            while at < len(compound):
                first, kind, words = struct.unpack_from("!BBH", compound, at)
                found.append((kind, first & 31))
                at += 4 + 4 * words
        self.sent.clear()
        return found


@pytest.fixture
def make(certificate: Certificate) -> Callable[..., Desk]:
    return lambda **options: Desk(certificate, **options)


def test_a_keyframe_is_asked_for_once_a_second_however_many_want_it(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.rtp(1, KEYFRAME)
    for _ in range(500):
        desk.publisher.request_keyframe(desk.tracks[0])
    assert desk.kinds().count((206, 1)) == 1
    desk.time += 1.0
    desk.publisher.tick(desk.time)
    assert desk.kinds().count((206, 1)) == 1, "what was asked for meanwhile is asked for once more"
    desk.time += 5.0
    desk.publisher.tick(desk.time)
    assert desk.kinds().count((206, 1)) == 0


def test_video_without_a_beginning_is_noticed(make: Callable[..., Desk]) -> None:
    desk = make()
    assert not desk.publisher.tracks[0].lacks_keyframe(desk.time)
    desk.rtp(1, b"\x10\x11")
    assert not desk.publisher.tracks[0].lacks_keyframe(desk.time)
    assert desk.publisher.tracks[0].lacks_keyframe(desk.time + 0.5)
    desk.rtp(2, KEYFRAME)
    assert not desk.publisher.tracks[0].lacks_keyframe(desk.time + 0.5)
    assert desk.publisher.is_flowing


def test_a_camera_that_stays_dark_does_not_keep_the_sound_off_the_air(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.rtp(1, b"opus", kind=111, ssrc=8)
    assert not desk.publisher.is_flowing, "video usually comes a moment later"
    desk.time += 3.5
    desk.rtp(2, b"opus", kind=111, ssrc=8)
    assert desk.publisher.is_flowing


def test_reports_name_both_tracks_and_the_bandwidth(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.rtp(1, KEYFRAME)
    desk.rtp(1, b"opus", kind=111, ssrc=8)
    desk.publisher.tick(desk.time)
    assert desk.kinds() == [(201, 2), (202, 1), (207, 0), (206, 15)]


def test_arrivals_are_fed_back_where_that_was_agreed(make: Callable[..., Desk]) -> None:
    desk = make(extensions={TRANSPORT_CC: 3})
    extended = bytes.fromhex("bede0001") + b"\x31\x00\x05\x00"
    packet = struct.pack("!BBHII", 0x90, 96, 1, 0, 7) + extended + KEYFRAME
    desk.publisher.receive_rtp(packet, desk.time)
    desk.publisher.tick(desk.time)
    assert (205, 15) in desk.kinds()


def test_a_retransmission_fills_the_gap_it_is_for(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.rtp(1, KEYFRAME)
    desk.rtp(3, b"\x10\x11")
    assert (205, 1) in desk.kinds()
    desk.rtp(9, struct.pack("!H", 2) + b"\x00\x22", kind=97, ssrc=9)
    desk.rtp(10, b"\x00\x00", kind=97, ssrc=9)  # padding that probes
    ring = desk.tracks[0].ring
    assert ring.keyframe is not None
    assert not ring.has_hole_since(ring.keyframe)
    desk.time += 0.2
    desk.publisher.tick(desk.time)
    assert (205, 1) not in desk.kinds()


def test_health_says_what_arrives(make: Callable[..., Desk]) -> None:
    desk = make()
    for frame in range(30):
        desk.rtp(frame, KEYFRAME if frame % 15 == 0 else b"\x10\x11" + bytes(98), time=frame * 3000)
        desk.time += 1 / 30
    desk.publisher.tick(desk.time)
    health = desk.publisher.tracks[0].health(desk.time)
    assert (health.codec, health.width, health.height) == ("VP8", 640, 360)
    assert health.keyframe_interval_ms == 500
    assert health.fps == pytest.approx(30, abs=0.5)
    assert health.loss_ratio == 0


def test_a_sender_report_tells_when_things_were_captured(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.rtp(1, KEYFRAME, time=5000)
    desk.publisher.receive_rtcp(write_sender_report(7, 1000 << 32, 5000 + 90000, 0, 0), desk.time)
    line = desk.tracks[0].capture
    assert line is not None
    assert line.moment == pytest.approx(desk.time)
    assert line.stream_time == 90000


def test_a_stray_source_is_left_out_until_the_first_is_silent(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.rtp(1, KEYFRAME)
    desk.rtp(500, KEYFRAME, ssrc=8)
    assert len(desk.tracks[0].ring) == 1
    desk.time += 1.0
    desk.rtp(501, b"\x10\x11", ssrc=8)
    assert len(desk.tracks[0].ring) == 1, "a new source begins with a keyframe"
    desk.rtp(502, KEYFRAME, ssrc=8)
    assert len(desk.tracks[0].ring) == 2


@given(
    packets=st.lists(
        st.tuples(
            st.sampled_from([96, 97, 111, 50]),
            st.integers(0, 0xFFFF),
            st.binary(max_size=40),
            st.integers(7, 9),
        ),
        max_size=60,
    ),
    noise=st.lists(st.binary(max_size=60), max_size=20),
)
def test_whatever_an_authenticated_publisher_sends_is_survived(
    certificate: Certificate, packets: list[tuple[int, int, bytes, int]], noise: list[bytes]
) -> None:
    desk = Desk(certificate, extensions={TRANSPORT_CC: 3})
    for kind, sequence, payload, ssrc in packets:
        desk.rtp(sequence, payload, kind=kind, time=sequence * 7919, ssrc=ssrc)
        desk.time += 0.01
        desk.publisher.tick(desk.time)
    for data in noise:
        desk.publisher.receive_rtp(data, desk.time)
        desk.publisher.receive_rtcp(data, desk.time)
    for track in desk.tracks:
        track.flush()


LAYERED = {RTP_STREAM_ID: 10, REPAIRED_STREAM_ID: 11}


def introduced(sequence: int, name: str, number: int, payload: bytes, *, kind: int, ssrc: int) -> bytes:
    """A packet that says to which layer it belongs."""
    value = bytes([number << 4 | len(name) - 1]) + name.encode()
    value += bytes(-len(value) % 4)
    extended = struct.pack("!HH", 0xBEDE, len(value) // 4) + value
    return struct.pack("!BBHII", 0x90, kind, sequence, 0, ssrc) + extended + payload


def test_layers_are_told_apart_by_their_rid_and_then_by_their_source(make: Callable[..., Desk]) -> None:
    desk = make(extensions=LAYERED, layers=("f", "q"))
    best, least, _ = desk.tracks
    desk.rtp(9, KEYFRAME, ssrc=21)
    assert not desk.publisher.is_flowing, "nobody knows what this belongs to"
    for rid, ssrc in (("f", 20), ("q", 21)):
        packet = introduced(10, rid, 10, KEYFRAME, kind=96, ssrc=ssrc)
        desk.publisher.receive_rtp(packet, desk.time)
    desk.rtp(11, b"\x10\x11", ssrc=20)
    desk.rtp(11, b"\x10\x11", ssrc=21)
    desk.rtp(12, b"\x10\x11", ssrc=21)
    assert (len(best.ring), len(least.ring)) == (2, 3)


def test_a_retransmission_is_told_by_the_layer_that_it_repairs(make: Callable[..., Desk]) -> None:
    desk = make(extensions=LAYERED, layers=("f", "q"))
    for rid, ssrc in (("f", 20), ("q", 21)):
        packet = introduced(10, rid, 10, KEYFRAME, kind=96, ssrc=ssrc)
        desk.publisher.receive_rtp(packet, desk.time)
    desk.rtp(12, b"\x10\x11", ssrc=21)
    again = struct.pack("!H", 11) + b"\x00\x11"
    desk.publisher.receive_rtp(introduced(1, "q", 11, again, kind=97, ssrc=31), desk.time)
    assert [len(track.ring) for track in desk.tracks] == [1, 3, 0]
    desk.rtp(2, struct.pack("!H", 13) + b"\x00\x11", kind=97, ssrc=31)
    assert len(desk.tracks[1].ring) == 4, "its source is known by now"


def test_keyframes_are_asked_for_layer_by_layer(make: Callable[..., Desk]) -> None:
    desk = make(extensions=LAYERED, layers=("f", "q"))
    for rid, ssrc in (("f", 20), ("q", 21)):
        packet = introduced(10, rid, 10, KEYFRAME, kind=96, ssrc=ssrc)
        desk.publisher.receive_rtp(packet, desk.time)
    for _ in range(50):
        desk.publisher.request_keyframe(desk.tracks[0])
        desk.publisher.request_keyframe(desk.tracks[1])
    asked = [compound[8:12] for compound in desk.sent if compound[:2] == b"\x81\xce"]
    assert asked == [(20).to_bytes(4, "big"), (21).to_bytes(4, "big")]
