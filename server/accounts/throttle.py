"""Counts tries per key as a token bucket; pure, bounded, and told the time."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

MAX_KEYS = 50_000


@dataclass(slots=True)
class Bucket:
    """How many tries are left, as of a moment."""

    left: float
    at_ms: int


class Throttle:
    """Allows `burst` tries at once and one more every `refill_seconds`.

    It remembers the 50,000 keys used last; forgetting an older one only ever lets somebody try again.
    """

    def __init__(self, *, burst: int, refill_seconds: float, max_keys: int = MAX_KEYS) -> None:
        self._burst = float(burst)
        self._per_ms = 1 / (refill_seconds * 1000)
        self._max_keys = max_keys
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait_ms(self, key: str, now_ms: int) -> int:
        """How long until the next try is allowed; 0 when it is now. Takes nothing."""
        left = self._bucket(key, now_ms).left
        return 0 if left >= 1 else max(1, round((1 - left) / self._per_ms))

    def take(self, key: str, now_ms: int) -> int:
        """Count one try and return 0; when none is left, count nothing and return how long to wait, in ms."""
        bucket = self._bucket(key, now_ms)
        if bucket.left < 1:
            return self.wait_ms(key, now_ms)
        bucket.left -= 1
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
        return 0

    def forgive(self, key: str) -> None:
        """Forget all tries of a key, after one that succeeded."""
        self._buckets.pop(key, None)

    def _bucket(self, key: str, now_ms: int) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            return Bucket(self._burst, now_ms)
        bucket.left = min(self._burst, bucket.left + max(0, now_ms - bucket.at_ms) * self._per_ms)
        bucket.at_ms = now_ms
        return bucket


def take_each(tries: Sequence[tuple[Throttle, str]], now_ms: int) -> int:
    """Count one try of each key and return 0; when any has none left, count nothing and return the wait."""
    wait_ms = max(throttle.wait_ms(key, now_ms) for throttle, key in tries)
    if not wait_ms:
        for throttle, key in tries:
            throttle.take(key, now_ms)
    return wait_ms
