"""One publisher: what it sends, and the feedback that keeps it sending well."""

import secrets
from collections.abc import Sequence

from media.capture import CaptureClock
from media.clock import MediaClock
from media.counters import Counters
from media.ice import Address
from media.incoming import IncomingTrack
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
from media.transport_feedback import TransportFeedback

_REPORT_SECONDS = 1.0
_KEYFRAME_SPACING_SECONDS = 1.0
_FIRST_KEYFRAME_SECONDS = 0.3
_SOUND_ONLY_SECONDS = 3.0
_NACK_RETRY_SECONDS = 0.1
_MIN_NACK_RETRY_SECONDS = 0.03


class Publisher:
    """Takes a seller's packets over one peer connection."""

    def __init__(
        self,
        peer: Peer,
        tracks: Sequence[IncomingTrack],
        *,
        clock: MediaClock,
        counters: Counters,
        transport_cc: int | None,
        max_bitrate_bps: int,
    ) -> None:
        self.peer = peer
        self.tracks = {track.format.kind: track for track in tracks}
        self.rtt_ms: float | None = None
        self._by_payload_type = {t.format.payload_type: t for t in tracks}
        self._by_rtx_type = {
            t.format.rtx_payload_type: t for t in tracks if t.format.rtx_payload_type is not None
        }
        self._clock = clock
        self._counters = counters
        self._transport_cc = transport_cc
        self._max_bitrate_bps = max_bitrate_bps
        self._feedback = TransportFeedback()
        self._capture = CaptureClock()
        self._ssrc = 1 + secrets.randbelow((1 << 32) - 1)
        self._started = 0.0
        self._next_report = 0.0
        self._next_keyframe_request = 0.0
        self._keyframe_wanted = False

    @property
    def last_arrival(self) -> float:
        """When the last media packet came (monotonic), 0 before the first."""
        return max((t.last_arrival for t in self.tracks.values()), default=0.0)

    @property
    def is_flowing(self) -> bool:
        """Whether viewers can be served: video since its first keyframe, or sound where no video comes."""
        video, audio = self.tracks.get("video"), self.tracks.get("audio")
        if video is not None and video.first_arrival is not None:
            return video.track.is_flowing
        if audio is None or audio.first_arrival is None:
            return False
        return video is None or audio.last_arrival - audio.first_arrival > _SOUND_ONLY_SECONDS

    def start(self) -> None:
        """Begin: the peer is connected and the stream is its."""
        self.peer.receiver = self
        self._started = self._clock.now()

    def is_silent(self, now: float, seconds: float) -> bool:
        """Whether nothing came for so long."""
        return now - max(self.last_arrival, self._started) > seconds

    def lacks_keyframe(self, now: float) -> bool:
        """Whether video comes that nobody can decode: its first keyframe is overdue."""
        video = self.tracks.get("video")
        if video is None or video.first_arrival is None or video.track.is_flowing:
            return False
        return now - video.first_arrival > _FIRST_KEYFRAME_SECONDS

    def request_keyframe(self) -> None:
        """Ask for a keyframe, merged and at most once a second."""
        self._keyframe_wanted = True
        self._ask_for_keyframe(self._clock.now())

    def tick(self, now: float) -> None:
        """Send the feedback that is due; of use about every 50 ms."""
        for track in self.tracks.values():
            self._ask_again(track, now)
        self._send_transport_feedback()
        self._ask_for_keyframe(now)
        if now >= self._next_report:
            self._next_report = now + _REPORT_SECONDS
            self._report(now)

    def receive_rtp(self, data: bytes, arrival: float) -> None:
        """Sort a packet by its payload type, which is unique within the connection."""
        header = parse_rtp(data)
        if header is None:
            return
        if self._transport_cc is not None:
            value = extension(data, header, self._transport_cc)
            if value is not None and len(value) == 2:
                self._feedback.add(int.from_bytes(value, "big"), arrival)
        payload = data[header.start : header.end]
        track = self._by_payload_type.get(header.payload_type)
        if track is not None:
            if track.receive(header, payload, arrival):
                self._ask_again(track, arrival)
        elif (repaired := self._by_rtx_type.get(header.payload_type)) is not None:
            repaired.receive_again(header, payload, arrival)

    def receive_rtcp(self, data: bytes, arrival: float) -> None:
        """Learn the sender's clock and the round-trip time."""
        for item in parse_rtcp(data):
            if isinstance(item, SenderReport):
                for track in self.tracks.values():
                    if track.ssrc == item.ssrc:
                        track.receive_report(item, self._capture, arrival)
            elif isinstance(item, DelaySinceReference):
                now = self._clock.ntp(arrival) >> 16 & 0xFFFFFFFF
                elapsed = now - item.last_reference - item.delay & 0xFFFFFFFF
                if elapsed < 1 << 20:
                    self.rtt_ms = elapsed * 1000 / 65536

    def moved(self, address: Address) -> None:
        """Nothing to do: feedback always goes to the selected path."""

    def _ask_again(self, track: IncomingTrack, now: float) -> None:
        if not len(track.missing) or track.ssrc is None:
            return
        retry = (
            _NACK_RETRY_SECONDS
            if self.rtt_ms is None
            else max(_MIN_NACK_RETRY_SECONDS, 1.2 * self.rtt_ms / 1000)
        )
        wanted = track.missing.due(now, retry)
        if wanted:
            self._counters.nacks_sent += 1
            self.peer.send_rtcp(write_nack(self._ssrc, track.ssrc, wanted))

    def _ask_for_keyframe(self, now: float) -> None:
        video = self.tracks.get("video")
        if (
            not self._keyframe_wanted
            or video is None
            or video.ssrc is None
            or now < self._next_keyframe_request
        ):
            return
        self._keyframe_wanted = False
        self._next_keyframe_request = now + _KEYFRAME_SPACING_SECONDS
        self._counters.plis_up += 1
        self.peer.send_rtcp(write_pli(self._ssrc, video.ssrc))

    def _send_transport_feedback(self) -> None:
        body = self._feedback.report()
        source = next((t.ssrc for t in self.tracks.values() if t.ssrc is not None), None)
        if body is not None and source is not None:
            self.peer.send_rtcp(write_transport_feedback(self._ssrc, source, body))

    def _report(self, now: float) -> None:
        blocks = [block for track in self.tracks.values() if (block := track.report(now)) is not None]
        for track in self.tracks.values():
            track.close_window(now)
        compound = write_receiver_report(self._ssrc, blocks) + write_description(self._ssrc, "showfloor")
        compound += write_reference_time(self._ssrc, self._clock.ntp(now))
        if self._transport_cc is None:
            sources = [t.ssrc for t in self.tracks.values() if t.ssrc is not None]
            compound += write_remb(self._ssrc, sources, self._max_bitrate_bps)
        self.peer.send_rtcp(compound)
