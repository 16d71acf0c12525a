"""Changes of layer for one viewer: nothing goes back, nothing is left out, nothing is lost for good."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from media.answer import OutgoingSource
from media.capture import CaptureLine
from media.clock import MediaClock
from media.codecs import Format
from media.counters import Counters
from media.dtls import Certificate
from media.fanout import FanOut, Lane, PacketBuilder, Sent
from media.h264 import has_parameter_sets
from media.ledger import SendLedger
from media.outgoing import OutgoingTrack
from media.pacer import Pacer
from media.peer import Peer
from media.ring import Ring
from media.rtcp import write_nack
from media.rtp import Packet, parse_rtp
from media.sendmmsg import Scratch
from media.statistics import Phase
from media.track import Track
from media.viewer import Viewer
from media.vpx import renumber, vp8_numbers
from tests.media.test_outgoing import HOME, endpoint

VP8 = Format("video", "VP8", 96, 97, 90000, 1, "", ("nack", "nack pli"))
H264 = Format("video", "H264", 96, 97, 90000, 1, "", ("nack", "nack pli"))
SPS, PPS = bytes.fromhex("6742c01f"), bytes.fromhex("68ce3c80")


@dataclass
class Seen:
    """One packet as the viewer got it."""

    sequence: int
    timestamp: int
    payload: bytes


class SpyingFan(FanOut):
    """Writes what the lanes would have got."""

    def __init__(self, seen: list[Seen]) -> None:
        super().__init__(PacketBuilder(Scratch(-1), SendLedger(time.monotonic)), 2)
        self.lanes: list[Lane] = []
        self.seen = seen

    def add(self, lane: Lane) -> None:
        self.lanes.append(lane)

    def remove(self, lane: Lane) -> None:
        self.lanes.remove(lane)

    def send(self, packets: list[Packet]) -> Sent:  # type: ignore[override]
        for packet in packets:
            for lane in self.lanes:
                if packet.position < lane.first_position:
                    continue
                payload = packet.payload
                if packet.numbers is not None:
                    payload = renumber(payload, packet.numbers, lane.pictures)
                sequence = (packet.position + lane.sequence_shift) & 0xFFFF
                self.seen.append(Seen(sequence, packet.timestamp + lane.timestamp_shift, payload))
        return Sent(0, 0, 0)


@dataclass
class Layer:
    """An encoder of one layer; its numbers start anywhere."""

    track: Track
    sequence: int
    time: int
    picture: int
    frames: int = 0
    later: list[tuple[int, int, bytes]] = field(default_factory=list)

    def shoot(self, now: float, *, key: bool = False, lose: bool = False) -> None:
        """Send a frame of two packets; the second may be kept back."""
        for part in range(2):
            begins, inter = 0x10 if part == 0 else 0, 0 if key else 1
            if self.track.format.name == "VP8":
                number = (self.picture & 0x7FFF | 0x8000).to_bytes(2, "big")
                tl0 = self.picture & 0xFF
                payload = bytes([0x80 | begins, 0xC0]) + number + bytes([tl0, inter, self.frames & 0xFF])
            else:
                payload = bytes([0x65 if key else 0x41, 0x80 if part == 0 else 0, self.frames & 0xFF])
            if lose and part == 1:
                self.later.append((self.sequence, self.time, payload))
            else:
                self.track.write(self.sequence, self.time, payload, now, marker=part == 1)
            self.sequence += 1
        self.picture += 1
        self.frames += 1
        self.time += 3000
        self.track.flush()

    def recover(self, now: float) -> None:
        """Send what was kept back, as after a NACK."""
        for sequence, stamp, payload in self.later:
            self.track.write(sequence, stamp, payload, now, marker=True)
        self.track.flush()


class Desk:
    """Two layers of a picture and one viewer, at a time of our choosing."""

    def __init__(self, certificate: Certificate, agreed: Format = VP8) -> None:
        self.now = 100.0
        self.clock = MediaClock(lambda: 1_700_000_000_000, lambda: self.now)
        self.seen: list[Seen] = []
        self.repeated: list[bytes] = []
        self.wanted: list[Track] = []
        counters = Counters()
        tracks = [
            Track(agreed, SpyingFan(self.seen), Ring(max_seconds=20, max_octets=1 << 22), counters)
            for _ in range(2)
        ]
        self.high = Layer(tracks[0], 500, 1_000_000, 0x7FF0)
        self.low = Layer(tracks[1], 60_000, 77, 9)
        peer = Peer(certificate, role="server", fingerprints=[], write=lambda *_: None, now=self.now)
        peer.path.accept(HOME, nominated=True)
        peer.endpoint = endpoint()
        peer.send_rtp = self._take  # type: ignore[assignment,method-assign]
        self.pacer = Pacer(self.clock.now)
        self.outgoing = OutgoingTrack(
            tracks[0],
            peer,
            agreed,
            OutgoingSource(ssrc=10, rtx_ssrc=11, cname="c"),
            clock=self.clock,
            pacer=self.pacer,
            counters=counters,
            pace=5.0,
            want_keyframe=self.wanted.append,
        )
        self.viewer = Viewer(peer, [self.outgoing], "c", self.clock, counters)

    def shoot(self, frames: int, *, high_key: bool = False, low_key: bool = False) -> None:
        """Let both encoders send at 30 frames a second; only the first can be a keyframe."""
        for number in range(frames):
            self.low.shoot(self.now, key=low_key and number == 0)
            self.high.shoot(self.now, key=high_key and number == 0)
            self.now += 1 / 30

    def start(self) -> None:
        """Begin to watch the high layer, live from its keyframe."""
        self.outgoing.start()
        self.shoot(3, high_key=True, low_key=True)
        assert self.outgoing.phase.name == "LIVE"

    def assert_decodable(self) -> None:
        """Sequence numbers have no gap, times and picture numbers never go back."""
        media = [seen for seen in self.seen if len(seen.payload) > 1]
        first = self.seen[0].sequence
        assert [s.sequence for s in self.seen] == [(first + n) & 0xFFFF for n in range(len(self.seen))]
        times = list(dict.fromkeys(s.timestamp for s in media))
        assert times == sorted(times)
        found = [vp8_numbers(s.payload) for s in media]
        numbers = list(dict.fromkeys((n.picture, n.tl0) for n in found if n))
        for one, two in itertools.pairwise(numbers):
            assert (two[0] - one[0]) & 0x7FFF == 1
            assert (two[1] - one[1]) & 0xFF == 1

    def _take(self, data: bytes) -> bool:
        header = parse_rtp(data)
        assert header is not None
        if header.ssrc == 10:
            self.seen.append(Seen(header.sequence, header.timestamp, data[header.start : header.end]))
        else:
            self.repeated.append(data[header.start : header.end])
        return True


@pytest.fixture
async def make(certificate: Certificate) -> Callable[..., Desk]:
    asyncio.get_running_loop()
    return lambda **options: Desk(certificate, **options)


async def test_the_old_layer_goes_on_until_the_new_ones_keyframe(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.start()
    desk.outgoing.switch(desk.low.track)
    assert desk.wanted[-1] is desk.low.track
    desk.shoot(4)
    assert desk.outgoing.track is desk.high.track
    desk.shoot(4, low_key=True)
    assert desk.outgoing.track is desk.low.track
    desk.outgoing.switch(desk.high.track)
    desk.shoot(4, high_key=True)
    assert desk.outgoing.track is desk.high.track
    desk.assert_decodable()


async def test_a_hundred_changes_leave_no_trace_in_the_numbers(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.start()
    for turn in range(100):
        desk.outgoing.switch((desk.low if turn % 2 == 0 else desk.high).track)
        desk.shoot(3, high_key=turn % 2 == 1, low_key=turn % 2 == 0)
    desk.assert_decodable()
    frames = len({seen.timestamp for seen in desk.seen})
    elapsed = (desk.seen[-1].timestamp - desk.seen[0].timestamp) / 90000
    assert elapsed == pytest.approx(303 / 30, abs=0.2), "no time is gained or lost"
    assert frames >= 300


async def test_times_follow_the_senders_reports(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.start()
    told = desk.outgoing.capture_timestamp
    # The high layer's encoder is 80 ms slower: what was taken at one moment arrives later.
    desk.high.track.capture = CaptureLine(desk.now - 0.08, 9000)
    desk.low.track.capture = CaptureLine(desk.now, 9000)
    before = told(100.0)
    assert before is not None
    for layer in (desk.low, desk.high, desk.low):
        desk.outgoing.switch(layer.track)
        desk.shoot(1, low_key=layer is desk.low, high_key=layer is desk.high)
        ahead = (told(100.0) or 0) - before
        # What was taken before the last frame that the viewer saw must still come after it.
        assert ahead == (0 if layer is desk.low else 0.08 * 90000 + 1)
    assert told(100.0) == before, "what a change cost is given back by the next"


async def test_what_was_lost_before_the_change_is_sent_again_after_it(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.start()
    lost = desk.seen[-1]
    desk.outgoing.switch(desk.low.track)
    desk.shoot(3, low_key=True)
    kept = desk.seen[-1]
    desk.viewer.receive_rtcp(write_nack(1, 10, [lost.sequence, kept.sequence]), desk.now)
    assert [again[:2] for again in desk.repeated] == [
        seen.sequence.to_bytes(2, "big") for seen in (lost, kept)
    ]
    assert [again[2:] for again in desk.repeated] == [lost.payload, kept.payload]


async def test_what_comes_late_is_not_for_those_who_came_after_it(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.start()
    desk.low.shoot(desk.now, lose=True)
    desk.outgoing.switch(desk.low.track)
    desk.shoot(1, low_key=True)
    before = len(desk.seen)
    desk.low.recover(desk.now)
    assert len(desk.seen) == before, "its number stands for a packet of the other layer"


async def test_parameter_sets_go_before_a_keyframe_that_lacks_them(make: Callable[..., Desk]) -> None:
    desk = make(agreed=H264)
    desk.start()
    sets = b"".join(len(unit).to_bytes(2, "big") + unit for unit in (SPS, PPS))
    desk.low.track.write(desk.low.sequence, desk.low.time, b"\x78" + sets, desk.now, marker=True)
    desk.low.sequence += 1
    desk.low.time += 3000
    desk.outgoing.switch(desk.low.track)
    desk.shoot(2, low_key=True)
    at = next(n for n, seen in enumerate(desk.seen) if seen.payload[:1] == b"\x65" and n > 6)
    inserted = desk.seen[at - 1]
    assert has_parameter_sets(inserted.payload)
    assert inserted.timestamp == desk.seen[at].timestamp
    desk.viewer.receive_rtcp(write_nack(1, 10, [inserted.sequence]), desk.now)
    assert desk.repeated[-1][2:] == inserted.payload
    first = desk.seen[0].sequence
    assert [s.sequence for s in desk.seen] == [(first + n) & 0xFFFF for n in range(len(desk.seen))]


async def test_who_has_no_picture_yet_starts_from_the_other_layers_cache(make: Callable[..., Desk]) -> None:
    desk = make()
    for number in range(3):
        desk.low.shoot(desk.now, key=number == 0)
        desk.now += 1 / 30
    desk.outgoing.start()
    assert desk.outgoing.phase is Phase.WAITING
    desk.outgoing.switch(desk.low.track)
    assert desk.outgoing.phase.name in {"REPLAYING", "LIVE"}
    assert desk.outgoing.track is desk.low.track
    assert not desk.high.track.waiting
    desk.pacer.close()
