"""A made-up bottleneck with a clock of its own: a rate, a queue that ends, a delay, and loss by chance."""

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Datagram:
    """One packet on its way to the viewer.

    Attributes:
        octets: What it takes on the link, all headers included.
        number: Its transport-wide sequence number; None where it has none.
        rtp: Its RTP header and payload in plain, without header extensions.
    """

    octets: int
    number: int | None
    rtp: bytes


class Link:
    """Drops what finds the queue full (tail drop), as the token bucket of `bench.rig.networks` does."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        rate_bps: int,
        queue_seconds: float = 0.3,
        delay_seconds: float = 0.01,
    ) -> None:
        self.rate_bps = rate_bps
        self.queue_seconds = queue_seconds
        self.loss_ratio = 0.0
        self.dropped = 0
        self._now = now
        self._delay = delay_seconds
        self._queue: deque[Datagram] = deque()
        self._waiting = 0
        self._credit = 0.0
        self._at = now()
        self._flying: deque[tuple[float, Datagram]] = deque()
        self._dice = random.Random(7)  # noqa: S311  a repeatable choice of what is lost

    @property
    def queued_seconds(self) -> float:
        """How long a packet would wait that is sent now."""
        return self._waiting * 8 / self.rate_bps

    def send(self, datagram: Datagram) -> None:
        """Put a packet in, or lose it."""
        self._transmit()
        lost = self.loss_ratio and self._dice.random() < self.loss_ratio
        if lost or self.queued_seconds > self.queue_seconds:
            self.dropped += 1
            return
        self._queue.append(datagram)
        self._waiting += datagram.octets
        self._transmit()

    def arrived(self) -> Iterator[Datagram]:
        """Take out what has come to the other end by now."""
        self._transmit()
        while self._flying and self._flying[0][0] <= self._now():
            yield self._flying.popleft()[1]

    def _transmit(self) -> None:
        now = self._now()
        self._credit += (now - self._at) * self.rate_bps / 8
        self._at = now
        while self._queue and self._credit >= self._queue[0].octets:
            sent = self._queue.popleft()
            self._credit -= sent.octets
            self._waiting -= sent.octets
            self._flying.append((now + self._delay, sent))
        if not self._queue:
            # As much as the token bucket lets through at once.
            self._credit = min(self._credit, 3000.0)
