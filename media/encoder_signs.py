"""What a video stream tells about its encoder: profile, B-frames, and whether it hears requests."""

from media.h264 import has_b_slice, profile
from media.rtp import unwrap

_ASK_AFTER_SECONDS = 0.8
_ANSWER_SECONDS = 1.2


class EncoderSigns:
    """Watches one source; once seen, a sign stays, since settings change only with a new stream.

    An encoder that hears keyframe requests need not send keyframes by itself: browsers do so on demand alone.
    Whether it hears is found out by asking once, soon after its first keyframe.

    Attributes:
        profile: The H264 profile in words (`high`), None for other codecs or before the first SPS.
        has_b_frames: Frames refer to later ones: they are sent in another order than they are shown.
        hears_requests: Whether a keyframe follows a request; None as long as that is unknown.
    """

    def __init__(self, codec: str, clock_rate: int) -> None:
        self.profile: str | None = None
        self.has_b_frames = False
        self.hears_requests: bool | None = None
        self._is_h264 = codec == "H264"
        self._clock_rate = clock_rate
        self._newest: tuple[int, int] | None = None
        self._first_keyframe: float | None = None
        self._asked: float | None = None

    def packet(self, sequence: int, timestamp: int, payload: bytes) -> None:
        """Look at a packet in the order of its sequence number; late ones say nothing."""
        if self._newest is None:
            self._newest = (sequence, timestamp)
        last_sequence, last_time = self._newest
        extended = unwrap(sequence, last_sequence, 16)
        if extended >= last_sequence:
            time = unwrap(timestamp, last_time, 32)
            # Much further back is another beginning, not another order.
            if -self._clock_rate < time - last_time < 0:
                self.has_b_frames = True
            self._newest = (extended, time)
        if self._is_h264:
            self.profile = profile(payload) or self.profile
            self.has_b_frames = self.has_b_frames or has_b_slice(payload)

    def keyframe(self, now: float) -> None:
        """A keyframe begins."""
        if self._first_keyframe is None:
            self._first_keyframe = now
        elif self._asked is not None and self.hears_requests is None:
            self.hears_requests = True

    def should_ask(self, now: float) -> bool:
        """Whether to ask for the one keyframe that shows if requests are heard; a True counts as asked."""
        if self._asked is not None:
            if self.hears_requests is None and now - self._asked > _ANSWER_SECONDS:
                self.hears_requests = False
            return False
        if self._first_keyframe is None or now - self._first_keyframe < _ASK_AFTER_SECONDS:
            return False
        self._asked = now
        return True
