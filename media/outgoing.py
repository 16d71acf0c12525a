"""One track on its way to one viewer: instant start, live, retransmission and sender reports."""

import enum
import secrets
import struct
from collections.abc import Callable, Sequence

from media.answer import OutgoingSource
from media.clock import MediaClock
from media.codecs import Format
from media.counters import Counters
from media.fanout import Lane
from media.ice import Address
from media.pacer import Pacer
from media.peer import Peer
from media.replay import Replay, Start, StartPlan, plan_start
from media.rewriting import SequenceAccount
from media.rtcp import write_sender_report
from media.rtp import Packet, write_rtp
from media.track import Track

_PADDING_PACKETS = 2
_EARLY_SECONDS = 3.0
_MAX_EARLY_REPLAYS = 3
_EARLY_SPACING_SECONDS = 0.15
_SPACING_SECONDS = 2.0
_STAMPS_SECONDS = 3.0
_REPEATS_PER_SECOND = 1000


class Phase(enum.Enum):
    """Where a viewer's track is."""

    IDLE = enum.auto()
    WAITING = enum.auto()
    REPLAYING = enum.auto()
    LIVE = enum.auto()


class OutgoingTrack:
    """Sends a `Track` to one peer under its own SSRC, sequence numbers and times."""

    def __init__(
        self,
        track: Track,
        peer: Peer,
        agreed: Format,
        source: OutgoingSource,
        *,
        clock: MediaClock,
        pacer: Pacer,
        counters: Counters,
        pace: float,
        want_keyframe: Callable[[Track], None],
    ) -> None:
        self.track = track
        self.source = source
        self.phase = Phase.IDLE
        self._peer = peer
        self._format = agreed
        self._clock = clock
        self._pacer = pacer
        self._counters = counters
        self._pace = pace
        self._want_keyframe = want_keyframe
        # Far from the wrap, so that the packets before the first keyframe have room.
        self._account = SequenceAccount(0x1000 + secrets.randbelow(0x6000))
        self._timestamp_shift = secrets.randbelow(1 << 31)
        self._rtx_sequence = secrets.randbelow(1 << 15)
        self._lane: Lane | None = None
        self._replay: Replay | None = None
        self._last_stamp: int | None = None
        self._repeats = float(_REPEATS_PER_SECOND)
        self._repeats_at = clock.now()
        self._own_packets = 0
        self._own_octets = 0
        self._started = 0.0
        self._replays = 0
        self._last_start = 0.0

    def start(self) -> None:
        """Begin: for audio live at once, for video as the cache allows."""
        self._started = self._last_start = self._clock.now()
        if self.track.is_video:
            self._start_video(self._started)
        else:
            self._go_live(self._next_position())

    def stop(self) -> None:
        """Stop for good; afterwards nothing refers to the peer's SRTP session."""
        self._leave()
        self.phase = Phase.IDLE

    def moved(self, address: Address) -> None:
        """Follow the viewer to another address."""
        if self._lane is not None:
            self.track.fan.redirect(self._lane, address)

    def keyframe_arrived(self, first: Packet) -> None:
        """Start live with the keyframe whose first packet is given (see `Track.waiting`)."""
        keyframe = self.track.ring.keyframe
        position = keyframe.position if keyframe else first.position
        self._open_line(position, first.timestamp)
        for before in range(position, first.position):
            packet = self.track.ring.get(before)
            if packet is not None:
                self._send(packet, packet.timestamp)
        self._go_live(first.position, continues=True)

    def keyframe_requested(self, now: float) -> None:
        """Answer a PLI or FIR from the cache; the publisher is asked only if that cannot help."""
        if self.phase is Phase.IDLE:
            return
        early = now - self._started < _EARLY_SECONDS and self._replays < _MAX_EARLY_REPLAYS
        if now - self._last_start < (_EARLY_SPACING_SECONDS if early else _SPACING_SECONDS):
            return
        self._last_start = now
        self._replays += 1
        self._leave()
        self._start_video(now)

    def retransmit(self, sequences: Sequence[int]) -> None:
        """Send packets again that the viewer lacks (RFC 4588 where agreed, else as they were)."""
        self._note_sent()
        self._refill_repeats()
        for sequence in sequences:
            found = self._account.locate(sequence)
            packet = self.track.ring.get(found[0]) if found else None
            if found is None or packet is None or self._repeats < 1:
                continue
            self._repeats -= 1
            _, extended, stamp = found
            timestamp = packet.timestamp if stamp is None else stamp
            self._peer.send_rtp(self._retransmission(packet, extended, timestamp))
            self._counters.retransmitted += 1

    def capture_timestamp(self, moment: float) -> int | None:
        """The viewer's RTP time of what is captured at a moment; None as long as that is unknown."""
        line = self.track.capture
        if line is None or self.phase is Phase.IDLE:
            return None
        return line.stream_time_at(moment, self.track.clock_rate) + self._timestamp_shift

    def sender_report(self, now: float) -> bytes | None:
        """State the capture instant of what is sent now; None as long as that is unknown."""
        timestamp = self.capture_timestamp(now)
        if timestamp is None:
            return None
        lane, fan = self._lane, self.track.fan
        packets = self._own_packets + (fan.packets - lane.packets_before if lane else 0)
        octets = self._own_octets + (fan.octets - lane.octets_before if lane else 0)
        return write_sender_report(self.source.ssrc, self._clock.ntp(now), timestamp, packets, octets)

    def _refill_repeats(self) -> None:
        """Bound what one viewer can make us send again: beyond that a repeat does not help a path anyway."""
        now = self._clock.now()
        earned = (now - self._repeats_at) * _REPEATS_PER_SECOND
        self._repeats = min(_REPEATS_PER_SECOND, self._repeats + earned)
        self._repeats_at = now

    def _start_video(self, now: float) -> None:
        # The ring may be ahead of the fan-out within one wake-up; both must tell the same story.
        self.track.flush()
        plan = plan_start(self.track.ring, now, self._pace)
        if plan.start is Start.REPLAY:
            self._start_replay(plan, now)
            return
        if plan.start is Start.STILL and plan.keyframe is not None:
            stamp = self._stamp(now)
            self._open_line(plan.keyframe.position, stamp)
            for packet in self.track.ring.frame(plan.keyframe.timestamp, plan.keyframe.position):
                self._send_stamped(packet, stamp)
        self.phase = Phase.WAITING
        self.track.waiting[self] = None
        if plan.start is Start.STILL or self.track.ring.keyframe is None:
            self._want_keyframe(self.track)

    def _start_replay(self, plan: StartPlan, now: float) -> None:
        if plan.keyframe is None:
            return
        self._counters.replays += 1
        stamp = self._stamp(now)
        self._open_line(plan.keyframe.position, stamp)
        self._replay = Replay(self.track.ring, plan, now, stamp)
        self.phase = Phase.REPLAYING
        self._pacer.add(self._advance)

    def _advance(self, now: float) -> bool:
        replay = self._replay
        if replay is None:
            return True
        self.track.flush()
        for packet, stamp in replay.take(now, self.track.live_time(now)):
            self._send_stamped(packet, stamp)
        if not replay.finished:
            return False
        self._replay = None
        self._go_live(replay.position, continues=True)
        return True

    def _open_line(self, position: int, stamp: int) -> None:
        """Number `position` next, after padding: so a lost first packet is a gap that the viewer sees.

        The padding has the time of the frame that follows, or some receivers take it for a frame of its own.
        """
        self._account.begin(position - _PADDING_PACKETS)
        for number in range(position - _PADDING_PACKETS, position):
            self._send(Packet(number, stamp, marker=False, payload=b"\x01", arrival=0.0, padding=True), stamp)

    def _stamp(self, now: float) -> int:
        live = self.track.live_time(now)
        return live if self._last_stamp is None else max(self._last_stamp + 1, live)

    def _go_live(self, position: int, *, continues: bool = False) -> None:
        if not continues:
            self._account.begin(position)
        address = self._peer.path.selected
        if self._peer.endpoint is None or address is None:
            return
        self.phase = Phase.LIVE
        self._lane = Lane(
            endpoint=self._peer.endpoint,
            address=address,
            ssrc=self.source.ssrc,
            payload_type=self._format.payload_type,
            sequence_shift=self._account.shift,
            timestamp_shift=self._timestamp_shift,
        )
        self.track.fan.add(self._lane)

    def _leave(self) -> None:
        self._note_sent()
        self._pacer.remove(self._advance)
        self.track.waiting.pop(self, None)
        self._replay = None
        if self._lane is not None:
            self.track.flush()
            self._note_sent()
            fan = self.track.fan
            self._own_packets += fan.packets - self._lane.packets_before
            self._own_octets += fan.octets - self._lane.octets_before
            fan.remove(self._lane)
            self._lane = None
            newest = self.track.ring.newest
            self._last_stamp = newest.timestamp if newest else self._last_stamp

    def _note_sent(self) -> None:
        if self._lane is not None and self.track.ring.last is not None:
            self._account.sent(self.track.ring.last)
            if self._clock.now() - self._last_start > _STAMPS_SECONDS:
                self._account.forget_stamps()

    def _next_position(self) -> int:
        self.track.flush()
        return 0 if self.track.ring.last is None else self.track.ring.last + 1

    def _send_stamped(self, packet: Packet, stamp: int) -> None:
        self._last_stamp = stamp
        self._account.stamp(packet.position, stamp)
        self._send(packet, stamp)

    def _send(self, packet: Packet, timestamp: int) -> None:
        self._account.sent(packet.position)
        self._own_packets += 1
        self._own_octets += len(packet.payload)
        self._peer.send_rtp(self._original(packet, packet.position + self._account.shift, timestamp))

    def _original(self, packet: Packet, sequence: int, timestamp: int) -> bytes:
        return write_rtp(
            payload_type=self._format.payload_type,
            marker=packet.marker,
            sequence=sequence,
            timestamp=timestamp + self._timestamp_shift,
            ssrc=self.source.ssrc,
            payload=packet.payload,
            padding=packet.padding,
        )

    def _retransmission(self, packet: Packet, sequence: int, timestamp: int) -> bytes:
        if self._format.rtx_payload_type is None:
            return self._original(packet, sequence, timestamp)
        self._rtx_sequence += 1
        return write_rtp(
            payload_type=self._format.rtx_payload_type,
            marker=packet.marker,
            sequence=self._rtx_sequence,
            timestamp=timestamp + self._timestamp_shift,
            ssrc=self.source.rtx_ssrc,
            payload=struct.pack("!H", sequence & 0xFFFF) + packet.payload,
            padding=packet.padding,
        )
