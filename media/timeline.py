"""Puts one publisher after another on a single line of positions and timestamps, as if it were one source."""

from media.rtp import unwrap

_MAX_JUMP = 3000
"""Sequence numbers further ahead than this are a restarted encoder, not loss (RFC 3550, appendix A.1)."""


class Timeline:
    """Maps a source's wrapping numbers to the stream's own, continuous over sources.

    Attributes:
        begin_position: Where the latest source begins on the line.
    """

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._open = False
        self._sequence = 0
        self._timestamp = 0
        self._sequence_shift = 0
        self._timestamp_shift = 0
        self.begin_position = 0
        self.last_position = -1
        self.last_timestamp = 0
        self.last_arrival: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether a source is on the line."""
        return self._open

    def detach(self) -> None:
        """End the current source: the next packet placed begins a new one."""
        self._open = False

    def place(self, sequence: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """Give a packet its position and time; None if it belongs before the source's beginning."""
        if self._open and not self._is_plausible(sequence):
            self._open = False
        if not self._open:
            self._begin(sequence, timestamp, now)
        extended = unwrap(sequence, self._sequence, 16)
        position = extended + self._sequence_shift
        if position < self.begin_position:
            return None
        time = unwrap(timestamp, self._timestamp, 32)
        if position > self.last_position:
            self._sequence, self._timestamp = extended, time
            self.last_position, self.last_timestamp, self.last_arrival = (
                position,
                time + self._timestamp_shift,
                now,
            )
        return position, time + self._timestamp_shift

    def time_of(self, timestamp: int) -> int:
        """Map an RTP time of the current source, as its sender reports state it."""
        return unwrap(timestamp, self._timestamp, 32) + self._timestamp_shift

    def _is_plausible(self, sequence: int) -> bool:
        ahead = unwrap(sequence, self._sequence, 16) - self._sequence
        return -_MAX_JUMP < ahead < _MAX_JUMP

    def _begin(self, sequence: int, timestamp: int, now: float) -> None:
        elapsed = (
            0 if self.last_arrival is None else max(1, round((now - self.last_arrival) * self._clock_rate))
        )
        self._sequence, self._timestamp = sequence, timestamp
        self.begin_position = self.last_position + 1
        self._sequence_shift = self.begin_position - sequence
        self._timestamp_shift = self.last_timestamp + elapsed - timestamp
        self._open = True
