"""One track as a publisher sends it: statistics, gaps, and the way into the stream."""

from media.capture import CaptureClock
from media.clock import ntp_seconds
from media.codecs import Format
from media.encoder_signs import EncoderSigns
from media.health import TrackHealth
from media.keyframe_requests import KeyframeRequests
from media.nack import MissingPackets
from media.reception import Reception
from media.rtcp import ReportBlock, SenderReport
from media.rtp import RtpHeader
from media.statistics import ReceivedTrack
from media.track import Track

_SILENT_SECONDS = 0.5
_FIRST_KEYFRAME_SECONDS = 0.3


class IncomingTrack:
    """Follows the one SSRC that a publisher uses for a track, or for a layer of it.

    Attributes:
        rid: The layer's name in a simulcast (RFC 8853); None where one encoding is all there is.
        keyframes: Who needs a keyframe of it.
        signs: What it tells about its encoder; None for sound.
    """

    def __init__(self, agreed: Format, track: Track, rid: str | None = None) -> None:
        self.format = agreed
        self.track = track
        self.rid = rid
        self.keyframes = KeyframeRequests()
        self.signs = self._new_signs()
        self.ssrc: int | None = None
        self.rtx_ssrc: int | None = None
        self.missing = MissingPackets()
        self.first_arrival: float | None = None
        self.last_arrival = 0.0
        self._reception = Reception(agreed.clock_rate)
        self._keyframe_seen: int | None = None

    @property
    def is_flowing(self) -> bool:
        """Whether its packets come and can be decoded."""
        return self.first_arrival is not None and self.track.is_flowing

    def lacks_keyframe(self, now: float) -> bool:
        """Whether video comes that nobody can decode: its first keyframe is overdue."""
        if not self.track.is_video or self.first_arrival is None or self.track.is_flowing:
            return False
        return now - self.first_arrival > _FIRST_KEYFRAME_SECONDS

    def receive(self, header: RtpHeader, payload: bytes, arrival: float) -> bool:
        """Take a packet; True if something is missing that should be asked for now."""
        if header.ssrc != self.ssrc and not self._adopt(header.ssrc, arrival):
            return False
        self.last_arrival = arrival
        self._reception.add(header.sequence, header.timestamp, len(payload), arrival)
        self.missing.received(header.sequence, arrival)
        self.track.write(header.sequence, header.timestamp, payload, arrival, marker=header.marker)
        if self.signs is not None:
            self._look(self.signs, header, payload, arrival)
        return self.missing.is_due(arrival)

    def receive_again(self, header: RtpHeader, payload: bytes, arrival: float) -> None:
        """Take a retransmission (RFC 4588): two bytes of original sequence number, then the payload."""
        self.rtx_ssrc = header.ssrc
        if len(payload) <= 2 or self.ssrc is None:
            return  # padding that probes the path
        sequence = int.from_bytes(payload[:2], "big")
        self.missing.received(sequence, arrival)
        if self.track.write(sequence, header.timestamp, payload[2:], arrival, marker=header.marker):
            self._reception.recovered()

    def receive_report(self, report: SenderReport, clock: CaptureClock, arrival: float) -> None:
        """Learn from a sender report when things were captured."""
        self._reception.report_ntp, self._reception.report_arrival = report.ntp, arrival
        stream_time = self.track.stream_time(report.rtp_timestamp)
        if stream_time is not None:
            self.track.capture = clock.line(ntp_seconds(report.ntp), stream_time, arrival)

    def report(self, now: float) -> ReportBlock | None:
        """Write the block for our receiver report; None before the first packet."""
        return None if self.ssrc is None else self._reception.report(self.ssrc, now)

    def close_window(self, now: float) -> None:
        """Compute the rates of the last second."""
        self._reception.close_window(now)
        rate = self._reception.rates.bitrate_bps
        # Keyframes and still moments say little: what the layer takes on average is what counts.
        known = self.track.bitrate_bps
        self.track.bitrate_bps = known + (rate - known) // 3 if known else rate

    def is_to_be_tried(self, now: float) -> bool:
        """Whether to ask for a keyframe only to learn if requests are heard; simulcasts hear them."""
        return self.signs is not None and self.rid is None and self.signs.should_ask(now)

    def health(self, now: float) -> TrackHealth:
        """Say how the track arrives."""
        rates, track, signs = self._reception.rates, self.track, self.signs
        period = track.ring.keyframe_period if track.is_video else None
        keyframe = track.ring.keyframe if track.is_video else None
        width, height = track.size or (None, None)
        return TrackHealth(
            codec=self.format.name,
            rid=self.rid,
            bitrate_bps=rates.bitrate_bps,
            packets_per_s=round(rates.packets_per_s, 1),
            loss_ratio=round(rates.loss_ratio, 4),
            jitter_ms=round(self._reception.jitter_ms, 2),
            keyframe_interval_ms=None if period is None else round(period * 1000),
            fps=round(rates.frames_per_s, 1) if track.is_video else None,
            width=width,
            height=height,
            keyframe_age_ms=None if keyframe is None else round((now - keyframe.arrival) * 1000),
            hears_keyframe_requests=signs.hears_requests if signs else None,
            profile=signs.profile if signs else None,
            b_frames=signs.has_b_frames if signs else None,
        )

    def statistics(self) -> ReceivedTrack:
        """Count what came."""
        reception = self._reception
        return ReceivedTrack(
            kind=self.format.kind,
            codec=self.format.name,
            rid=self.rid,
            ssrc=self.ssrc,
            packets=reception.packets,
            octets=reception.octets,
            lost=reception.lost,
            recovered=reception.repairs,
            jitter_ms=round(reception.jitter_ms, 2),
            bitrate_bps=reception.rates.bitrate_bps,
        )

    def _look(self, signs: EncoderSigns, header: RtpHeader, payload: bytes, arrival: float) -> None:
        signs.packet(header.sequence, header.timestamp, payload)
        keyframe = self.track.ring.keyframe
        if keyframe is not None and keyframe.arrival == arrival and keyframe.timestamp != self._keyframe_seen:
            self._keyframe_seen = keyframe.timestamp
            signs.keyframe(arrival)

    def _new_signs(self) -> EncoderSigns | None:
        is_video = self.format.kind == "video"
        return EncoderSigns(self.format.name, self.format.clock_rate) if is_video else None

    def _adopt(self, ssrc: int, arrival: float) -> bool:
        """Change to a new SSRC if the old one is silent: the encoder restarted. Else it is a stray."""
        if self.ssrc is not None:
            if arrival - self.last_arrival < _SILENT_SECONDS:
                return False
            self.track.detach()
            self.missing = MissingPackets()
            self._reception = Reception(self.format.clock_rate)
            self.signs = self._new_signs()
        self.ssrc = ssrc
        self.first_arrival = arrival
        return True
