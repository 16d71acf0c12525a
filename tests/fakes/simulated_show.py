"""A show of several layers, its relay's own code, and one viewer behind a made-up link: all on one clock.

Only the sockets, the encryption and the pictures are made up, so a minute of show takes a second or two.
"""

import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from media.adaptation import Adaptation
from media.answer import OutgoingSource
from media.clock import MediaClock
from media.codecs import Format
from media.counters import Counters
from media.fanout import FanOut, Lane, PacketBuilder, Sent
from media.ladder import Ladder
from media.ledger import SendLedger, TransportNumbering
from media.outgoing import OutgoingTrack
from media.pacer import Pacer
from media.ring import Ring
from media.rtp import EXTENSION_BYTES, Packet, extension, parse_rtp, write_rtp
from media.sendmmsg import Scratch
from media.statistics import Phase
from media.track import Track
from media.viewer import Viewer
from tests.fakes.narrow_link import Datagram, Link
from tests.fakes.planned_encoder import FRAMES_PER_SECOND, THREE_LAYERS, Encoder, LayerPlan
from tests.fakes.simulated_viewer import SimulatedViewer

_VIDEO = Format("video", "VP8", 96, 97, 90000, 1, "", ("nack", "nack pli", "transport-cc"))
_SOUND = Format("audio", "opus", 111, None, 48000, 2, "", ("transport-cc",))
_EXTENSION = 3
_TAG, _IP_UDP = 16, 28
_STEP_SECONDS = 0.001
_PACER_SECONDS = 0.004
_TICK_SECONDS = 0.05
_SOUND_SECONDS, _SOUND_OCTETS = 0.02, 80


class _LinkFan(FanOut):
    """Sends what the lanes would get over the link, numbered as the real one does."""

    def __init__(self, ledger: SendLedger, send: Callable[[Datagram], None]) -> None:
        super().__init__(PacketBuilder(Scratch(-1), ledger), 2)
        self._ledger = ledger
        self._send = send
        self.lanes: list[Lane] = []

    def add(self, lane: Lane) -> None:
        lane.packets_before, lane.octets_before = self.packets, self.octets
        self.lanes.append(lane)

    def remove(self, lane: Lane) -> None:
        self.lanes.remove(lane)

    def send(self, packets: Sequence[Packet]) -> Sent:
        for packet in packets:
            self.packets += 1
            self.octets += len(packet.payload)
            for lane in self.lanes:
                if packet.position < lane.first_position or lane.numbering is None:
                    continue
                rtp = write_rtp(
                    payload_type=lane.payload_type,
                    marker=packet.marker,
                    sequence=packet.position + lane.sequence_shift,
                    timestamp=packet.timestamp + lane.timestamp_shift,
                    ssrc=lane.ssrc,
                    payload=packet.payload,
                    padding=packet.padding,
                )
                octets = len(rtp) + EXTENSION_BYTES + _TAG
                number = self._ledger.stamp_one(lane.numbering.row, octets) & 0xFFFF
                self._send(Datagram(octets + _IP_UDP, number, rtp))
        return Sent(len(packets) * len(self.lanes), 0, 0)


class _OwnPacer(Pacer):
    """A pacer whose turns come when the show says."""

    def turn(self) -> None:
        self._run()

    def _schedule(self) -> None:
        """The show will come by."""


class _Path:
    selected = ("192.0.2.1", 1000)


class _Endpoint:
    tag_bytes = _TAG


class _Peer:
    """What an outgoing track needs of a peer."""

    path = _Path()
    endpoint = _Endpoint()
    receiver: object = None

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send

    def send_rtp(self, packet: bytes) -> bool:
        """Send by itself what the fan-out does not."""
        self._send(packet)
        return True

    def send_rtcp(self, packet: bytes) -> None:
        """Nothing that this viewer needs."""


