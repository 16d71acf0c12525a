"""One track of a stream: one publisher's packets in, the history, and all viewers out."""

import math
from collections import deque
from collections.abc import Callable
from typing import Protocol

from media.capture import CaptureLine
from media.codecs import Format
from media.counters import Counters
from media.fanout import FanOut
from media.h264 import ParameterSets
from media.keyframes import keyframe_test, size_reader
from media.pictures import PictureLine
from media.ring import Ring
from media.rtp import Packet
from media.sendmmsg import SEGMENTS
from media.timeline import Timeline
from media.vpx import PictureNumbers

_PADDING_PAYLOAD = b"\x01"
_EARLY_FRACTION = 0.8
_PAUSED_SECONDS = 1.5


class KeyframeWaiter(Protocol):
    """A viewer's track that cannot begin before the next keyframe."""

    def keyframe_arrived(self, track: "Track", first: Packet) -> None:
        """A keyframe of a track begins with this packet, which is not yet sent to anybody."""


class Track:
    """Packets of one kind; outlives its publishers, so that viewers see one stream."""

    def __init__(self, agreed: Format, fan: FanOut, ring: Ring, counters: Counters) -> None:
        self.kind = agreed.kind
        self.format = agreed
        self.clock_rate = agreed.clock_rate
        self.ring = ring
        self.fan = fan
        self.capture: CaptureLine | None = None
        self.size: tuple[int, int] | None = None
        self.bitrate_bps = 0
        self.rid: str | None = None
        self.parameter_sets = ParameterSets() if agreed.name == "H264" else None
        self.waiting: dict[KeyframeWaiter, None] = {}
        self._counters = counters
        self._timeline = Timeline(agreed.clock_rate)
        self._pictures = PictureLine(agreed.name)
        self._begins_keyframe = keyframe_test(agreed.name)
        self._read_size = size_reader(agreed.name)
        self._pending: list[Packet] = []
        self._intervals: deque[int] = deque(maxlen=8)
        self._frame: tuple[int, float] | None = None

    @property
    def is_video(self) -> bool:
        """Whether decoding can begin only at a keyframe."""
        return self.kind == "video"

    @property
    def is_flowing(self) -> bool:
        """Whether a publisher's packets pass: for video, since its first keyframe."""
        return self._timeline.is_open

    @property
    def source_begin(self) -> int:
        """The position at which the latest publisher's packets begin."""
        return self._timeline.begin_position

    def is_coming(self, now: float) -> bool:
        """Whether packets came of late: a layer that its publisher has paused brings none."""
        return self.is_flowing and self._frame is not None and now - self._frame[1] < _PAUSED_SECONDS

    def detach(self) -> None:
        """The publisher is gone: what comes next is another one's."""
        self._timeline.detach()
        self._pictures.detach()
        self.capture = None

    def stream_time(self, rtp_timestamp: int) -> int | None:
        """Map a publisher's RTP time to the stream's line."""
        return self._timeline.time_of(rtp_timestamp) if self._timeline.is_open else None

    @property
    def last_arrival(self) -> float:
        """When its newest packet came (monotonic), 0 before the first."""
        newest = self.ring.newest
        return newest.arrival if newest else 0.0

    @property
    def rate_bps(self) -> int:
        """What it takes, bits a second: as measured, or in its first second by what is held of it."""
        return self.bitrate_bps or round(8 * self.ring.octets_per_second)

    @property
    def newest_picture(self) -> PictureNumbers | None:
        """The codec's own numbers of the newest picture, if it has any."""
        return self._pictures.newest

    def time_at(self, now: float) -> int:
        """The RTP time that a frame would have that arrived now."""
        if self._frame is None:
            return 0
        timestamp, arrival = self._frame
        return timestamp + round((now - arrival) * self.clock_rate)

    def live_time(self, now: float) -> int:
        """The RTP time of a frame sent now; always before that of the next frame."""
        if self._frame is None:
            return 0
        timestamp, arrival = self._frame
        interval = min(self._intervals, default=self.clock_rate // 30)
        return timestamp + int(min((now - arrival) * self.clock_rate, interval * _EARLY_FRACTION))

    def write(self, sequence: int, timestamp: int, payload: bytes, arrival: float, *, marker: bool) -> bool:
        """Take one packet; False if it is a double, too late, or before the first keyframe."""
        padding = not payload
        begins = self.is_video and not padding and self._begins_keyframe(payload)
        if self.is_video and not begins and not self._timeline.is_open:
            return False
        placed = self._timeline.place(sequence, timestamp, arrival)
        if placed is None:
            return False
        payload, numbers = (_PADDING_PAYLOAD, None) if padding else self._pictures.place(payload)
        packet = Packet(placed[0], placed[1], marker, payload, arrival, padding, numbers)
        if not self.ring.append(packet, begins_keyframe=begins):
            return False
        self._note_frame(packet)
        if self.parameter_sets is not None and not padding:
            self.parameter_sets.learn(payload)
        if begins:
            self._keyframe(packet)
        self._pending.append(packet)
        return True

    def flush_due(self, now: float, hold_seconds: float) -> float:
        """Send what came in, unless it is to wait for company; returns until when (inf: nothing waits).

        Only packets of an unfinished frame may wait: they are of no use before its last one.
        """
        pending = self._pending
        if not pending:
            return math.inf
        mid_frame = self.is_video and not pending[-1].marker and len(pending) < SEGMENTS
        until = pending[0].arrival + hold_seconds
        if mid_frame and now < until:
            return until
        self.flush()
        return math.inf

    def flush(self) -> None:
        """Send what came in since the last call to all live viewers."""
        if not self._pending:
            return
        pending, self._pending = self._pending, []
        sent = self.fan.send(pending)
        self._counters.packets_out += sent.packets
        self._counters.bytes_out += sent.octets
        self._counters.dropped += sent.dropped

    def _note_frame(self, packet: Packet) -> None:
        if self._frame is not None:
            if packet.timestamp <= self._frame[0]:
                return
            self._intervals.append(packet.timestamp - self._frame[0])
        self._frame = (packet.timestamp, packet.arrival)

    def _keyframe(self, packet: Packet) -> None:
        self.size = self._read_size(packet.payload) or self.size
        if not self.waiting:
            return
        # Those who wait must not get what came before; those who are live must get it first.
        self.flush()
        waiting, self.waiting = self.waiting, {}
        for waiter in waiting:
            waiter.keyframe_arrived(self, packet)


TrackFactory = Callable[[Format], Track]
