"""One publisher: what it sends, and the feedback that keeps it sending well."""

import secrets
from collections.abc import Mapping, Sequence

from media.answer import TRANSPORT_CC
from media.capture import CaptureClock
from media.clock import MediaClock
from media.counters import Counters
from media.ice import Address
from media.incoming import IncomingTrack
from media.incoming_routes import IncomingRoutes
from media.peer import Peer
from media.rtcp import (
    DelaySinceReference,
    SenderReport,
    parse_rtcp,
    write_description,
    write_nack,
    write_pli,
    write_receiver_report,
    write_reference_time,
    write_remb,
    write_transport_feedback,
)
from media.rtp import extension, parse_rtp
from media.statistics import PublisherStatistics
from media.track import Track
from media.transport_feedback import TransportFeedback

_REPORT_SECONDS = 1.0
_SOUND_ONLY_SECONDS = 3.0


class Publisher:
    """Takes a seller's packets over one peer connection."""

    def __init__(
        self,
        peer: Peer,
        tracks: Sequence[IncomingTrack],
        *,
        clock: MediaClock,
        counters: Counters,
        extensions: Mapping[str, int],
        max_bitrate_bps: int,
    ) -> None:
        self.peer = peer
        self.tracks = tuple(tracks)
        self.rtt_ms: float | None = None
        self._routes = IncomingRoutes(tracks, extensions)
        self._clock = clock
        self._counters = counters
        self._transport_cc = extensions.get(TRANSPORT_CC)
        self._max_bitrate_bps = max_bitrate_bps
        self._feedback = TransportFeedback()
        self._capture = CaptureClock()
        self._ssrc = 1 + secrets.randbelow((1 << 32) - 1)
        self._started = 0.0
        self._next_report = 0.0
        self._since_ms = clock.epoch_ms(clock.now())
        self._nacks_sent = 0
        self._plis_sent = 0

    @property
    def last_arrival(self) -> float:
        """When the last media packet came (monotonic), 0 before the first."""
        return max((t.last_arrival for t in self.tracks), default=0.0)

    @property
    def is_flowing(self) -> bool:
        """Whether viewers can be served: video since its first keyframe, or sound where no video comes."""
        video = self.of_kind("video")
        if any(layer.first_arrival is not None for layer in video):
            return any(layer.is_flowing for layer in video)
        audio = next((t for t in self.of_kind("audio") if t.first_arrival is not None), None)
        if audio is None or audio.first_arrival is None:
            return False
        return not video or audio.last_arrival - audio.first_arrival > _SOUND_ONLY_SECONDS

    def of_kind(self, kind: str) -> list[IncomingTrack]:
        """The tracks of a kind: for video all layers, the best first as far as the offer tells."""
        return [track for track in self.tracks if track.format.kind == kind]

    def start(self) -> None:
        """Begin: the peer is connected and the stream is its."""
        self.peer.receiver = self
        self._started = self._clock.now()

    def is_silent(self, now: float, seconds: float) -> bool:
        """Whether nothing came for so long."""
        return now - max(self.last_arrival, self._started) > seconds

    def request_keyframe(self, track: Track) -> None:
        """Ask for a keyframe of a track, merged and at most once a second."""
        now = self._clock.now()
        for incoming in self.tracks:
            if incoming.track is track:
                incoming.keyframes.want()
                self._ask_for_keyframe(incoming, now)

    def tick(self, now: float) -> None:
        """Send the feedback that is due; of use about every 50 ms."""
        for track in self.tracks:
            self._ask_again(track, now)
            if track.lacks_keyframe(now) or track.is_to_be_tried(now):
                track.keyframes.want()
            self._ask_for_keyframe(track, now)
        self._send_transport_feedback()
        if now >= self._next_report:
            self._next_report = now + _REPORT_SECONDS
            self._report(now)

    def receive_rtp(self, data: bytes, arrival: float) -> None:
        """Take a packet of the track that it belongs to."""
        header = parse_rtp(data)
        if header is None:
            return
        if self._transport_cc is not None:
            value = extension(data, header, self._transport_cc)
            if value is not None and len(value) == 2:
                self._feedback.add(int.from_bytes(value, "big"), arrival)
        payload = data[header.start : header.end]
        route = self._routes.find(data, header)
        if route is None:
            return
        if route.is_repair:
            route.track.receive_again(header, payload, arrival)
        elif route.track.receive(header, payload, arrival):
            self._ask_again(route.track, arrival)

    def receive_rtcp(self, data: bytes, arrival: float) -> None:
        """Learn the sender's clock and the round-trip time."""
        for item in parse_rtcp(data):
            if isinstance(item, SenderReport):
                for track in self.tracks:
                    if track.ssrc == item.ssrc:
                        track.receive_report(item, self._capture, arrival)
            elif isinstance(item, DelaySinceReference):
                now = self._clock.ntp(arrival) >> 16 & 0xFFFFFFFF
                elapsed = now - item.last_reference - item.delay & 0xFFFFFFFF
                if elapsed < 1 << 20:
                    self.rtt_ms = elapsed * 1000 / 65536

    def statistics(self) -> PublisherStatistics:
        """Count what came, and what was asked for."""
        return PublisherStatistics(
            since_ms=self._since_ms,
            rtt_ms=None if self.rtt_ms is None else round(self.rtt_ms, 1),
            nacks_sent=self._nacks_sent,
            keyframe_requests_sent=self._plis_sent,
            tracks=tuple(track.statistics() for track in self.tracks),
        )

    def moved(self, address: Address) -> None:
        """Nothing to do: feedback always goes to the selected path."""

    def _ask_again(self, track: IncomingTrack, now: float) -> None:
        if track.ssrc is None or not track.missing.is_due(now) or "nack" not in track.format.feedback:
            return
        wanted = track.missing.due(now, None if self.rtt_ms is None else self.rtt_ms / 1000)
        if wanted:
            self._counters.nacks_sent += 1
            self._nacks_sent += 1
            self.peer.send_rtcp(write_nack(self._ssrc, track.ssrc, wanted))

    def _ask_for_keyframe(self, track: IncomingTrack, now: float) -> None:
        if track.ssrc is not None and track.track.is_video and track.keyframes.due(now):
            self._counters.plis_up += 1
            self._plis_sent += 1
            self.peer.send_rtcp(write_pli(self._ssrc, track.ssrc))

    def _send_transport_feedback(self) -> None:
        body = self._feedback.report()
        source = next((t.ssrc for t in self.tracks if t.ssrc is not None), None)
        if body is not None and source is not None:
            self.peer.send_rtcp(write_transport_feedback(self._ssrc, source, body))

    def _report(self, now: float) -> None:
        blocks = [block for track in self.tracks if (block := track.report(now)) is not None]
        for track in self.tracks:
            track.close_window(now)
        compound = write_receiver_report(self._ssrc, blocks) + write_description(self._ssrc, "showfloor")
        compound += write_reference_time(self._ssrc, self._clock.ntp(now))
        if self._transport_cc is None:
            sources = [t.ssrc for t in self.tracks if t.ssrc is not None]
            compound += write_remb(self._ssrc, sources, self._max_bitrate_bps)
        self.peer.send_rtcp(compound)
