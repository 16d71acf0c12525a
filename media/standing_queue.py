"""Measures what comes through while a queue stands: that is what the path carries."""

_STANDING_SECONDS = 0.02
_LEAST_SPAN_SECONDS = 0.05
_MOST_SPAN_SECONDS = 0.4


class StandingQueue:
    """What arrives while packets wait without a break.

    Attributes:
        seconds: For how long that has been measured.
        queue_seconds: How long the last packet had waited.
    """

    def __init__(self) -> None:
        self.queue_seconds = 0.0
        self._since: float | None = None
        self._until = 0.0
        self._octets = 0

    @property
    def seconds(self) -> float:
        """Since when, up to the last packet; 0 where packets do not wait."""
        return 0.0 if self._since is None else self._until - self._since

    @property
    def bps(self) -> int | None:
        """What arrives; None while that is too short to tell."""
        return round(8 * self._octets / self.seconds) if self.seconds >= _LEAST_SPAN_SECONDS else None

    def add(self, arrival: float, queue_seconds: float, octets: int) -> None:
        """Take a packet, in the order of arrival."""
        self.queue_seconds = queue_seconds
        if queue_seconds < _STANDING_SECONDS:
            self._since = None
        elif self._since is None or not 0 <= arrival - self._since <= _MOST_SPAN_SECONDS:
            self._since, self._until, self._octets = arrival, arrival, 0
        else:
            self._until = max(self._until, arrival)
            self._octets += octets
