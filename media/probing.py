"""Decides when to try whether a path carries more, and how much more to send meanwhile."""

_STEP_SECONDS = 0.2
_STEP_FACTOR = 1.4
_FIRST_FACTOR = 1.3
_PROOF_SECONDS = 0.4
_FIRST_PAUSE_SECONDS = 1.5
_MAX_PAUSE_SECONDS = 6.0
_PAUSE_FACTOR = 1.6
_GIVE_UP_SECONDS = 4.0
_RELAPSE_SECONDS = 6.0
_MAX_RELAPSE_PAUSE_SECONDS = 15.0


class Probing:
    """One attempt after another, each rising in steps: so a path that carries little more is hurt little.

    Where nothing can be sent beside the media, the better layer itself is the attempt: `look` proves it at
    once, and it comes ever more rarely while congestion follows (`put_off`).

    Args:
        now: Monotonic seconds.
        fills: Whether something can be sent beside the media.

    Attributes:
        rate_bps: What shall be sent in all now; 0 while no attempt is made.
    """

    def __init__(self, now: float, *, fills: bool = True) -> None:
        self.rate_bps = 0
        self._fills = fills
        self._wanted = 0
        self._began = 0.0
        self._next_step = 0.0
        self._proof_at: float | None = None
        self._pause = _FIRST_PAUSE_SECONDS
        self._next = now + _FIRST_PAUSE_SECONDS / 2
        self._step_seconds = _STEP_SECONDS
        self._succeeded: float | None = None
        self._relapse_pause = _FIRST_PAUSE_SECONDS

    @property
    def is_on(self) -> bool:
        """Whether an attempt is under way."""
        return self.rate_bps > 0

    def look(
        self, *, sending_bps: int, wanted_bps: int, is_queueing: bool, now: float, round_trip: float = 0.0
    ) -> int:
        """Go on.

        Args:
            sending_bps: What the media takes.
            wanted_bps: What the next better layer would take in all; 0 if there is none to be had.
            is_queueing: Whether packets wait on their way.
            now: Monotonic seconds.
            round_trip: Seconds until it is known what a step did.

        Returns:
            What has been proven now, bits a second; 0 for nothing.
        """
        self._step_seconds = _STEP_SECONDS + round_trip
        if not self.is_on:
            if wanted_bps <= sending_bps or is_queueing or now < self._next:
                return 0
            self._begin(sending_bps, wanted_bps, now)
            return 0 if self._fills else self._succeed(now, wanted_bps)
        if is_queueing or wanted_bps == 0 or now - self._began > _GIVE_UP_SECONDS:
            self._fail(now)
            return 0
        if self._proof_at is not None and now >= self._proof_at:
            return self._succeed(now, self.rate_bps)
        if self._proof_at is None and now >= self._next_step:
            self._rise(round(self.rate_bps * _STEP_FACTOR), now)
        return 0

    def put_off(self, now: float) -> None:
        """The path is congested: try nothing for a while, longer if an attempt had just found it wide."""
        self.rate_bps = 0
        if self._succeeded is not None and now - self._succeeded < _RELAPSE_SECONDS:
            self._relapse_pause = min(_MAX_RELAPSE_PAUSE_SECONDS, self._relapse_pause * 2)
            self._pause = self._relapse_pause
        elif self._succeeded is not None:
            self._relapse_pause = _FIRST_PAUSE_SECONDS
        self._succeeded = None
        self._next = max(self._next, now + self._pause)

    def _begin(self, sending_bps: int, wanted_bps: int, now: float) -> None:
        self._wanted, self._began, self._proof_at = wanted_bps, now, None
        self._rise(round(max(sending_bps, wanted_bps // 8) * _FIRST_FACTOR), now)

    def _rise(self, rate_bps: int, now: float) -> None:
        self.rate_bps = min(rate_bps, self._wanted)
        self._next_step = now + self._step_seconds
        if self.rate_bps == self._wanted:
            self._proof_at = now + _PROOF_SECONDS + self._step_seconds - _STEP_SECONDS

    def _succeed(self, now: float, proven: int) -> int:
        self.rate_bps = 0
        self._pause = _FIRST_PAUSE_SECONDS
        self._next = now + self._pause
        self._succeeded = now
        return proven

    def _fail(self, now: float) -> None:
        self.rate_bps = 0
        self._next = now + self._pause
        self._pause = max(self._pause, min(_MAX_PAUSE_SECONDS, self._pause * _PAUSE_FACTOR))
