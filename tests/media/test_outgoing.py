"""One track to one viewer, at a time of our choosing: starts, keyframe requests, reports, moves."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence

import pytest
from aiortc import rtp as other
from pylibsrtp import Policy, Session

from media.answer import OutgoingSource
from media.capture import CaptureLine
from media.clock import MediaClock
from media.codecs import Format
from media.counters import Counters
from media.dtls import Certificate
from media.fanout import FanOut, Lane, PacketBuilder, Sent
from media.ice import Address
from media.ledger import SendLedger
from media.outgoing import OutgoingTrack
from media.pacer import Pacer
from media.peer import Peer
from media.ring import Ring
from media.rtcp import ReportBlock, write_nack, write_pli, write_receiver_report
from media.rtp import Packet, parse_rtp
from media.sendmmsg import Scratch
from media.srtp import SrtpEndpoint
from media.statistics import Phase
from media.track import Track
from media.viewer import Viewer

VP8 = Format("video", "VP8", 96, 97, 90000, 1, "", ("nack", "nack pli"))
PLAIN = Format("video", "VP8", 96, None, 90000, 1, "", ())
HOME, AWAY = ("192.0.2.1", 1000), ("192.0.2.2", 2000)


class RecordingFan(FanOut):
    """Notes what would have been sent to whom."""

    def __init__(self) -> None:
        super().__init__(PacketBuilder(Scratch(-1), SendLedger(time.monotonic)), 2)
        self.lanes: list[Lane] = []
        self.log: list[tuple[int, int]] = []

    def add(self, lane: Lane) -> None:
        lane.packets_before, lane.octets_before = self.packets, self.octets
        self.lanes.append(lane)

    def remove(self, lane: Lane) -> None:
        self.lanes.remove(lane)

    def redirect(self, lane: Lane, address: Address) -> None:
        lane.address = address

    def send(self, packets: Sequence[Packet]) -> Sent:
        for packet in packets:
            self.packets += 1
            self.octets += len(packet.payload)
            self.log += [
                ((packet.position + lane.sequence_shift) & 0xFFFF, packet.payload[2]) for lane in self.lanes
            ]
        return Sent(len(packets) * len(self.lanes), 0, 0)


def endpoint() -> SrtpEndpoint:
    policy = Policy(
        os.urandom(28), Policy.SSRC_ANY_OUTBOUND, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM
    )
    return SrtpEndpoint(Session(policy), Session(policy), tag_bytes=16)


class Desk:
    """A stream's video track and one viewer of it."""

    def __init__(self, certificate: Certificate, agreed: Format = VP8) -> None:
        self.time = 100.0
        self.frame = 0
        self.sequence = 0
        self.keyframes_wanted = 0
        self.clock = MediaClock(lambda: 1_700_000_000_000, lambda: self.time)
        self.counters = Counters()
        self.fan = RecordingFan()
        ring = Ring(max_seconds=20, max_octets=1 << 22)
        self.track = Track(VP8, self.fan, ring, self.counters)
        self.pacer = Pacer(self.clock.now)
        self.peer = Peer(certificate, role="server", fingerprints=[], write=lambda *_: None, now=self.time)
        self.peer.path.accept(HOME, nominated=True)
        self.peer.endpoint = endpoint()
        self.own: list[bytes] = []
        self.rtcp: list[bytes] = []
        self.peer.send_rtp = self._keep  # type: ignore[assignment,method-assign]
        self.peer.send_rtcp = self.rtcp.append  # type: ignore[assignment,method-assign]
        self.outgoing = OutgoingTrack(
            self.track,
            self.peer,
            agreed,
            OutgoingSource(ssrc=10, rtx_ssrc=11, cname="c"),
            clock=self.clock,
            pacer=self.pacer,
            counters=self.counters,
            pace=5.0,
            want_keyframe=self._want,
        )
        self.viewer = Viewer(self.peer, [self.outgoing], "c", self.clock, self.counters)

    def shoot(self, frames: int, *, key: bool = False, lose: bool = False) -> None:
        """Let the publisher send frames of two packets at 30 a second; only the first can be a keyframe."""
        for number in range(frames):
            for part in range(2):
                head = 0x10 if part == 0 else 0x00
                payload = bytes([head, 0x10 if key and number == 0 else 0x11, self.frame & 0xFF]) + bytes(500)
                self.sequence += 1
                if not (lose and part == 1):
                    self.track.write(self.sequence, self.frame * 3000, payload, self.time, marker=part == 1)
            self.frame += 1
            self.track.flush()
            self.time += 1 / 30

    def pass_time(self, seconds: float) -> None:
        """Let the pacer do its work."""
        for _ in range(round(seconds / 0.004)):
            self.time += 0.004
            for job in list(self.pacer._jobs):
                if job(self.time):
                    self.pacer.remove(job)

    def seen(self) -> list[tuple[int, int]]:
        """Sequence number and frame of everything the viewer got, in order; padding left out."""
        found = []
        for data in self.own:
            header = parse_rtp(data)
            assert header is not None
            if header.ssrc == 10 and header.end > header.start:
                found.append((header.sequence, data[header.start + 2]))
        return found + self.fan.log

    def _keep(self, data: bytes) -> bool:
        self.own.append(data)
        return True

    def _want(self, _track: Track) -> None:
        self.keyframes_wanted += 1


