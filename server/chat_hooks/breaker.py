"""Leaves a program alone that fails again and again, and tries it once in a while. Pure."""

MOST_FAILURES = 5
FIRST_REST_MS = 10_000
LONGEST_REST_MS = 300_000


class Breaker:
    """One program's record: after five failures in a row it rests, longer each time its trial fails."""

    def __init__(self) -> None:
        self._failures = 0
        self._rest_ms = FIRST_REST_MS
        self._until_ms: int | None = None
        self._trying = False

    def resting_until_ms(self, now_ms: int) -> int | None:
        """Until when it is left alone; None when it is not."""
        return self._until_ms if self._until_ms is not None and now_ms < self._until_ms else None

    def take(self, now_ms: int) -> bool:
        """Whether to ask it now; after a rest one trial decides, and meanwhile nothing else is asked."""
        if self._until_ms is None:
            return True
        if now_ms < self._until_ms or self._trying:
            return False
        self._trying = True
        return True

    def heard(self) -> None:
        """It answered."""
        self._failures, self._rest_ms, self._until_ms, self._trying = 0, FIRST_REST_MS, None, False

    def failed(self, now_ms: int) -> bool:
        """It did not answer; tells whether it rests from now on."""
        self._failures += 1
        if self._trying:
            self._rest_ms = min(2 * self._rest_ms, LONGEST_REST_MS)
        elif self._until_ms is not None or self._failures < MOST_FAILURES:
            return False  # of many that were out together only the one that broke it counts
        self._trying, self._until_ms = False, now_ms + self._rest_ms
        return True
