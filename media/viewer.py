"""One viewer: his tracks, and what he reports back."""

from collections.abc import Sequence

from media.adaptation import Adaptation
from media.audience import ViewerReception
from media.clock import MediaClock
from media.counters import Counters
from media.health import FrameClock
from media.ice import Address
from media.outgoing import OutgoingTrack
from media.peer import Peer
from media.rtcp import (
    KeyframeRequest,
    Nack,
    ReceiverReport,
    ReportBlock,
    TransportReport,
    parse_rtcp,
    write_description,
    write_goodbye,
)
from media.statistics import Phase, SentTrack, ViewerStatistics

_REPORT_SECONDS = 1.0


class Viewer:
    """Receives a stream's tracks over one peer connection."""

    def __init__(
        self,
        peer: Peer,
        tracks: Sequence[OutgoingTrack],
        cname: str,
        clock: MediaClock,
        counters: Counters,
        *,
        adaptation: Adaptation | None = None,
    ) -> None:
        self.peer = peer
        self.adaptation = adaptation
        self.tracks = {track.track.kind: track for track in tracks}
        self.reception = ViewerReception()
        self._by_ssrc = {track.source.ssrc: track for track in tracks}
        self._cname = cname
        self._clock = clock
        self._counters = counters
        self._next_report = 0.0
        self._since_ms = clock.epoch_ms(clock.now())
        self._nacks = 0
        self._keyframe_requests = 0
        self._started = False
        self._hears = True

    def start(self) -> None:
        """Begin sending; the peer is connected."""
        self.peer.receiver = self
        self._started = True
        if self.adaptation is not None:
            self.adaptation.start(self._clock.now())
        self.tick(self._clock.now())
        for kind, track in self.tracks.items():
            if kind != "audio" or self._hears:
                track.start()

    def hear(self, *, wanted: bool) -> None:
        """Send the sound, or leave it out for a muted player, whose picture then need not wait for it."""
        self._hears = wanted
        if self.adaptation is not None:
            self.adaptation.hears = wanted
        sound = self.tracks.get("audio")
        if sound is None or not self._started:
            return
        if not wanted:
            sound.stop()
        elif sound.phase is Phase.IDLE:
            sound.start()

    def layers_changed(self) -> None:
        """Another publisher sends from now on, perhaps other layers: be there for its first keyframe."""
        if self.adaptation is not None and self._started:
            self.adaptation.look(self._clock.now())

    def stop(self) -> None:
        """Stop sending and say goodbye."""
        for track in self.tracks.values():
            track.stop()
        self.peer.send_rtcp(write_goodbye(list(self._by_ssrc)))
        if self.adaptation is not None:
            self.adaptation.close()

    def tick(self, now: float) -> None:
        """Choose the layer, and send the sender reports that are due."""
        if self.adaptation is not None and self._started:
            self.adaptation.tick(now)
        if now < self._next_report:
            return
        reports = [r for track in self.tracks.values() if (r := track.sender_report(now)) is not None]
        if not reports:
            return
        self._next_report = now + _REPORT_SECONDS
        names = b"".join(write_description(ssrc, self._cname) for ssrc in self._by_ssrc)
        self.peer.send_rtcp(b"".join(reports) + names)

    def frame_clock(self, now: float) -> FrameClock | None:
        """Relate the picture's RTP time to the capture; None as long as the publisher has not told."""
        video = self.tracks.get("video")
        timestamp = video.capture_timestamp(now) if video else None
        if video is None or timestamp is None:
            return None
        return FrameClock(
            server_ms=self._clock.epoch_ms(now),
            rtp_timestamp=timestamp & 0xFFFFFFFF,
            clock_rate=video.track.clock_rate,
        )

    def receive_rtp(self, data: bytes, arrival: float) -> None:
        """Ignore media: viewers have nothing to send."""

    def receive_rtcp(self, data: bytes, arrival: float) -> None:
        """Serve what the viewer asks for."""
        for item in parse_rtcp(data):
            if isinstance(item, Nack):
                self._counters.nacks_received += 1
                self._nacks += 1
                if track := self._by_ssrc.get(item.ssrc):
                    track.retransmit(item.sequences)
            elif isinstance(item, KeyframeRequest):
                self._counters.plis_received += 1
                self._keyframe_requests += 1
                if track := self._by_ssrc.get(item.ssrc):
                    track.keyframe_requested(arrival)
            elif isinstance(item, TransportReport):
                if self.adaptation is not None:
                    self.adaptation.reported(item.body, arrival)
            elif isinstance(item, ReceiverReport):
                self._read_blocks(item.blocks, arrival)

    def statistics(self) -> ViewerStatistics:
        """Count what was sent, and what the viewer said."""
        trip = self.reception.rtt_ms
        return ViewerStatistics(
            cname=self._cname,
            connected=self._started,
            since_ms=self._since_ms,
            rtt_ms=None if trip is None else round(trip, 1),
            nacks_received=self._nacks,
            keyframe_requests_received=self._keyframe_requests,
            tracks=tuple(self._track_statistics(track) for track in self.tracks.values()),
        )

    def _track_statistics(self, outgoing: OutgoingTrack) -> SentTrack:
        ssrc, (packets, octets) = outgoing.source.ssrc, outgoing.sent
        return SentTrack(
            kind=outgoing.track.kind,
            codec=outgoing.track.format.name,
            rid=outgoing.track.rid,
            ssrc=ssrc,
            phase=outgoing.phase,
            packets=packets,
            octets=octets,
            retransmitted=outgoing.retransmitted,
            loss_ratio=round(self.reception.losses.get(ssrc, 0.0), 4),
            lost=self.reception.lost.get(ssrc, 0),
            jitter_ms=round(self.reception.jitter_ms.get(ssrc, 0.0), 2),
        )

    def moved(self, address: Address) -> None:
        """Follow the viewer to another address."""
        for track in self.tracks.values():
            track.moved(address)

    def _read_blocks(self, blocks: Sequence[ReportBlock], arrival: float) -> None:
        for block in blocks:
            if block.ssrc in self._by_ssrc:
                rate = self._by_ssrc[block.ssrc].track.clock_rate
                self.reception.report(block, clock_rate=rate, ntp=self._clock.ntp(arrival))