@pytest.fixture
async def make(certificate: Certificate) -> Callable[..., Desk]:
    asyncio.get_running_loop()
    return lambda **options: Desk(certificate, **options)


def assert_unbroken(seen: list[tuple[int, int]]) -> None:
    first = seen[0][0]
    assert [sequence for sequence, _ in seen] == list(range(first, first + len(seen)))


async def test_a_replay_runs_into_live_without_a_break(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.shoot(20, key=True)
    desk.outgoing.start()
    assert desk.outgoing.phase is Phase.REPLAYING
    desk.shoot(2)
    desk.pass_time(0.4)
    assert desk.outgoing.phase.name == "LIVE"
    desk.shoot(3)
    assert_unbroken(desk.seen())
    assert [frame for _, frame in desk.seen()] == [f for f in range(25) for _ in range(2)]
    assert desk.keyframes_wanted == 0
    desk.pacer.close()


async def test_without_a_cached_keyframe_one_is_asked_for_and_awaited(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.outgoing.start()
    assert (desk.outgoing.phase, desk.keyframes_wanted) == (Phase.WAITING, 1)
    desk.shoot(2, key=True)
    assert desk.outgoing.phase.name == "LIVE"
    assert [frame for _, frame in desk.seen()] == [0, 0, 1, 1]


async def test_if_the_next_keyframe_is_near_nobody_is_asked(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.shoot(30, key=True)
    desk.shoot(28, key=True)
    desk.outgoing.start()
    assert (desk.outgoing.phase, desk.keyframes_wanted, desk.seen()) == (Phase.WAITING, 0, [])
    desk.shoot(2, key=True)
    assert [frame for _, frame in desk.seen()] == [58, 58, 59, 59]


async def test_behind_a_hole_there_is_a_still_picture_until_the_next_keyframe(
    make: Callable[..., Desk],
) -> None:
    desk = make()
    desk.shoot(3, key=True)
    desk.shoot(1, lose=True)
    desk.shoot(12)
    desk.outgoing.start()
    assert [frame for _, frame in desk.seen()] == [0, 0]
    assert desk.keyframes_wanted == 1
    desk.shoot(1)
    assert len(desk.seen()) == 2
    desk.shoot(2, key=True)
    frames = [frame for _, frame in desk.seen()]
    assert frames == [0, 0, 17, 17, 18, 18]


async def test_requests_for_keyframes_are_answered_in_measure(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.shoot(5, key=True)
    desk.outgoing.start()
    desk.pass_time(0.1)
    for _ in range(50):
        desk.viewer.receive_rtcp(write_pli(1, 10), desk.time)
        desk.pass_time(0.02)
        desk.shoot(1)
    assert desk.counters.plis_received == 50
    assert 3 <= desk.counters.replays <= 5
    assert desk.keyframes_wanted == 0
    desk.pacer.close()


async def test_a_request_while_waiting_is_passed_on(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.outgoing.start()
    desk.viewer.receive_rtcp(write_pli(1, 10), desk.time + 5)
    assert (desk.outgoing.phase, desk.keyframes_wanted) == (Phase.WAITING, 2)
    desk.shoot(1, key=True)
    assert [frame for _, frame in desk.seen()] == [0, 0]


async def test_a_fresh_hole_does_not_stop_a_replay_and_is_filled_on_request(
    make: Callable[..., Desk],
) -> None:
    desk = make()
    desk.shoot(3, key=True)
    desk.shoot(1, lose=True)
    desk.shoot(1)
    desk.outgoing.start()
    desk.pass_time(0.2)
    seen = desk.seen()
    assert [frame for _, frame in seen] == [0, 0, 1, 1, 2, 2, 3, 4, 4]
    missing = seen[6][0] + 1
    assert seen[7][0] == missing + 1, "a real gap stays a gap"
    desk.track.write(8, 3 * 3000, b"\x00\x11\x03", desk.time, marker=True)
    desk.viewer.receive_rtcp(write_nack(1, 10, [missing]), desk.time)
    assert desk.own[-1].endswith(missing.to_bytes(2, "big") + b"\x00\x11\x03")
    desk.pacer.close()


async def test_without_rtx_the_packet_itself_goes_again(make: Callable[..., Desk]) -> None:
    desk = make(agreed=PLAIN)
    desk.shoot(2, key=True)
    desk.outgoing.start()
    desk.pass_time(0.1)
    lost = desk.own[3]
    sequence = int.from_bytes(lost[2:4], "big")
    desk.own.clear()
    desk.viewer.receive_rtcp(write_nack(1, 10, [sequence, sequence + 500]), desk.time)
    assert desk.own == [lost]
    assert desk.counters.retransmitted == 1
    desk.pacer.close()


async def test_one_viewer_cannot_ask_for_endless_repeats(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.shoot(2, key=True)
    desk.outgoing.start()
    desk.pass_time(0.1)
    sequence = int.from_bytes(desk.own[3][2:4], "big")
    for _ in range(30):
        desk.outgoing.retransmit([sequence] * 100)
    assert desk.counters.retransmitted == 1, "it is on its way"
    desk.time += 0.1
    desk.outgoing.retransmit([sequence] * 500)
    assert desk.counters.retransmitted == 2
    desk.pacer.close()


async def test_a_repeat_that_is_refused_leaves_no_gap_in_the_numbers_of_rtx(
    make: Callable[..., Desk],
) -> None:
    desk = make()
    desk.shoot(2, key=True)
    desk.outgoing.start()
    desk.pass_time(0.1)
    lost = [int.from_bytes(desk.own[place][2:4], "big") for place in (2, 3)]
    desk.own.clear()
    desk.outgoing.retransmit([lost[0], lost[0], lost[0], lost[1]])
    first, second = (int.from_bytes(data[2:4], "big") for data in desk.own)
    assert second == first + 1
    desk.pacer.close()


async def test_reports_begin_when_the_capture_time_is_known(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.shoot(2, key=True)
    desk.viewer.start()
    desk.viewer.tick(desk.time)
    assert desk.rtcp == []
    desk.track.capture = CaptureLine(desk.time - 1.0, 0)
    desk.viewer.tick(desk.time)
    desk.viewer.tick(desk.time + 0.5)
    (compound,) = desk.rtcp
    report = other.RtcpPacket.parse(compound)[0]
    assert isinstance(report, other.RtcpSrPacket)
    header = parse_rtp(desk.own[-1])
    assert header is not None
    shift = desk.outgoing._line.origin.timestamp_shift
    assert report.sender_info.rtp_timestamp == 90000 + shift
    assert report.sender_info.ntp_timestamp == desk.clock.ntp(desk.time)
    assert report.sender_info.packet_count == len(desk.own)
    desk.pacer.close()


async def test_a_viewers_report_tells_loss_and_round_trip(make: Callable[..., Desk]) -> None:
    desk = make()
    sent = desk.clock.ntp(desk.time - 0.150) >> 16 & 0xFFFFFFFF
    block = ReportBlock(10, fraction_lost=64, last_report=sent, delay=round(0.05 * 65536))
    desk.viewer.receive_rtcp(write_receiver_report(1, [block, ReportBlock(99, 255)]), desk.time)
    assert desk.viewer.reception.loss_ratio == 0.25
    assert desk.viewer.reception.rtt_ms == pytest.approx(100, abs=1)


async def test_a_viewer_who_moves_or_leaves_is_followed(make: Callable[..., Desk]) -> None:
    desk = make()
    desk.shoot(1, key=True)
    desk.viewer.start()
    desk.pass_time(0.1)
    (lane,) = desk.fan.lanes
    desk.viewer.moved(AWAY)
    assert lane.address == AWAY
    desk.viewer.stop()
    assert desk.fan.lanes == []
    assert isinstance(other.RtcpPacket.parse(desk.rtcp[-1])[0], other.RtcpByePacket)
    desk.outgoing.keyframe_requested(desk.time)
    assert desk.outgoing.phase is Phase.IDLE
    assert desk.outgoing.sender_report(desk.time) is None


async def test_in_a_rush_newcomers_get_a_still_picture_instead_of_a_replay(make: Callable[..., Desk]) -> None:
    others = [make() for _ in range(16)]
    desk = make()
    desk.shoot(30, key=True)
    for rival in others:
        desk.pacer.add(lambda _now, rival=rival: rival is None)  # type: ignore[misc]
    desk.outgoing.start()
    assert desk.outgoing.phase is Phase.WAITING
    assert {frame for _, frame in desk.seen()} == {0}
    assert desk.counters.replays == 0
    desk.pacer.close()


async def test_in_a_rush_a_narrow_path_still_gets_its_pictures_at_its_own_pace(
    make: Callable[..., Desk],
) -> None:
    desk = make()
    desk.shoot(3, key=True)
    for number in range(16):
        desk.pacer.add(lambda _now, number=number: number < 0)  # type: ignore[misc]
    desk.outgoing.path_bps = 1_000_000
    desk.outgoing.start()
    assert desk.outgoing.phase is Phase.REPLAYING
    assert len(desk.seen()) < 4, "a full path loses what comes at once"
    desk.pacer.close()
