"""One track on its way to one viewer: instant start, live, change of layer, repeats, sender reports."""

from collections.abc import Callable, Sequence

from media.answer import OutgoingSource
from media.clock import MediaClock
from media.codecs import Format
from media.counters import Counters
from media.fanout import Lane
from media.h264 import has_parameter_sets
from media.ice import Address
from media.ledger import TransportNumbering
from media.pacer import Pacer
from media.peer import Peer
from media.repeats import RepeatBudget
from media.replay import Replay, Start, StartPlan, plan_narrow_keyframe, plan_narrow_start, plan_start
from media.rtcp import write_sender_report
from media.rtp import Packet
from media.statistics import Phase
from media.track import Track
from media.viewer_line import ViewerLine

_PADDING_PACKETS = 2
_EARLY_SECONDS = 3.0
_MAX_EARLY_REPLAYS = 3
_EARLY_SPACING_SECONDS = 0.15
_SPACING_SECONDS = 2.0
_STAMPS_SECONDS = 3.0
_NARROW_SECONDS = 0.15  # an encoder that hears gives a keyframe sooner
_BRIDGE_SECONDS = 1.2


class OutgoingTrack:
    """Sends a `Track` to one peer under its own SSRC, sequence numbers and times.

    Attributes:
        track: The layer that is sent.
        target: The layer that is wanted; it takes over with its next keyframe.
        path_bps: What the path carries for this track, where it is known to be narrow.
        repeats: What may be sent again.
    """

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
        numbering: TransportNumbering | None = None,
    ) -> None:
        self.track = self.target = track
        self.source = source
        self.phase = Phase.IDLE
        self._peer = peer
        self._format = agreed
        self._clock = clock
        self._pacer = pacer
        self._counters = counters
        self._pace = pace
        self._want_keyframe = want_keyframe
        self._numbering = numbering
        self._line = ViewerLine(track, agreed, source)
        self._lane: Lane | None = None
        self._replay: Replay | None = None
        self.path_bps: int | None = None
        self.repeats = RepeatBudget(clock.now())
        self.retransmitted = 0
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
            self._line.begin(self._next_position())
            self._go_live()

    def stop(self) -> None:
        """Stop; afterwards nothing refers to the peer's SRTP session."""
        self._leave()
        self.phase = Phase.IDLE

    def switch(self, track: Track) -> None:
        """Send another layer, from its next keyframe on; who has no picture yet gets its cached one."""
        if track is not self.target:
            self.target.waiting.pop(self, None)
            self.target = track
        if self.phase is Phase.PAUSED:
            self.restart()
        elif self.phase is Phase.WAITING and track is not self.track:
            self._leave()
            self._start_video(self._clock.now())
        elif track is not self.track and self.phase is Phase.LIVE:
            self._await_keyframe()

    def descend(self, track: Track) -> None:
        """Send nothing more of what the path does not carry; go on with a smaller layer as soon as possible.

        Its keyframe goes out at the path's own pace: the queue drains meanwhile, and nothing of it is lost.
        """
        if self.phase is Phase.IDLE or track is self.track:
            self.switch(track)
            return
        self._leave()
        self._line.drop_history()
        self.target = track
        self._start_video(self._clock.now())

    def bridge(self, track: Track) -> bool:
        """Show what is cached of a layer until the wanted one's keyframe comes; False if that is no gain."""
        if self.phase is not Phase.WAITING or self.path_bps is None:
            return False
        now = self._clock.now()
        plan = plan_narrow_start(track.ring, now, self.path_bps, _BRIDGE_SECONDS)
        first = track.ring.get(plan.keyframe.position) if plan.keyframe else None
        if first is None:
            return False
        self._leave()
        self._start_replay(track, plan, first, now)
        return True

    def pause(self) -> None:
        """Send nothing until the next `switch`: the path carries no picture."""
        if self.phase is not Phase.IDLE:
            self._leave()
            self.phase = Phase.PAUSED

    def restart(self) -> None:
        """Go over to the wanted layer by what is cached of it, without waiting for a keyframe."""
        if self.phase in {Phase.LIVE, Phase.PAUSED}:
            self._leave()
            self._start_video(self._clock.now())

    def moved(self, address: Address) -> None:
        """Follow the viewer to another address."""
        if self._lane is not None:
            self.track.fan.redirect(self._lane, address)

    def keyframe_arrived(self, track: Track, first: Packet) -> None:
        """Start or go on with the keyframe whose first packet is given (see `Track.waiting`)."""
        continues = self.phase is Phase.LIVE
        if not continues and self.path_bps is not None:
            plan = plan_narrow_keyframe(track.ring, self.path_bps)
            if plan.keyframe is not None:
                begins = track.ring.get(plan.keyframe.position) or first
                self._start_replay(track, plan, begins, self._clock.now())
                return
        if continues:
            self._leave()
        keyframe = track.ring.keyframe
        position = keyframe.position if keyframe else first.position
        self._open_line(track, track.ring.get(position) or first, first.timestamp, padded=not continues)
        for before in range(position, first.position):
            packet = track.ring.get(before)
            if packet is not None:
                self._send(packet, packet.timestamp)
        self._go_live()

    def keyframe_requested(self, now: float) -> None:
        """Answer a PLI or FIR from the cache; the publisher is asked only if that cannot help."""
        if self.phase in {Phase.IDLE, Phase.PAUSED}:
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
        now = self._clock.now()
        for sequence in sequences:
            # Refused before it is written: dropped afterwards it would leave a gap in the numbers of RTX.
            packet = self._line.again(sequence) if self.repeats.may(sequence, now) else None
            if packet is None:
                continue
            self.repeats.took(sequence, len(packet), now)
            self._put(packet)
            self._counters.retransmitted += 1
            self.retransmitted += 1

    @property
    def can_fill(self) -> bool:
        """Whether anything can be sent that the viewer does not need: only where he knows RTX."""
        return self._format.rtx_payload_type is not None

    def fill(self, octets: int) -> int:
        """Send about so much that the viewer does not need, to try what his path carries; returns how much.

        The newest packets go again, or padding while there are none, both under RTX: see `can_fill`.
        """
        self._note_sent()
        sent = 0
        while sent < octets:
            packet = self._line.filler()
            self._put(packet)
            sent += len(packet)
        return sent

    def capture_timestamp(self, moment: float) -> int | None:
        """The viewer's RTP time of what is captured at a moment; None as long as that is unknown."""
        origin = self._line.origin
        line = origin.track.capture
        if line is None or self.phase is Phase.IDLE:
            return None
        return line.stream_time_at(moment, origin.track.clock_rate) + origin.timestamp_shift

    def sender_report(self, now: float) -> bytes | None:
        """State the capture instant of what is sent now; None as long as that is unknown."""
        timestamp = self.capture_timestamp(now)
        if timestamp is None:
            return None
        return write_sender_report(self.source.ssrc, self._clock.ntp(now), timestamp, *self.sent)

    @property
    def sent(self) -> tuple[int, int]:
        """Packets and payload bytes so far, retransmissions left out."""
        lane, fan = self._lane, self.track.fan
        if lane is None:
            return self._own_packets, self._own_octets
        return (
            self._own_packets + fan.packets - lane.packets_before,
            self._own_octets + fan.octets - lane.octets_before,
        )

    def _await_keyframe(self) -> None:
        self.target.waiting[self] = None
        self._want_keyframe(self.target)

    def _start_video(self, now: float) -> None:
        track = self.target
        # The ring may be ahead of the fan-out within one wake-up; both must tell the same story.
        track.flush()
        if self.path_bps is None:
            plan = plan_start(track.ring, now, self._pace)
        else:
            plan = plan_narrow_start(track.ring, now, self.path_bps, _NARROW_SECONDS)
        if plan.start is Start.REPLAY and not plan.is_narrow and self._pacer.is_full:
            plan = StartPlan(Start.STILL, plan.keyframe)
        first = track.ring.get(plan.keyframe.position) if plan.keyframe else None
        if plan.start is Start.REPLAY and first is not None:
            self._start_replay(track, plan, first, now)
            return
        if plan.start is Start.STILL and plan.keyframe is not None and first is not None:
            stamp = self._open_stamped(track, first, now)
            for packet in track.ring.frame(plan.keyframe.timestamp, plan.keyframe.position):
                self._send_stamped(packet, stamp)
        self.phase = Phase.WAITING
        self.track = track
        track.waiting[self] = None
        if plan.start is Start.STILL or track.ring.keyframe is None or self.path_bps is not None:
            self._want_keyframe(track)

    def _start_replay(self, track: Track, plan: StartPlan, first: Packet, now: float) -> None:
        self._counters.replays += 1
        stamp = self._open_stamped(track, first, now)
        self._replay = Replay(track.ring, plan, now, stamp)
        self.phase = Phase.REPLAYING
        self._pacer.add(self._advance)

    def _advance(self, now: float) -> bool:
        replay = self._replay
        if replay is None:
            return True
        if replay.awaits_packets:
            return False
        self.track.flush()
        if self.path_bps is not None:
            replay.follow_path(self.path_bps)
        for packet, stamp in replay.take(now, self.track.live_time(now)):
            self._send_stamped(packet, stamp)
        if not replay.finished:
            return False
        self._replay = None
        self._go_live()
        if self.target is not self.track:
            self._await_keyframe()
        return True

    def _open_stamped(self, track: Track, first: Packet, now: float) -> int:
        self._line.follow(track, first, track.live_time(now), now)
        stamp = self._line.stamp_after(track.live_time(now))
        self._open_line(track, first, stamp, padded=True)
        return stamp

    def _open_line(self, track: Track, first: Packet, stamp: int, *, padded: bool) -> None:
        """Number a keyframe's first packet next, after padding: so a lost first packet is a gap that is seen.

        The padding has the time of the frame that follows, or some receivers take it for a frame of its own.
        H264 parameter sets go before a keyframe that lacks them.
        """
        self.track = track
        self._line.follow(track, first, stamp, self._clock.now())
        sets = track.parameter_sets.packet() if track.parameter_sets else None
        lacks_sets = sets is not None and not _frame_has_parameter_sets(track, first)
        padding = range(_PADDING_PACKETS if padded else 0)
        position = first.position - len(padding) - lacks_sets
        self._line.begin(position)
        for _ in padding:
            empty = Packet(position, stamp, marker=False, payload=b"\x01", arrival=0.0, padding=True)
            self._send(empty, stamp)
            position += 1
        if lacks_sets and sets is not None:
            inserted = Packet(position, stamp, marker=False, payload=sets, arrival=0.0)
            self._line.insert(inserted)
            self._send(inserted, stamp)

    def _go_live(self) -> None:
        address = self._peer.path.selected
        if self._peer.endpoint is None or address is None:
            return
        self.phase = Phase.LIVE
        self._lane = Lane(
            endpoint=self._peer.endpoint,
            address=address,
            ssrc=self.source.ssrc,
            payload_type=self._format.payload_type,
            sequence_shift=self._line.sequence_shift,
            timestamp_shift=self._line.origin.timestamp_shift,
            first_position=self._line.first_position,
            pictures=self._line.origin.pictures,
            numbering=self._numbering,
        )
        self.track.fan.add(self._lane)

    def _leave(self) -> None:
        self._pacer.remove(self._advance)
        self.track.waiting.pop(self, None)
        self.target.waiting.pop(self, None)
        self._replay = None
        if self._lane is not None:
            self.track.flush()
            self._note_sent()
            fan = self.track.fan
            self._own_packets += fan.packets - self._lane.packets_before
            self._own_octets += fan.octets - self._lane.octets_before
            fan.remove(self._lane)
            self._lane = None

    def _note_sent(self) -> None:
        if self._lane is not None:
            self._line.sent_live(forget_stamps=self._clock.now() - self._last_start > _STAMPS_SECONDS)

    def _next_position(self) -> int:
        self.track.flush()
        return 0 if self.track.ring.last is None else self.track.ring.last + 1

    def _send_stamped(self, packet: Packet, stamp: int) -> None:
        self._line.stamp(packet, stamp)
        self._send(packet, stamp)

    def _send(self, packet: Packet, timestamp: int) -> None:
        self._own_packets += 1
        self._own_octets += len(packet.payload)
        self._put(self._line.original(packet, timestamp))
        self._line.sent(packet, timestamp)

    def _put(self, packet: bytes) -> None:
        if self._numbering is not None and self._peer.endpoint is not None:
            packet = self._numbering.number(packet, self._peer.endpoint.tag_bytes)
        self._peer.send_rtp(packet)


def _frame_has_parameter_sets(track: Track, first: Packet) -> bool:
    return any(has_parameter_sets(p.payload) for p in track.ring.frame(first.timestamp, first.position))