class SimulatedShow:
    """Everything between a publisher's encoder and a viewer's screen.

    Attributes:
        now: Seconds of its clock.
        link: The way to the viewer; change it as you like.
        viewer: What he has seen.
    """

    def __init__(
        self,
        layers: Sequence[LayerPlan] = THREE_LAYERS,
        *,
        rate_bps: int = 3_000_000,
        queue_seconds: float = 0.3,
        delay_seconds: float = 0.01,
        gop_seconds: float = 2.0,
        hears_requests: bool = True,
        report_seconds: float = 0.05,
        rtx: bool = True,
    ) -> None:
        self.now = 100.0
        self.hears_requests = hears_requests
        self.report_seconds = report_seconds
        self.sent_layers: list[tuple[float, str | None]] = []
        self._delay = delay_seconds
        clock = MediaClock(lambda: 1_700_000_000_000, lambda: self.now)
        counters = Counters()
        ledger = SendLedger(lambda: self.now)
        self.link = Link(
            lambda: self.now, rate_bps=rate_bps, queue_seconds=queue_seconds, delay_seconds=delay_seconds
        )
        self._back: deque[tuple[float, Callable[[], None]]] = deque()

        def new_track(agreed: Format) -> Track:
            fan = _LinkFan(ledger, self.link.send)
            return Track(agreed, fan, Ring(max_seconds=12, max_octets=4 << 20), counters)

        ladder, self._sound = Ladder(_VIDEO, new_track), new_track(_SOUND)
        tracks = [(ladder.track(rank), plan.rid) for rank, plan in enumerate(layers)]
        ladder.attach(tracks)
        gop_frames = round(gop_seconds * FRAMES_PER_SECOND)
        self.encoders = [
            Encoder(plan, rank, ladder.track(rank), gop_frames) for rank, plan in enumerate(layers)
        ]
        self._replays, self._attempts = _OwnPacer(clock.now), _OwnPacer(clock.now)
        row = ledger.open()
        numbering = TransportNumbering(ledger, row, _EXTENSION)
        peer = cast("Any", _Peer(self._send_own))

        def outgoing(track: Track, agreed: Format, ssrc: int) -> OutgoingTrack:
            return OutgoingTrack(
                track,
                peer,
                agreed,
                OutgoingSource(ssrc=ssrc, rtx_ssrc=ssrc + 1, cname="c"),
                clock=clock,
                pacer=self._replays,
                counters=counters,
                pace=5.0,
                want_keyframe=self._want_keyframe,
                numbering=numbering,
            )

        video = _VIDEO if rtx else replace(_VIDEO, rtx_payload_type=None)
        self.video = outgoing(ladder.main, video, 10)
        sound = outgoing(self._sound, _SOUND, 20)
        self.adaptation = Adaptation(
            self.video, ladder, pacer=self._attempts, ledger=ledger, numbering=numbering, sound=self._sound
        )
        self._relayed = Viewer(peer, [self.video, sound], "c", clock, counters, adaptation=self.adaptation)
        self.viewer = SimulatedViewer(10, 11)
        self._due = dict.fromkeys(("frame", "sound", "pace", "tick", "rate", "report"), self.now)
        self._sound_sequence = 0

    def join(self) -> None:
        """Let the viewer in; before that, let the show run for a while."""
        self._relayed.start()

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            self.now += _STEP_SECONDS
            self._step()

    def reaches(self, condition: Callable[[], bool], patience: float = 30.0) -> float:
        """Let time pass until something is so; returns the seconds that took (`patience` if it never was)."""
        began = self.now
        while not condition() and self.now < began + patience:
            self.now += _STEP_SECONDS
            self._step()
        return self.now - began

    def freezes(self, since: float) -> list[tuple[float, float]]:
        """Gaps between pictures of more than 100 ms: when each began after `since`, and how long it was."""
        times = [shown.at for shown in self.viewer.shown if shown.at >= since - 0.5] + [self.now]
        gaps = itertools.pairwise(times)
        return [(round(a - since, 3), round(b - a, 3)) for a, b in gaps if b - a > 0.1 and b >= since]

    @property
    def is_paused(self) -> bool:
        """Whether only the sound is sent."""
        return self.video.phase is Phase.PAUSED

    @property
    def lag_seconds(self) -> float:
        """How far a replay is behind the newest packet of its layer; 0 without one."""
        replay, ring = self.video._replay, self.video.track.ring
        first = ring.get(replay.position) if replay is not None else None
        return 0.0 if first is None else self.now - first.arrival

    def shows(self, rid: str) -> bool:
        """Whether the viewer's newest picture is of a layer."""
        shown = self.viewer.shown
        return bool(shown) and self.encoders[shown[-1].layer].plan.rid == rid

    def _step(self) -> None:
        while self._back and self._back[0][0] <= self.now:
            self._back.popleft()[1]()
        if self._is_due("frame", 1 / FRAMES_PER_SECOND):
            self._shoot()
        if self._is_due("sound", _SOUND_SECONDS):
            self._sound_sequence += 1
            stamp = self._sound_sequence * 960
            self._sound.write(self._sound_sequence, stamp, bytes(_SOUND_OCTETS), self.now, marker=False)
            self._sound.flush()
        if self._is_due("pace", _PACER_SECONDS):
            self._replays.turn()
            self._attempts.turn()
        if self._is_due("rate", 1.0):
            self._measure_layers()
        if self._is_due("tick", _TICK_SECONDS):
            self._ask_encoders()
            self._relayed.tick(self.now)
        for datagram in self.link.arrived():
            self.viewer.receive(datagram, self.now)
        self._answer()
        sent = self.video.track.rid if self.video.phase in {Phase.LIVE, Phase.REPLAYING} else None
        if not self.sent_layers or self.sent_layers[-1][1] != sent:
            self.sent_layers.append((round(self.now, 3), sent))

    def _answer(self) -> None:
        """What the viewer says back; it travels as long as the media did."""
        lacks = self.viewer.lacks(self.now)
        if lacks:
            self._later(lambda: self.video.retransmit(lacks))
        if self._is_due("report", self.report_seconds):
            body = self.viewer.report()
            if body is not None:
                self._later(lambda: self.adaptation.reported(body, self.now))
            if self.viewer.wants_keyframe(self.now):
                self._later(lambda: self.video.keyframe_requested(self.now))

    def _shoot(self) -> None:
        for encoder in self.encoders:
            encoder.shoot(self.now)

    def _measure_layers(self) -> None:
        """The publisher's side of the relay measures each layer once a second."""
        for encoder in self.encoders:
            encoder.track.bitrate_bps = encoder.plan.bitrate_bps
        self._sound.bitrate_bps = round(_SOUND_OCTETS * 8 / _SOUND_SECONDS)

    def _want_keyframe(self, track: Track) -> None:
        encoder = next(each for each in self.encoders if each.track is track)
        encoder.requests.want()
        self._ask_encoders()

    def _ask_encoders(self) -> None:
        for encoder in self.encoders:
            if encoder.requests.due(self.now) and self.hears_requests:
                self._later(lambda encoder=encoder: setattr(encoder, "leaps", True))  # type: ignore[misc]

    def _later(self, act: Callable[[], None]) -> None:
        self._back.append((self.now + self._delay, act))

    def _send_own(self, data: bytes) -> None:
        header = parse_rtp(data)
        assert header is not None
        value = extension(data, header, _EXTENSION)
        number = int.from_bytes(value, "big") if value else None
        plain = data[:12] + data[header.start :]
        plain = bytes([plain[0] & 0xEF]) + plain[1:]
        self.link.send(Datagram(len(data) + _TAG + _IP_UDP, number, plain))

    def _is_due(self, what: str, interval: float) -> bool:
        if self.now < self._due[what]:
            return False
        self._due[what] += interval
        return True
